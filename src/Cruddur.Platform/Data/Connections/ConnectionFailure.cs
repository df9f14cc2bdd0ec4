using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>Says in one line why a server could not be used.</summary>
internal static class ConnectionFailure
{
    /// <summary>The line for a failure, or null when it is not about the connection.</summary>
    /// <param name="error">What the driver threw.</param>
    /// <param name="server">How to reach the server.</param>
    /// <param name="origin">The setting that names it.</param>
    public static DatabaseException? Explain(Exception error, NpgsqlConnectionStringBuilder server, string origin) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refused => new DatabaseException(
            "CDB-015", $"Server refused the password for '{server.Username}' [{refused.SqlState}]. Correct it in {origin}.", 6, error),
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new DatabaseException(
            "CDB-022", $"There is no database '{server.Database}' on {server.Host}. Make it with 'cruddur db create'.", 5, error),
        PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } refused => new DatabaseException(
            "CDB-024", $"'{server.Username}' may not do this: {refused.MessageText}. Grant it, or sign in as the owner.", 6, error),
        PostgresException { SqlState: PostgresErrorCodes.TooManyConnections or PostgresErrorCodes.CannotConnectNow or PostgresErrorCodes.AdminShutdown } refused =>
            Unreachable(server, refused.MessageText, origin, error),
        PostgresException => null,
        NpgsqlException { InnerException: AuthenticationException tls } => DatabaseException.Tls(
            server.Host ?? "the server", tls.Message.TrimEnd('.'), $"{server.SslMode}".ToLowerInvariant(), server.RootCertificate, error),
        NpgsqlException lost => Unreachable(server, (lost.InnerException ?? lost).Message, origin, error),
        SocketException lost => Unreachable(server, lost.Message, origin, error),
        TimeoutException late => Unreachable(server, late.Message, origin, error),
        _ => null,
    };

    private static DatabaseException Unreachable(NpgsqlConnectionStringBuilder server, string reason, string origin, Exception error) => new(
        "CDB-023", FormattableString.Invariant($"{server.Host}:{server.Port} cannot be reached: {reason.TrimEnd('.')}. Check that it runs, and host and port in {origin}."), 5, error);
}
