using System.Globalization;

namespace Cruddur.Platform.Data.Backups;

/// <summary>What can go wrong with a backup, each in one line. All exit with 13.</summary>
internal static class BackupFailure
{
    private const int Exit = 13;

    /// <summary>CDB-018: the restored copy is not what was dumped.</summary>
    /// <param name="id">The backup's file name.</param>
    /// <param name="copy">What the copy has.</param>
    /// <param name="manifest">What was there when the dump was taken.</param>
    public static DatabaseException NotVerified(string id, TableDigest copy, TableDigest manifest) => new("CDB-018",
        $"Backup {id} did not verify: {Difference(copy, manifest)}. The backup is kept as '{id}.suspect' and does not count for CDB-006.", Exit);

    /// <summary>CDB-040: there is no pg_dump or pg_restore of the server's major version.</summary>
    public static DatabaseException NoPrograms(int major, IReadOnlyList<string> found) => new("CDB-040", string.Create(CultureInfo.InvariantCulture,
        $"This machine has no pg_dump and pg_restore of PostgreSQL {major}{(found.Count == 0 ? "" : $" (only {string.Join(", ", found)})")}. Install package postgresql-client-{major} (macOS: brew install postgresql@{major}), or set Postgres__BinDir to the folder that has them."), Exit);

    /// <summary>CDB-041: the file is not the backup that was taken, or is none.</summary>
    public static DatabaseException Damaged(string file, string what, Exception? inner = null) => new("CDB-041",
        $"{file} cannot be restored: {what}. Nothing was changed. 'cruddur db backups' lists the others.", Exit, inner);

    /// <summary>CDB-042: there is no room for the backup.</summary>
    public static DatabaseException Full(string folder, Exception? inner = null) => new("CDB-042",
        $"There is no space left on {folder}. Nothing was kept. Free some, or choose another place with --to.", Exit, inner);

    /// <summary>CDB-042: there is no room for another database.</summary>
    public static DatabaseException FullServer(string place) => new("CDB-042",
        $"There is no space left on the server of {place}. Nothing was kept. Free some or enlarge its disk, then try again.", Exit);

    /// <summary>CDB-043: pg_dump or pg_restore gave up.</summary>
    public static DatabaseException Refused(string program, int exitCode, string said) => new("CDB-043", string.Create(CultureInfo.InvariantCulture,
        $"{program} stopped with {exitCode}: {said}. Nothing was kept."), Exit);

    /// <summary>CDB-044: what was restored is not what the manifest says.</summary>
    public static DatabaseException Differs(string database, TableDigest copy, TableDigest manifest) => new("CDB-044",
        $"The restored database differs from its backup: {Difference(copy, manifest)}. It was dropped; {database} is as it was.", Exit);

    /// <summary>CDB-045: a name that is taken, or that nothing has.</summary>
    public static DatabaseException Name(string what, string next) => new("CDB-045", $"{what}. {next}.", Exit);

    /// <summary>CDB-046: a dump is not restored into an older server.</summary>
    public static DatabaseException OlderServer(string file, string from, string to) => new("CDB-046",
        $"{file} was taken from PostgreSQL {from}, and this server is {to}. Restore it into PostgreSQL {from.Split('.')[0]} or newer.", Exit);

    /// <summary>CDB-047: the object store refuses.</summary>
    public static DatabaseException Store(string place, string why, Exception inner) => new("CDB-047",
        $"{place} cannot be used: {why.TrimEnd('.')}. Check the bucket, AWS_ENDPOINT_URL_S3 and the credentials.", Exit, inner);

    private static string Difference(TableDigest copy, TableDigest manifest) => copy.Rows != manifest.Rows
        ? FormattableString.Invariant($"{manifest.Name} has {copy.Rows} rows in the copy, {manifest.Rows} in the manifest")
        : FormattableString.Invariant($"{manifest.Name} has {copy.Rows} rows in both, but other content in the copy");
}
