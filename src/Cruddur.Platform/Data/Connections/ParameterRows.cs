using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>One row for each key of a database URL that the driver has a counterpart for, other than server, person and TLS mode.</summary>
internal static partial class ParameterRows
{
    private const int InfiniteBecomes = 15;
    private const int DriverMaximumTimeout = 1024;
    private static readonly string[] Sessions = ["any", "read-write", "read-only", "primary", "standby", "prefer-standby"];

    internal delegate void Row(NpgsqlConnectionStringBuilder target, string value, List<string> warnings);

    internal static readonly FrozenDictionary<string, Row> All = new Dictionary<string, Row>
    {
        ["passfile"] = (b, v, _) => b.Passfile = v,
        ["sslcert"] = (b, v, _) => b.SslCertificate = v,
        ["sslkey"] = (b, v, _) => b.SslKey = v,
        ["sslpassword"] = (b, v, _) => b.SslPassword = v,
        ["sslnegotiation"] = (b, v, _) => b.SslNegotiation = OneOf("sslnegotiation", v, ("postgres", SslNegotiation.Postgres), ("direct", SslNegotiation.Direct)),
        ["sslcrl"] = (b, _, w) => CheckRevocation("sslcrl", b, w),
        ["sslcrldir"] = (b, _, w) => CheckRevocation("sslcrldir", b, w),
        ["channel_binding"] = (b, v, _) => b.ChannelBinding = OneOf("channel_binding", v,
            ("disable", ChannelBinding.Disable), ("prefer", ChannelBinding.Prefer), ("require", ChannelBinding.Require)),
        ["require_auth"] = (b, v, _) => RequireAuth(b, v),
        ["gssencmode"] = (b, v, _) => b.GssEncryptionMode = OneOf("gssencmode", v,
            ("disable", GssEncryptionMode.Disable), ("prefer", GssEncryptionMode.Prefer), ("require", GssEncryptionMode.Require)),
        ["krbsrvname"] = (b, v, _) => b.KerberosServiceName = v,
        ["connect_timeout"] = ConnectTimeout,
        ["application_name"] = (b, v, _) => b.ApplicationName = v,
        ["fallback_application_name"] = (b, v, _) => b.ApplicationName = string.IsNullOrEmpty(b.ApplicationName) ? v : b.ApplicationName,
        ["client_encoding"] = (b, v, _) => b.ClientEncoding = OneOf("client_encoding", v.ToUpperInvariant(), ("UTF8", "UTF8"), ("UTF-8", "UTF8")),
        ["keepalives"] = (b, v, _) => b.TcpKeepAlive = OneOf("keepalives", v, ("1", true), ("0", false)),
        ["keepalives_idle"] = (b, v, _) => b.TcpKeepAliveTime = Number("keepalives_idle", v, 0, "a whole number of seconds"),
        ["keepalives_interval"] = (b, v, _) => b.TcpKeepAliveInterval = Number("keepalives_interval", v, 0, "a whole number of seconds"),
        ["target_session_attrs"] = (b, v, _) => b.TargetSessionAttributes = OneOf("target_session_attrs", v, [.. Sessions.Select(s => (s, s))]),
        ["load_balance_hosts"] = LoadBalance,
        ["pgbouncer"] = PgBouncer,
        ["schema"] = (b, v, w) => { b.SearchPath = v; Note("schema", "sets the search path", w); },
        ["connection_limit"] = (b, v, w) =>
        {
            b.MaxPoolSize = Number("connection_limit", v, 1, "a whole number from 1");
            Note("connection_limit", "sets the maximum pool size", w);
        },
        ["pool_timeout"] = PoolTimeout,
        ["statement_timeout"] = StatementTimeout,
        ["keepalives_count"] = Ignore,
        ["tcp_user_timeout"] = Ignore,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Applies every row that the URL mentions, in the order in which rows build on each other.</summary>
    internal static void Apply(IReadOnlyDictionary<string, string> pairs, NpgsqlConnectionStringBuilder target, List<string> warnings)
    {
        if (pairs.TryGetValue("options", out var options) && options.Length > 0)
            target.Options = $"{target.Options} {options}".TrimStart();
        foreach (var (key, value) in pairs)
        {
            if (All.TryGetValue(key, out var row))
                row(target, value, warnings);
        }

        if (target.TcpKeepAliveInterval > 0 && target.TcpKeepAliveTime == 0)
        {
            target.TcpKeepAliveTime = 7200;
            warnings.Add("Parameter 'keepalives_interval' needs an idle time in this driver: 7200 s, the usual system value, is used. Set keepalives_idle.");
        }
    }

    internal static T OneOf<T>(string key, string value, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        foreach (var choice in choices)
        {
            if (choice.Name == value)
                return choice.Value;
        }

        throw DatabaseException.InvalidParameter(key, (choices.Length > 1 ? "one of " : "") + string.Join(", ", choices.ToArray().Select(c => c.Name)));
    }

    private static int Number(string key, string value, int least, string expected) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw DatabaseException.InvalidParameter(key, expected);

    private static void Note(string key, string effect, List<string> warnings) =>
        warnings.Add($"Parameter '{key}' is not one of libpq's; here it {effect}.");

    private static void Ignore(NpgsqlConnectionStringBuilder target, string value, List<string> warnings)
    {
    }

    private static void CheckRevocation(string key, NpgsqlConnectionStringBuilder target, List<string> warnings)
    {
        target.CheckCertificateRevocation = true;
        warnings.Add($"Parameter '{key}': the driver reads no revocation list from a file; it asks the certificate's own authority instead, and only with sslmode verify-ca or verify-full.");
    }

    private static void RequireAuth(NpgsqlConnectionStringBuilder target, string value)
    {
        if (value.Length == 0)
            return;
        var methods = value.Split(',').Select(m => m.Trim()).ToList();
        if (methods.Distinct().Count() != methods.Count || methods.Select(m => m.StartsWith('!')).Distinct().Count() != 1)
            throw DatabaseException.InvalidParameter("require_auth", "a list without repetition, either all plain or all with '!'");
        target.RequireAuth = string.Join(',', methods.Select(m => (m.StartsWith('!') ? "!" : "") + OneOf("require_auth", m.TrimStart('!'),
            ("password", "Password"), ("md5", "MD5"), ("gss", "GSS"), ("sspi", "SSPI"), ("scram-sha-256", "ScramSHA256"), ("none", "None"))));
    }

    private static void ConnectTimeout(NpgsqlConnectionStringBuilder target, string value, List<string> warnings) =>
        target.Timeout = Seconds("connect_timeout", value, warnings);

    private static void PoolTimeout(NpgsqlConnectionStringBuilder target, string value, List<string> warnings)
    {
        var seconds = Seconds("pool_timeout", value, warnings);
        // The driver has one timeout for both waits, so the longer one keeps both promises.
        target.Timeout = target.Keys.Contains("Timeout") ? Math.Max(target.Timeout, seconds) : seconds;
        Note("pool_timeout", "sets the driver's one timeout for connecting and for waiting on the pool", warnings);
    }

    private static int Seconds(string key, string value, List<string> warnings)
    {
        var seconds = Number(key, value, int.MinValue, "a whole number of seconds");
        if (seconds <= 0)
        {
            warnings.Add($"Parameter '{key}' asks to wait for ever; {InfiniteBecomes} s are used.");
            return InfiniteBecomes;
        }

        if (seconds > DriverMaximumTimeout)
            warnings.Add($"Parameter '{key}' is longer than the driver can wait; {DriverMaximumTimeout} s are used.");
        return Math.Clamp(seconds, 2, DriverMaximumTimeout);
    }

    private static void LoadBalance(NpgsqlConnectionStringBuilder target, string value, List<string> warnings)
    {
        target.LoadBalanceHosts = OneOf("load_balance_hosts", value, ("random", true), ("disable", false));
        if (target.LoadBalanceHosts)
            warnings.Add("Parameter 'load_balance_hosts': the driver takes the servers in turn, not at random.");
    }

    private static void PgBouncer(NpgsqlConnectionStringBuilder target, string value, List<string> warnings)
    {
        if (!OneOf("pgbouncer", value, ("true", true), ("false", false)))
            return;
        target.NoResetOnClose = true;
        target.MaxAutoPrepare = 0;
        Note("pgbouncer", "switches off prepared statements and resets, as a transaction pooler needs", warnings);
    }

    private static void StatementTimeout(NpgsqlConnectionStringBuilder target, string value, List<string> warnings)
    {
        if (!Duration().IsMatch(value))
            throw DatabaseException.InvalidParameter("statement_timeout", "milliseconds, or a number with one of the units ms, s, min, h");
        target.Options = $"{target.Options} -c statement_timeout={value}".TrimStart();
        Note("statement_timeout", "is passed on in 'options'", warnings);
    }

    [GeneratedRegex("^[0-9]{1,9}(ms|s|min|h)?$(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex Duration();
}
