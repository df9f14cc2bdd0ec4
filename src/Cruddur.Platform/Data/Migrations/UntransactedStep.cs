using System.Diagnostics;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>
/// Applies a step that PostgreSQL runs only outside a transaction, such as <c>create index concurrently</c>. Its row says
/// <c>running</c> until the verify block finds the step in place; a later run continues from there.
/// </summary>
internal sealed class UntransactedStep(NpgsqlConnection connection, Migration migration)
{
    /// <exception cref="DatabaseException">CDB-009.</exception>
    public async Task ApplyAsync(bool resume, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        if (!resume || !await IsInPlaceAsync(ct))
        {
            if (resume) await DropInvalidIndexesAsync(ct);
            await MigrationHistory.StartAsync(connection, migration, ct);
            await RunAsync(ct);
        }
        await MigrationHistory.FinishAsync(connection, migration, watch.Elapsed, ct);
    }

    private async Task RunAsync(CancellationToken ct)
    {
        foreach (var (index, statement) in migration.Up.Index())
        {
            try
            {
                await connection.RunAsync(statement.Text, ct);
            }
            catch (PostgresException error) when (!ct.IsCancellationRequested)
            {
                throw MigrationErrors.Stopped(migration, index + 1, $"{await StateAsync(ct)} ([{error.SqlState}] {error.MessageText.TrimEnd('.')})", error);
            }
        }
        if (!await IsInPlaceAsync(ct)) throw MigrationErrors.Stopped(migration, migration.Up.Count, "not in place", null);
    }

    private async Task<string> StateAsync(CancellationToken ct)
    {
        try
        {
            return await IsInPlaceAsync(ct) ? "in place" : "not in place";
        }
        catch (PostgresException error)
        {
            return $"cannot tell, [{error.SqlState}]";
        }
    }

    private async Task<bool> IsInPlaceAsync(CancellationToken ct) => await connection.ScalarAsync(migration.Verify!.Text, ct) is true;

    /// <summary>A concurrent build that failed leaves an invalid index behind, whose name would be in the way.</summary>
    private async Task DropInvalidIndexesAsync(CancellationToken ct)
    {
        var text = string.Join('\n', migration.Up.Select(statement => SqlScript.Normalise(statement.Text)));
        var found = await connection.ScalarAsync("""
            select array_agg(format('%I.%I', n.nspname, c.relname))
            from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
            where not i.indisvalid and $1 ~ ('\m' || c.relname || '\M')
            """, ct, text);
        foreach (var index in found as string[] ?? []) await connection.RunAsync($"drop index concurrently if exists {index}", ct);
    }
}
