using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Migrations;
using Npgsql;

namespace Cruddur.Platform.Data.Backups;

/// <summary>Makes a new database of a backup.</summary>
/// <param name="database">Gives the server; the database itself is left alone.</param>
/// <param name="clock">Measures the pauses between lines of progress.</param>
/// <param name="progress">Hears how far it is.</param>
public sealed class Restoration(OpenDatabase database, TimeProvider clock, IProgress<string> progress)
{
    /// <summary>What a session that only restores may use: indexes are built faster, and a crash costs no more than the new database.</summary>
    private const string Settings = "-c synchronous_commit=off -c maintenance_work_mem=128MB -c statement_timeout=0 -c lock_timeout=0";

    /// <summary>Connections that pg_restore works with at once, unless told otherwise.</summary>
    public static int DefaultJobs => Math.Clamp(Environment.ProcessorCount, 1, 4);

    /// <summary>Restores, and compares what came out with the manifest. A failure drops the new database again.</summary>
    /// <param name="file">Checked before.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="name">The new database; must not exist.</param>
    /// <param name="jobs">How many connections load at once.</param>
    /// <param name="ct">Cancels, and drops.</param>
    /// <returns>The first table that differs, as the copy has it and as the manifest has it; null when all are equal.</returns>
    /// <exception cref="DatabaseException">CDB-040, CDB-043, CDB-045 or CDB-046.</exception>
    public async Task<(TableDigest Copy, TableDigest Manifest)?> RunAsync(BackupFile file, BackupManifest manifest, string name, int jobs, CancellationToken ct)
    {
        await using var maintenance = database.Maintenance();
        var server = await ServerAsync(maintenance, ct);
        if (server.Major < ClientPrograms.Major(manifest.ServerVersion)) throw BackupFailure.OlderServer(file.Id, manifest.ServerVersion, server.Version);
        var programs = ClientPrograms.Find(server.Major, database.BinDir);
        if (!await database.CreateAsync(name, ct)) throw BackupFailure.Name($"There is a database '{name}' already", "Choose another name with --into");
        try
        {
            var environment = new Dictionary<string, string>(database.ClientEnvironment("restore", server.Host, server.Port)) { ["PGDATABASE"] = name };
            environment["PGOPTIONS"] = $"{environment.GetValueOrDefault("PGOPTIONS")} {Settings}".Trim();
            await using var restored = database.Sibling(name);
            var rights = server.Lacks(manifest.Roles) is { Count: > 0 } missing ? Without(missing) : [];
            var comparison = new Comparison(restored, manifest);
            await Together.RunAsync(
                [on =>
                {
                    var loading = ClientProcess.RunAsync(programs.PgRestore,
                        ["--exit-on-error", "--no-password", "--no-owner", .. rights, FormattableString.Invariant($"--jobs={jobs}"), "--dbname=", file.Path],
                        environment, () => BackupFailure.FullServer(database.Place), on);
                    return Task.WhenAll(loading, comparison.FollowAsync(loading, clock, on));
                }],
                async () => Said(await SizeAsync(restored, ct), manifest.TableBytes), progress, clock, ct);
            return await comparison.EndAsync(ct);
        }
        catch
        {
            await DropAsync(name);
            throw;
        }
    }

    /// <summary>
    /// Restores and compares, then makes a database of its own of it: what has expired since the backup is erased, the
    /// planner gets its statistics, and the marker says what the copy is now. A failure drops it again.
    /// </summary>
    /// <param name="file">Checked before.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="name">The new database; must not exist.</param>
    /// <param name="jobs">How many connections load at once.</param>
    /// <param name="erase">Erases what has expired; not called while the copy lacks migrations, since its tables may differ.</param>
    /// <param name="ct">Cancels, and drops.</param>
    /// <exception cref="DatabaseException">CDB-040 to CDB-046; CDB-044: the copy is not what was backed up.</exception>
    public async Task MakeAsync(BackupFile file, BackupManifest manifest, string name, int jobs, Func<Db, Task> erase, CancellationToken ct)
    {
        var difference = await RunAsync(file, manifest, name, jobs, ct);
        try
        {
            if (difference is var (copy, original)) throw BackupFailure.Differs(database.Place, copy, original);
            await using var restored = database.Sibling(name);
            if ((await new Migrator(restored).StatusAsync(ct)).HasPending)
                progress.Report("The backup is older than this build, so what has expired is hidden and not yet erased. Run 'cruddur db migrate', then 'cruddur db expire'.");
            else await erase(new Db(restored));
            await using var connection = await restored.OpenConnectionAsync(ct);
            await connection.RunAsync("analyze", ct);
            await DatabaseMarker.RestampAsync(restored, database.TargetName, ct);
            await OperatorAction.NoteAsync(connection, "restore", database.PlaceOf(name), $"{file.Id} of {manifest.Place}, sha256 {manifest.Sha256}", ct);
        }
        catch
        {
            await DropAsync(name);
            throw;
        }
    }

    /// <summary>Drops what was restored.</summary>
    public async Task DropAsync(string name)
    {
        await using var maintenance = database.Maintenance();
        await using var connection = await maintenance.OpenConnectionAsync(CancellationToken.None);
        // A name cannot be a parameter; PostgreSQL itself quotes it.
        await connection.RunAsync((string)(await connection.ScalarAsync("select format('drop database if exists %I with (force)', $1::text)", CancellationToken.None, name))!, CancellationToken.None);
    }

    private static async Task<long> SizeAsync(NpgsqlDataSource restored, CancellationToken ct)
    {
        await using var connection = await restored.OpenConnectionAsync(ct);
        return (long)(await connection.ScalarAsync("select pg_database_size(current_database())", ct))!;
    }

    private static string Said(long size, long tableBytes) => size < tableBytes
        ? FormattableString.Invariant($"restoring … {ByteSize.Of(size)} of {ByteSize.Of(tableBytes)} loaded: {100 * size / tableBytes} %")
        : $"restoring … rows are loaded, building indexes and comparing ({ByteSize.Of(size)})";

    /// <summary>Rights of roles that are not here cannot be given, so none are.</summary>
    private string[] Without(IReadOnlyList<string> roles)
    {
        progress.Report($"This server has no role {string.Join(", ", roles)}, so rights are not restored. Give the app its own with 'cruddur db create --role <name>'.");
        return ["--no-privileges"];
    }

    private static async Task<Server> ServerAsync(NpgsqlDataSource maintenance, CancellationToken ct)
    {
        await using var connection = await maintenance.OpenConnectionAsync(ct);
        var roles = (await connection.TableAsync("select rolname from pg_roles", ct)).Rows.Select(row => row[0]!).ToHashSet(StringComparer.Ordinal);
        return new Server(connection.Host!, connection.Port, connection.PostgreSqlVersion.Major, connection.PostgreSqlVersion.ToString(), roles);
    }

    private sealed record Server(string Host, int Port, int Major, string Version, HashSet<string> Roles)
    {
        public List<string> Lacks(IEnumerable<string> roles) => [.. roles.Where(role => !Roles.Contains(role))];
    }
}
