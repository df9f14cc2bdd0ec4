using System.Globalization;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Platform.Data.Guard;

/// <summary>What a person says when they ask for something that destroys rows.</summary>
/// <param name="Verb">Such as <c>drop</c>.</param>
/// <param name="Confirm">What <c>--confirm</c> says; null without it.</param>
/// <param name="Allowed">What CRUDDUR_ALLOW_DESTRUCTIVE says; null without it.</param>
/// <param name="WithoutBackup">Whether <c>--without-backup</c> was given.</param>
public sealed record Destruction(string Verb, string? Confirm, string? Allowed, bool WithoutBackup);

/// <summary>
/// Stands before everything that destroys. A database that is not marked local, test or ci is destroyed only by who names
/// it twice, in the command and in the environment, and has a fresh backup or says that none is wanted. Nothing is asked
/// on the terminal, so <c>yes |</c> cannot answer.
/// </summary>
public static class DestructiveGuard
{
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(24);

    /// <summary>Returns when the destruction may go on.</summary>
    /// <param name="database">What would be destroyed, in whole or in part.</param>
    /// <param name="asked">What the person said.</param>
    /// <param name="now">The time, for the age of the backup.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-005: target and marker disagree. CDB-004: it is protected and not named twice. CDB-006: no fresh backup.</exception>
    public static async Task CheckAsync(OpenDatabase database, Destruction asked, DateTimeOffset now, CancellationToken ct)
    {
        var marker = await CheckTargetAsync(database, ct);
        if (!(await database.ProtectionAsync(ct)).IsProtected) return;
        if (asked.Confirm != database.Place || asked.Allowed != database.Place) throw await NotNamedAsync(database, marker, asked, ct);
        if (!asked.WithoutBackup) await DemandBackupAsync(database, now, ct);
    }

    /// <summary>Returns when what harms one person may go on: on a protected database its name must be given with the command.</summary>
    /// <param name="database">Where the person is.</param>
    /// <param name="verb">Such as <c>user disable</c>.</param>
    /// <param name="harm">What would happen, after "would".</param>
    /// <param name="confirm">What <c>--confirm</c> says; null without it.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-005: target and marker disagree. CDB-004: it is protected and not named.</exception>
    public static async Task CheckAccountAsync(OpenDatabase database, string verb, string harm, string? confirm, CancellationToken ct)
    {
        var marker = await CheckTargetAsync(database, ct);
        if (!(await database.ProtectionAsync(ct)).IsProtected || confirm == database.Place) return;
        throw Refused("CDB-004", $"{Why(database, marker)} '{verb}' would {harm}. If you mean it: pass --confirm={database.Place}.");
    }

    /// <summary>Returns the database's marker when the target that was named is what the database says it is.</summary>
    /// <exception cref="DatabaseException">CDB-005: they disagree, and one of them is protected.</exception>
    public static async Task<DatabaseMarker?> CheckTargetAsync(OpenDatabase database, CancellationToken ct)
    {
        var marker = await DatabaseMarker.ReadAsync(database.Source, ct);
        if (marker is not null && marker.Environment != database.TargetName && (marker.IsProtected || DatabaseMarker.Protects(database.TargetName)))
        {
            throw Refused("CDB-005", $"you are on target '{database.TargetName}' but the database is marked '{marker.Environment}'. Check 'cruddur db target'.");
        }
        return marker;
    }

    private static async Task<DatabaseException> NotNamedAsync(OpenDatabase database, DatabaseMarker? marker, Destruction asked, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        // Planner's estimates: counting a large database takes longer than refusing it should.
        var tables = (long)(await connection.ScalarAsync("select count(*) from pg_stat_user_tables", ct))!;
        var rows = (long)(await connection.ScalarAsync("select coalesce(sum(greatest(c.reltuples::bigint, s.n_live_tup)), 0)::bigint from pg_stat_user_tables s join pg_class c on c.oid = s.relid", ct))!;
        return Refused("CDB-004", string.Create(CultureInfo.InvariantCulture,
            $"{Why(database, marker)} '{asked.Verb}' would destroy {tables} tables, {rows} rows. If you mean it: set CRUDDUR_ALLOW_DESTRUCTIVE={database.Place} and pass --confirm={database.Place}."));
    }

    /// <summary>What makes the database protected.</summary>
    private static string Why(OpenDatabase database, DatabaseMarker? marker) => marker is null
        ? $"{database.Place} has no marker and is not on this machine, so it counts as protected."
        : string.Create(CultureInfo.InvariantCulture, $"{database.Place} is marked '{marker.Environment}' since {marker.CreatedAt:yyyy-MM-dd}.");

    private static async Task DemandBackupAsync(OpenDatabase database, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var taken = await connection.ScalarAsync("select to_regclass('platform.backups') is not null", ct) is true
            ? (DateTime?)await connection.ScalarAsync("select max(taken_at) from platform.backups where verified_at is not null and place = $1", ct, database.Place)
            : null;
        if (taken is { } at && now - at <= Fresh) return;
        var age = taken is { } old ? $"{Span(now - old)} old" : "missing";
        throw Refused("CDB-006", $"last verified backup of {database.Place} is {age}. Run 'cruddur db backup --verify' or pass --without-backup.");
    }

    private static string Span(TimeSpan age) => age.TotalHours < 72
        ? string.Create(CultureInfo.InvariantCulture, $"{age.TotalHours:0} hours")
        : string.Create(CultureInfo.InvariantCulture, $"{age.TotalDays:0} days");

    private static DatabaseException Refused(string code, string text) => new(code, $"Refused: {text}", 4);
}
