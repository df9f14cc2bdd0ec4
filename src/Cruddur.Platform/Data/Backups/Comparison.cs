using Npgsql;

namespace Cruddur.Platform.Data.Backups;

/// <summary>
/// Compares tables with a manifest while pg_restore still fills them. pg_restore loads a table in one transaction that
/// keeps others out, so whoever reads a table sees it empty or whole; a whole one is read while the next are loaded.
/// </summary>
/// <param name="restored">The database being restored.</param>
/// <param name="manifest">What its tables must hold in the end.</param>
internal sealed class Comparison(NpgsqlDataSource restored, BackupManifest manifest)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly HashSet<string> equal = new(StringComparer.Ordinal);

    /// <summary>Reads tables as they become whole, until <paramref name="loading"/> ends.</summary>
    public async Task FollowAsync(Task loading, TimeProvider clock, CancellationToken ct)
    {
        await using var connection = await restored.OpenConnectionAsync(ct);
        await TableDigest.PrepareAsync(connection, ct);
        var wanted = manifest.Tables.Where(table => table.Rows > 0).ToDictionary(table => table.Name);
        while (equal.Count < wanted.Count && await Task.WhenAny(loading, Task.Delay(Pause, clock, ct)) != loading)
        {
            foreach (var (name, sql) in await TableDigest.StatementsAsync(connection, ct))
            {
                if (loading.IsCompleted) return;
                if (wanted.TryGetValue(name, out var table) && !equal.Contains(name) && await TableDigest.ReadAsync(connection, name, sql, ct) == table) equal.Add(name);
            }
        }
    }

    /// <summary>Reads what has not been found equal yet: empty tables, and those loaded last.</summary>
    /// <returns>The first table that differs, as the copy has it and as the manifest has it; null when all are equal.</returns>
    public async Task<(TableDigest Copy, TableDigest Manifest)?> EndAsync(CancellationToken ct)
    {
        await using var connection = await restored.OpenConnectionAsync(ct);
        await TableDigest.PrepareAsync(connection, ct);
        var digests = manifest.Tables.Where(table => equal.Contains(table.Name)).ToList();
        foreach (var (name, sql) in (await TableDigest.StatementsAsync(connection, ct)).Where(statement => !equal.Contains(statement.Name)))
            digests.Add(await TableDigest.ReadAsync(connection, name, sql, ct));
        return TableDigest.FirstDifference(digests, manifest.Tables);
    }
}
