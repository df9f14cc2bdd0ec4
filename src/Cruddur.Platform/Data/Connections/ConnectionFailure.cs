using System.Net.Sockets;
using System.Security.Authentication;
using Cruddur.Platform.Telemetry;
using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>Says in one line why a server could not be used.</summary>
internal static class ConnectionFailure
{
    /// <summary>The line for a failure, or null when it is not about the connection.</summary>
    /// <param name="error">What the driver threw.</param>
    /// <param name="server">How to reach the server.</param>
    /// <param name="origin">The setting that names it.</param>
    /// <param name="isIam">Whether the password is a token that this process made.</param>
    public static DatabaseException? Explain(Exception error, NpgsqlConnectionStringBuilder server, string origin, bool isIam = false) => error switch
    {
        NpgsqlException when Refusal(error) is { } refused => new DatabaseException(
            "CDB-015", isIam
                ? $"Server refused the IAM token for '{server.Username}' [{refused.SqlState}]. Grant rds_iam to that role, allow rds-db:connect for it, name the real endpoint and not an alias, and check clock and region."
                : $"Server refused the password for '{server.Username}' [{refused.SqlState}]. Correct it in {origin}.", 6, error),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new DatabaseException(
            "CDB-024", $"There is no database '{server.Database}' on {server.Host}. Run 'cruddur db create', or correct {origin}.", 3, error),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused => new DatabaseException(
            "CDB-026", $"'{server.Username}' may not do this: {refused.MessageText}. Grant it, or sign in as the owner.", 6, error),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown } refused =>
            Refused(refused, server.Host!, origin),
        // Only poolers look into what a connection says at its start; PostgreSQL takes our options.
        PostgresException { SqlState: PostgresErrorCodes.ProtocolViolation } refused when refused.MessageText.StartsWith("unsupported startup parameter", StringComparison.Ordinal) => new DatabaseException(
            "CDB-025", FormattableString.Invariant($"{server.Host}:{server.Port} is a connection pooler, which its name and port do not tell [{refused.SqlState}: {refused.MessageText}]. Add 'pgbouncer=true' to {origin}."), 5, error),
        PostgresException => null,
        NpgsqlException lost when lost.GetBaseException() is AuthenticationException tls => Tls(server, TlsDiagnosis.Reason(server) ?? tls.Message.TrimEnd('.'), error),
        // The driver has no other sign of a server that answers without TLS.
        NpgsqlException { InnerException: null } when server.SslMode >= SslMode.Require && TlsDiagnosis.Reason(server) is { } reason => Tls(server, reason, error),
        NpgsqlException lost => Unreachable(server, lost.GetBaseException().Message, origin, error),
        SocketException lost => Unreachable(server, lost.Message, origin, error),
        TimeoutException late => Unreachable(server, late.Message, origin, error),
        _ => null,
    };

    /// <summary>The server's refusal of user or password within a failure to open; null when that is not what happened.</summary>
    public static PostgresException? Refusal(Exception error) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refused => refused,
        AggregateException several => several.InnerExceptions.Select(Refusal).FirstOrDefault(refused => refused is not null),
        { InnerException: { } inner } => Refusal(inner),
        _ => null,
    };

    /// <summary>CDB-025: the server answers, and will not have us.</summary>
    public static DatabaseException Refused(PostgresException refused, string host, string origin) => new(
        "CDB-025", $"{host} refused the connection [{refused.SqlState}]: {refused.MessageText}. Correct {origin}, or wait until the server is ready.", 5, refused);

    private static DatabaseException Tls(NpgsqlConnectionStringBuilder server, string reason, Exception error) =>
        DatabaseException.Tls(server.Host ?? "the server", reason, UrlTls.NameOf(server.SslMode), server.RootCertificate, error);

    private static DatabaseException Unreachable(NpgsqlConnectionStringBuilder server, string reason, string origin, Exception error) => new(
        "CDB-025", FormattableString.Invariant($"No PostgreSQL answers at {server.Host}:{server.Port} ({Redactor.Redact(reason.TrimEnd('.'))}). Start it, or correct {origin}."), 5, error);
}
