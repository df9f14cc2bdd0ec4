using Cruddur.Platform.Data.Migrations;
using Npgsql;

namespace Cruddur.Platform.Data.Schema;

/// <summary>One thing that was looked at.</summary>
/// <param name="Name">What: checksums, a verify block, an index …</param>
/// <param name="Ok">Whether it is as it should be.</param>
/// <param name="Detail">What is wrong and what to do, one line; or what was looked at.</param>
/// <param name="ExitCode">What the process answers with when this fails: 10 about files, 3 about the database.</param>
public sealed record CheckResult(string Name, bool Ok, string Detail, int ExitCode = 3);

/// <summary>Looks whether the database is what its history says. Reads only.</summary>
public static class SchemaCheck
{
    private const string InvalidIndexes = """
        select format('%I.%I', n.nspname, c.relname) from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
        where not (i.indisvalid and i.indisready) and n.nspname !~ '^pg_toast' order by 1
        """;

    private const string Unvalidated = "select format('%s on %s', k.conname, k.conrelid::regclass) from pg_constraint k where not k.convalidated and k.conrelid <> 0 order by 1";

    /// <summary>Every check: checksums, verify blocks, invalid indexes, constraints that were never validated, and the whole schema against a dump.</summary>
    /// <param name="migrator">Of the database.</param>
    /// <param name="wanted">Text of <see cref="SchemaDump"/> for a current database.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<CheckResult>> RunAsync(Migrator migrator, string wanted, CancellationToken ct)
    {
        var status = await migrator.StatusAsync(ct);
        var results = new List<CheckResult> { Checksums(status), Current(status) };
        await using (var connection = await migrator.Source.OpenConnectionAsync(ct))
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await connection.RunAsync("set transaction read only", ct);
            results.Add(await VerifyBlocksAsync(connection, status, ct));
            results.Add(await NoneAsync(connection, "indexes", InvalidIndexes, "invalid: {0}. Build each anew with 'reindex index concurrently'.", ct));
            results.Add(await NoneAsync(connection, "constraints", Unvalidated, "never validated: {0}. Run 'alter table … validate constraint …'.", ct));
        }
        var differences = SchemaDiff.Compare(wanted, await SchemaDump.ReadAsync(migrator.Source, ct));
        results.Add(new("schema", differences.Count == 0, differences.Count == 0 ? "as the migrations make it"
            : $"{string.Join(", ", differences.Select(difference => $"{difference.Thing} ({difference.Change})"))}. See 'cruddur db diff'."));
        return results;
    }

    private static CheckResult Checksums(MigrationStatus status)
    {
        var edited = status.Entries.Where(entry => entry.State is MigrationState.Changed or MigrationState.Missing).Select(entry => MigrationErrors.Edited(entry).Message).ToList();
        return new("checksums", edited.Count == 0, edited.Count == 0 ? "every applied file is unchanged" : string.Join(" ", edited), 10);
    }

    private static CheckResult Current(MigrationStatus status)
    {
        var open = status.Entries.Where(entry => entry.State is MigrationState.Pending or MigrationState.Unfinished).Select(entry => entry.Id).ToList();
        return new("migrations", open.Count == 0 && status.MayStart, open.Count > 0 ? $"not applied: {string.Join(", ", open)}. Run 'cruddur db migrate'."
            : status.AheadMessage ?? "none is pending");
    }

    private static async Task<CheckResult> VerifyBlocksAsync(NpgsqlConnection connection, MigrationStatus status, CancellationToken ct)
    {
        var (failed, count) = (new List<string>(), 0);
        foreach (var file in status.Entries.Where(entry => entry.State == MigrationState.Applied && entry.File!.Verify is not null).Select(entry => entry.File!))
        {
            count++;
            await connection.RunAsync("savepoint look", ct);
            var said = await VerifyBlock.SayAsync(connection, file, ct);
            await connection.RunAsync("rollback to savepoint look", ct);
            if (said != "in place") failed.Add($"{file.Id} is {said}");
        }
        return new("verify", failed.Count == 0, failed.Count == 0 ? FormattableString.Invariant($"{count} blocks say that their step is in place")
            : $"{string.Join(", ", failed)}. Something was changed by hand; see 'cruddur db diff'.");
    }

    private static async Task<CheckResult> NoneAsync(NpgsqlConnection connection, string name, string sql, string wrong, CancellationToken ct)
    {
        var found = (await connection.TableAsync(sql, ct)).Rows.Select(row => row[0]).ToList();
        return new(name, found.Count == 0, found.Count == 0 ? "all are valid" : string.Format(System.Globalization.CultureInfo.InvariantCulture, wrong, string.Join(", ", found)));
    }
}
