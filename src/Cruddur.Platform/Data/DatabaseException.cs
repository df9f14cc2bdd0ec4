namespace Cruddur.Platform.Data;

/// <summary>A failure around the database that a person can act on: one line that says what, why and what to do next.</summary>
/// <param name="code">The stable code that the message begins with, such as <c>CDB-003</c>.</param>
/// <param name="message">What, why and the next step, without the code and never with a secret.</param>
/// <param name="exitCode">What the process exits with when nothing catches it.</param>
/// <param name="inner">The failure behind it, for the log.</param>
public sealed class DatabaseException(string code, string message, int exitCode, Exception? inner = null)
    : Exception($"{code}: {message}", inner)
{
    /// <summary>The stable code, such as <c>CDB-003</c>.</summary>
    public string Code { get; } = code;

    /// <summary>What the process exits with when nothing catches it.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>CDB-003: a key of the URL that neither libpq nor Cruddur knows.</summary>
    public static DatabaseException UnknownParameter(string key, string nearest) =>
        Url($"Unknown parameter '{key}' in the database URL. Did you mean '{nearest}'?");

    /// <summary>CDB-003: a key that is known but that cannot be kept, and whose loss would change what the connection promises.</summary>
    public static DatabaseException RefusedParameter(string key, string why) =>
        Url($"Parameter '{key}' in the database URL cannot be honoured: {why}. Remove it if you can do without.");

    /// <summary>CDB-003: a key whose value cannot be used. The value is not shown, since it may be a misplaced secret.</summary>
    public static DatabaseException InvalidParameter(string key, string expected) =>
        Url($"Parameter '{key}' in the database URL has a value that cannot be used: it must be {expected}.");

    /// <summary>CDB-003: text that is not a database URL. No part of it is shown, since any part may be a secret.</summary>
    public static DatabaseException MalformedUrl(string what, string next) =>
        Url($"The database URL cannot be read: {what}. {next}.");

    /// <summary>CDB-014: a migration was pointed at a transaction pooler.</summary>
    public static DatabaseException TransactionPooler(string host) => new("CDB-014",
        $"{host} is a transaction pooler. Migrations need the direct endpoint: set DATABASE_URL_DIRECT " +
        "(Neon: remove '-pooler'; RDS Proxy: use the instance or cluster endpoint).", 15);

    /// <summary>CDB-016: TLS is missing, too weak or not trusted.</summary>
    /// <param name="host">The server.</param>
    /// <param name="reason">Why, without a full stop.</param>
    /// <param name="mode">The sslmode in libpq's words.</param>
    /// <param name="authority">The file of the certificate authority, or null for the system store.</param>
    /// <param name="inner">The failure behind it, if any.</param>
    public static DatabaseException Tls(string host, string reason, string mode, string? authority, Exception? inner = null) =>
        new("CDB-016", $"TLS to {host} failed: {reason}. sslmode is '{mode}'; CA in use: {authority ?? "system store"}.", 5, inner);

    /// <summary>CDB-021: the only server of the URL is not of the kind that target_session_attrs asks for.</summary>
    public static DatabaseException WrongSession(string host, string wanted, string found) => new("CDB-021",
        $"{host} is {found}, but the database URL asks for target_session_attrs={wanted}. Point the URL at another server or remove the parameter.", 15);

    private static DatabaseException Url(string text) => new("CDB-003", $"{text} Nothing was connected.", 2);
}
