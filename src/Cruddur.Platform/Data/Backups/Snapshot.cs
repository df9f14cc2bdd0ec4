using Npgsql;

namespace Cruddur.Platform.Data.Backups;

/// <summary>One moment of a database, held open so that pg_dump and the checksums see the same rows.</summary>
internal sealed class Snapshot : IAsyncDisposable
{
    private const string RolesSql = """
        select distinct pg_get_userbyid(role)
        from (
          select relacl from pg_class union all select nspacl from pg_namespace union all select proacl from pg_proc
          union all select attacl from pg_attribute union all select defaclacl from pg_default_acl union all select typacl from pg_type
        ) acls (acl), aclexplode(acl) granted, unnest(array[granted.grantee, granted.grantor]) role
        where role <> 0
        order by 1
        """;

    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;

    private Snapshot(NpgsqlConnection connection, NpgsqlTransaction transaction, string id) => (this.connection, this.transaction, Id) = (connection, transaction, id);

    /// <summary>What pg_dump takes as <c>--snapshot</c>.</summary>
    public string Id { get; }

    /// <summary>The host that the moment is on; of several it is the one that answered.</summary>
    public string Host => connection.Host!;

    public int Port => connection.Port;

    /// <summary>Such as <c>15.18</c>.</summary>
    public string ServerVersion => connection.PostgreSqlVersion.ToString();

    public int Major => connection.PostgreSqlVersion.Major;

    /// <summary>Bytes of the tables without indexes, as the last vacuum or analyze saw them: measuring would wait for whoever has locked one.</summary>
    public long EstimatedBytes { get; private init; }

    /// <summary>The newest migration, such as <c>0004_operations</c>; <c>none</c> without any.</summary>
    public string SchemaVersion { get; private init; } = "none";

    /// <summary>Roles that something is granted to or by.</summary>
    public IReadOnlyList<string> Roles { get; private init; } = [];

    /// <summary>What the database says it is; null without a marker.</summary>
    public string? Environment { get; private init; }

    public static async Task<Snapshot> TakeAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        var connection = await source.OpenConnectionAsync(ct);
        try
        {
            await TableDigest.PrepareAsync(connection, ct);
            var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
            await connection.RunAsync("set transaction read only", ct);
            var id = (string)(await connection.ScalarAsync("select pg_export_snapshot()", ct))!;
            return new Snapshot(connection, transaction, id)
            {
                EstimatedBytes = (long)(await connection.ScalarAsync("select coalesce(sum(relpages), 0) * current_setting('block_size')::bigint from pg_class where relkind in ('r', 't') and oid >= 16384", ct))!,
                SchemaVersion = await HasAsync(connection, "platform.migrations", ct)
                    ? (string?)await connection.ScalarAsync("select name from platform.migrations where result = 'done' order by version desc limit 1", ct) ?? "none" : "none",
                Roles = [.. (await connection.TableAsync(RolesSql, ct)).Rows.Select(row => row[0]!)],
                Environment = await HasAsync(connection, "public.cruddur_meta", ct)
                    ? (string?)await connection.ScalarAsync("select environment from public.cruddur_meta limit 1", ct) : null,
            };
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Bytes of the tables without indexes.</summary>
    public async Task<long> MeasureAsync(CancellationToken ct) =>
        (long)(await connection.ScalarAsync("select coalesce(sum(pg_table_size(oid)), 0)::bigint from pg_class where relkind = 'r' and oid >= 16384", ct))!;

    public Task<IReadOnlyList<TableDigest>> DigestAsync(CancellationToken ct) => TableDigest.ReadAllAsync(connection, ct);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static async Task<bool> HasAsync(NpgsqlConnection connection, string table, CancellationToken ct) =>
        await connection.ScalarAsync("select to_regclass($1) is not null", ct, table) is true;
}
