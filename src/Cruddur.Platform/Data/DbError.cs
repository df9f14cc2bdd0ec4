using System.Net.Sockets;
using Cruddur.Platform.Data.Retries;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>What went wrong at the database, in the words a caller can act on.</summary>
public enum DbErrorKind
{
    /// <summary>A row with that key exists; <see cref="DbError.Constraint"/> names it.</summary>
    Duplicate,

    /// <summary>A row that this one points to is missing.</summary>
    MissingReference,

    /// <summary>A value breaks a rule of the table; <see cref="DbError.Constraint"/> names it.</summary>
    InvalidValue,

    /// <summary>The server cannot be reached, is starting or stopping, or has no connection to spare.</summary>
    Unavailable,

    /// <summary>Every connection of this process's pool stayed taken for as long as one may wait.</summary>
    Busy,

    /// <summary>The connection was lost while a change was being committed, so nobody knows whether it took effect.</summary>
    Unconfirmed,

    /// <summary>The disk or memory of the server is full; trying again does not help.</summary>
    Full,

    /// <summary>The server is a read-only copy.</summary>
    ReadOnly,

    /// <summary>Another transaction was in the way; running the whole transaction again may succeed.</summary>
    Conflict,

    /// <summary>The statement took longer than it may.</summary>
    TimedOut,

    /// <summary>A table, column or function is missing: the database has not the migrations of this build.</summary>
    WrongSchema,
}

/// <summary>A PostgreSQL failure by name. Its message is for the log; no text of the server reaches a client.</summary>
public sealed class DbError(DbErrorKind kind, string? constraint, Statement? statement, Exception inner)
    : Exception($"{kind} at {statement?.Id ?? "transaction"}: {inner.Message}", inner)
{
    public DbErrorKind Kind { get; } = kind;

    /// <summary>Name of the broken constraint, when PostgreSQL told one.</summary>
    public string? Constraint { get; } = constraint;

    /// <summary>The named error of a failure, or null when it has no name and is a defect to be seen as it is.</summary>
    internal static DbError? Of(Exception error, Statement? statement, Attempts attempts)
    {
        if (error is DbError known) return known;
        return KindOf(error, attempts.Stage) is { } kind ? new DbError(kind, (error as PostgresException)?.ConstraintName, statement, error) : null;
    }

    /// <inheritdoc cref="Of"/>
    internal static DbError? From(Exception error, Statement? statement) => Of(error, statement, new Attempts { Stage = Stage.Working });

    /// <summary>This failure as the end of several tries.</summary>
    internal DbError After(Attempts attempts) => attempts.IsUnconfirmed ? new DbError(DbErrorKind.Unconfirmed, Constraint, statement, InnerException!) : this;

    private static DbErrorKind? KindOf(Exception error, Stage stage) => error switch
    {
        PostgresException refused => Remedies.IsStalePlan(refused) ? DbErrorKind.Unavailable : Name(refused.SqlState),
        DatabaseException { Code: "CDB-015" or "CDB-050" or "CDB-051" } => DbErrorKind.Unavailable,
        DatabaseException { Code: "CDB-021" } => DbErrorKind.ReadOnly,
        NpgsqlException when Remedies.IsExhausted(error) => DbErrorKind.Busy,
        NpgsqlException { InnerException: TimeoutException } when stage != Stage.Opening => DbErrorKind.TimedOut,
        NpgsqlException or SocketException => DbErrorKind.Unavailable,
        TimeoutException when stage == Stage.Opening => DbErrorKind.Unavailable,
        _ => null,
    };

    private static DbErrorKind? Name(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.ExclusionViolation => DbErrorKind.Duplicate,
        PostgresErrorCodes.ForeignKeyViolation => DbErrorKind.MissingReference,
        PostgresErrorCodes.CheckViolation or PostgresErrorCodes.NotNullViolation => DbErrorKind.InvalidValue,
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected => DbErrorKind.Conflict,
        PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.ConfigurationLimitExceeded or PostgresErrorCodes.IoError => DbErrorKind.Full,
        PostgresErrorCodes.ReadOnlySqlTransaction => DbErrorKind.ReadOnly,
        PostgresErrorCodes.QueryCanceled => DbErrorKind.TimedOut,
        PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown
            or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.InvalidCatalogName
            or PostgresErrorCodes.InvalidSqlStatementName or PostgresErrorCodes.DuplicatePreparedStatement => DbErrorKind.Unavailable,
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn or PostgresErrorCodes.UndefinedFunction
            or PostgresErrorCodes.InvalidSchemaName => DbErrorKind.WrongSchema,
        _ => sqlState.StartsWith("08", StringComparison.Ordinal) || sqlState.StartsWith("28", StringComparison.Ordinal)
            ? DbErrorKind.Unavailable
            : null,
    };
}
