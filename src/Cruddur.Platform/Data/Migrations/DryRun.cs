using System.Diagnostics;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>A table that a step locks.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Mode">The strongest lock that was taken on it.</param>
public sealed record TableLock(string Table, string Mode);

/// <summary>Applies steps in one transaction, looks which locks they took, and rolls everything back.</summary>
internal sealed class DryRun(NpgsqlConnection connection, string at)
{
    private const string Before = "select coalesce(array_agg(oid), '{}') from pg_class where relkind in ('r', 'p', 'm') and relnamespace <> 'pg_catalog'::regnamespace";

    // Tables that the steps make are locked for nobody.
    private const string Locks = """
        select distinct on (c.oid) c.oid::regclass::text, l.mode
        from pg_locks l
        join pg_class c on c.oid = l.relation
        where l.pid = pg_backend_pid() and l.locktype = 'relation' and c.oid = any ($1) and c.oid is distinct from to_regclass('platform.migrations')
        order by c.oid, array_position(array['AccessExclusiveLock', 'ExclusiveLock', 'ShareRowExclusiveLock', 'ShareLock',
          'ShareUpdateExclusiveLock', 'RowExclusiveLock', 'RowShareLock', 'AccessShareLock'], l.mode)
        """;

    /// <summary>Tries the steps.</summary>
    /// <param name="steps">What to try, in order. A step that must run outside a transaction is left out.</param>
    /// <param name="done">Told of each step: how long it took, and the locks that no step before it had taken.</param>
    /// <param name="skipped">Told of each step that is left out.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-008.</exception>
    public async Task RunAsync(IEnumerable<Migration> steps, Action<Migration, TimeSpan, IReadOnlyList<TableLock>> done, Action<Migration> skipped, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var tables = (uint[])(await connection.ScalarAsync(Before, ct))!;
        await MigrationHistory.CreateAsync(connection, ct);
        var known = new HashSet<TableLock>();
        foreach (var migration in steps)
        {
            var (watch, step) = (Stopwatch.StartNew(), new TransactedStep(connection, migration, at));
            await MigrationSession.SetLockTimeoutAsync(connection, migration.LockTimeout, ct);
            if (migration is { Transactional: false, Total: null })
            {
                skipped(migration);
                continue;
            }
            await (migration.Transactional ? step.ApplyAsync(ct) : step.TryAsync(ct));
            var elapsed = watch.Elapsed;
            done(migration, elapsed, [.. (await ReadAsync(tables, ct)).Where(known.Add)]);
        }
    }

    private async Task<List<TableLock>> ReadAsync(uint[] tables, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(Locks, connection) { Parameters = { new NpgsqlParameter { Value = tables, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Array | NpgsqlTypes.NpgsqlDbType.Oid } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var locks = new List<TableLock>();
        while (await reader.ReadAsync(ct)) locks.Add(new TableLock(reader.GetString(0), reader.GetString(1)));
        return locks;
    }
}
