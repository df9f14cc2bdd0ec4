using System.Reflection;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>
/// What a database says it is: the one row of <c>public.cruddur_meta</c>. It is in the database itself, so that a command that
/// destroys finds out where it is even when its settings are wrong.
/// </summary>
/// <param name="Environment">Such as <c>local</c> or <c>prod</c>.</param>
/// <param name="CreatedAt">When the database was created.</param>
public sealed record DatabaseMarker(string Environment, DateTimeOffset CreatedAt)
{
    private static readonly string[] Unprotected = ["local", "test", "ci"];

    /// <summary>Whether commands that destroy need more than a yes.</summary>
    public bool IsProtected => Protects(Environment);

    /// <summary>Whether an environment of that name is protected: all are but local, test and ci.</summary>
    public static bool Protects(string environment) => !Unprotected.Contains(environment);

    /// <summary>The marker, or null when the database has none.</summary>
    public static async Task<DatabaseMarker?> ReadAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        if (await connection.ScalarAsync("select to_regclass('public.cruddur_meta') is not null", ct) is not true) return null;
        await using var command = new NpgsqlCommand("select environment, created_at from public.cruddur_meta limit 1", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var row = new Row(reader);
        return await reader.ReadAsync(ct) ? new DatabaseMarker(row.Text(0), row.Instant(1)) : null;
    }

    /// <summary>Writes the marker unless there is one; an existing marker never changes.</summary>
    /// <returns>True when it was written.</returns>
    public static async Task<bool> StampAsync(NpgsqlDataSource source, string environment, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        if (await connection.ScalarAsync("select to_regclass('public.cruddur_meta') is null", ct) is true) await CreateTableAsync(connection, ct);
        var version = typeof(DatabaseMarker).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
        return await connection.RunAsync(
            "insert into public.cruddur_meta (environment, app_version) values ($1, $2) on conflict do nothing", ct, environment, version) > 0;
    }

    /// <summary>Marks a restored copy as what it is now, which need not be what the original was; it counts as a new instance.</summary>
    internal static async Task RestampAsync(NpgsqlDataSource source, string environment, CancellationToken ct)
    {
        if (await StampAsync(source, environment, ct)) return;
        await using var connection = await source.OpenConnectionAsync(ct);
        await connection.RunAsync("update public.cruddur_meta set environment = $1, instance_id = gen_random_uuid(), created_at = now()", ct, environment);
    }

    private static async Task CreateTableAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // 'create table if not exists' fails when two run at once.
        await connection.RunAsync("select pg_advisory_xact_lock(1129469252, 3)", ct);
        await connection.RunAsync("""
            create table if not exists public.cruddur_meta (
              one boolean primary key default true check (one),
              environment text not null,
              instance_id uuid not null default gen_random_uuid(),
              created_at timestamptz not null default now(),
              app_version text not null
            )
            """, ct);
        await transaction.CommitAsync(ct);
    }
}
