using Cruddur.Platform.Data.Connections;
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
            var digests = (IReadOnlyList<TableDigest>)[];
            await TellAsync(restored, manifest, [async on => await LoadAsync(on, "pre-data", "data")], ct);
            // Rows are read while indexes and constraints are made of them: both need every row once.
            await TellAsync(restored, manifest, [on => LoadAsync(on, "post-data"), async on => digests = await TableDigest.ReadAllAsync(restored, on)], ct);
            return TableDigest.FirstDifference(digests, manifest.Tables);

            async Task LoadAsync(CancellationToken on, params string[] sections)
            {
                foreach (var section in sections)
                {
                    await ClientProcess.RunAsync(programs.PgRestore,
                        ["--exit-on-error", "--no-password", "--no-owner", .. rights, $"--section={section}", FormattableString.Invariant($"--jobs={jobs}"), "--dbname=", file.Path],
                        environment, $"the server of {database.Place}", on);
                }
            }
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

    private Task TellAsync(NpgsqlDataSource restored, BackupManifest manifest, IReadOnlyList<Func<CancellationToken, Task>> works, CancellationToken ct) =>
        Together.RunAsync(works, async () => Said(await SizeAsync(restored, ct), manifest.TableBytes), progress, clock, ct);

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
