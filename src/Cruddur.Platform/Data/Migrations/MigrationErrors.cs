using System.Globalization;
using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>The words in which migrations fail; they are stable, and operators search for them.</summary>
internal static class MigrationErrors
{
    /// <summary>CDB-007: another migrator holds the lock.</summary>
    public static DatabaseException Busy(string holder, TimeSpan wait) => new("CDB-007",
        string.Create(CultureInfo.InvariantCulture, $"Another migration is running: {holder}. Waited {wait.TotalSeconds:0}s. See 'cruddur db locks'."), 7);

    /// <summary>CDB-008 for a statement that PostgreSQL refused; the line is the one that it points to, when it does.</summary>
    public static DatabaseException Failed(Migration migration, int number, ScriptStatement statement, PostgresException error, string at)
    {
        var line = statement.Line + (error.Position > 0 ? statement.Text.AsSpan(0, Math.Min(error.Position - 1, statement.Text.Length)).Count('\n') : 0);
        return Failed(migration, number, line, error.SqlState, error.MessageText, at, error);
    }

    /// <summary>CDB-008 for a step whose own check says that it is not in place.</summary>
    public static DatabaseException NotVerified(Migration migration, int number, string at) =>
        Failed(migration, number, migration.Verify!.Line, PostgresErrorCodes.AssertFailure, "the verify block did not return true", at, null);

    /// <summary>CDB-009: a step outside a transaction stopped half way.</summary>
    public static DatabaseException Stopped(Migration migration, int number, string state, Exception? error) => new("CDB-009",
        string.Create(CultureInfo.InvariantCulture, $"{migration.File} runs without a transaction and stopped at statement {number}. ")
        + $"verify says: {state}. Run 'cruddur db migrate' to continue or 'cruddur db repair {migration.Version} --as done|undone --because …'.", 9, error);

    /// <summary>CDB-010: file and history differ, or the file is gone.</summary>
    public static DatabaseException Edited(MigrationEntry entry)
    {
        var date = entry.AppliedAt?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new DatabaseException("CDB-010", entry.File is { } file
            ? $"{file.File} was edited after it was applied on {date} (recorded {entry.Row!.Sha256[..8]}, now {file.Sha256[..8]}). "
                + $"Restore the file, add 'accepts={entry.Row.Sha256}', or write a new migration."
            : $"{entry.Id}.sql was applied on {date} and is not in this build. Restore the file.", 10);
    }

    /// <summary>CDB-011: pending files break lint rules; one line for each place.</summary>
    public static DatabaseException Unsafe(IEnumerable<string> findings) => new("CDB-011", string.Join("\nCDB-011: ", findings), 11);

    /// <summary>CDB-012: another session kept a lock that the step needs.</summary>
    public static DatabaseException Locked(LockConflict? conflict, TimeSpan within, int tries, Exception error) => new("CDB-012",
        string.Create(CultureInfo.InvariantCulture, $"Could not get {conflict?.Mode ?? "a lock"} on {conflict?.Table ?? "a table"} within {within.TotalSeconds:0}s ({tries} tries). ")
        + (conflict is null ? "" : string.Create(CultureInfo.InvariantCulture, $"Blocked by pid {conflict.Pid}: {conflict.Query}. "))
        + "Nothing changed.", 14, error);

    /// <summary>CDB-004: a step that has no way back.</summary>
    public static DatabaseException NoWayBack(string id, string why) =>
        new("CDB-004", $"Refused: {id} cannot be rolled back, because {why}. Write a new migration that undoes it.", 4);

    /// <summary>CDB-013: a version that is not there.</summary>
    public static DatabaseException UnknownVersion(string version) =>
        new("CDB-013", $"There is no migration '{version}'. See 'cruddur db status' for those that there are.", 2);

    /// <summary>CDB-013: repair of a step that needs none.</summary>
    public static DatabaseException NotUnfinished(string id) =>
        new("CDB-013", $"{id} did not stop half way, so there is nothing to repair. See 'cruddur db status'.", 2);

    private static DatabaseException Failed(Migration migration, int number, int line, string sqlState, string message, string at, Exception? inner) => new("CDB-008",
        string.Create(CultureInfo.InvariantCulture, $"{migration.File} failed at statement {number}, line {line}: [{sqlState}] {message.TrimEnd('.')}. ")
        + $"Everything was rolled back; the database is unchanged at {at}.", 8, inner);
}
