using System.Net.Sockets;
using Npgsql;

namespace Cruddur.Platform.Data.Retries;

/// <summary>How far an operation had come when it failed.</summary>
internal enum Stage
{
    /// <summary>There was no connection yet, so nothing was executed.</summary>
    Opening,

    /// <summary>PostgreSQL had not answered yet, and no COMMIT was sent.</summary>
    Working,

    /// <summary>A statement of its own, which commits when it is done, had been answered in part.</summary>
    Answered,

    /// <summary>COMMIT was sent.</summary>
    Committing,
}

/// <summary>What may be done about a failure.</summary>
internal enum Remedy
{
    None,

    /// <summary>Nothing was executed: try to open a connection again.</summary>
    Reopen,

    /// <summary>Everything was rolled back: run it again, a few times.</summary>
    Repeat,

    /// <summary>The connection went away with everything uncommitted: run it again on a fresh one, once.</summary>
    Reconnect,

    /// <summary>The answer to COMMIT was lost: what looks up its key may be run again once.</summary>
    LookUp,

    /// <summary>The server may not write: find one that may.</summary>
    FindWriter,

    /// <summary>A prepared statement is stale: forget them all, once.</summary>
    Forget,
}

/// <summary>Which failure allows what. The driver's own list of passing errors is not used: a full disk is on it.</summary>
internal static class Remedies
{
    /// <summary>Routine of PostgreSQL that says "cached plan must not change result type"; its text may be in any language.</summary>
    private const string PlanCheck = "RevalidateCachedQuery";

    /// <param name="error">What the driver threw.</param>
    /// <param name="stage">How far the operation had come.</param>
    /// <param name="isHarmless">Whether nothing of it can have been committed, even if PostgreSQL has done it.</param>
    public static Remedy Of(Exception error, Stage stage, bool isHarmless) => error switch
    {
        PostgresException refused => Of(refused, stage, isHarmless),
        DatabaseException { Code: "CDB-021" } => Remedy.FindWriter,
        NpgsqlException when IsExhausted(error) => Remedy.None,
        NpgsqlException { InnerException: AggregateException hosts } => hosts.InnerExceptions.Max(one => Of(one, stage, isHarmless)),
        NpgsqlException { InnerException: null } when stage == Stage.Opening && IsNoneSuitable(error) => Remedy.FindWriter,
        // It has taken too long already.
        NpgsqlException { InnerException: TimeoutException } when stage is Stage.Working or Stage.Answered => Remedy.None,
        NpgsqlException { InnerException: IOException or SocketException or TimeoutException } => Lost(stage, isHarmless),
        SocketException or TimeoutException when stage == Stage.Opening => Remedy.Reopen,
        _ => Remedy.None,
    };

    /// <summary>Whether every connection of the pool stayed taken. The driver tells it from a slow network by its text alone.</summary>
    public static bool IsExhausted(Exception error) => error is NpgsqlException { InnerException: TimeoutException }
        && error.Message.StartsWith("The connection pool has been exhausted", StringComparison.Ordinal);

    /// <summary>Whether a statement was planned before a migration changed what it answers.</summary>
    public static bool IsStalePlan(PostgresException refused) => refused is { SqlState: PostgresErrorCodes.FeatureNotSupported, Routine: PlanCheck };

    /// <summary>Whether several servers answer and none is of the wanted kind.</summary>
    private static bool IsNoneSuitable(Exception error) => error.Message.StartsWith("No suitable host was found", StringComparison.Ordinal);

    private static Remedy Of(PostgresException refused, Stage stage, bool isHarmless) => refused.SqlState switch
    {
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => Remedy.Repeat,
        PostgresErrorCodes.ReadOnlySqlTransaction => Remedy.FindWriter,
        PostgresErrorCodes.FeatureNotSupported => IsStalePlan(refused) ? Remedy.Forget : Remedy.None,
        PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement => Remedy.Forget,
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow when stage == Stage.Opening => Remedy.Reopen,
        // The server says so itself in place of an answer: it has not executed what it was asked for.
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => Lost(stage, isHarmless || stage == Stage.Working),
        _ => refused.SqlState.StartsWith("08", StringComparison.Ordinal) ? Lost(stage, isHarmless) : Remedy.None,
    };

    private static Remedy Lost(Stage stage, bool isHarmless) =>
        stage == Stage.Opening ? Remedy.Reopen : isHarmless ? Remedy.Reconnect : Remedy.LookUp;
}
