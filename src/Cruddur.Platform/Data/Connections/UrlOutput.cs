using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>A connection written for another program.</summary>
/// <param name="Text">The URL or connection string.</param>
/// <param name="Notes">What that program cannot be told, one sentence each.</param>
public sealed record UrlOutput(string Text, IReadOnlyList<string> Notes)
{
    /// <summary>The ways to write a connection.</summary>
    public static readonly string[] Formats = ["libpq", "npgsql", "jdbc"];

    private const string Mask = "***";
    private static readonly string[] Secrets = ["password", "sslpassword"];

    /// <summary>Keys that are ours or another driver's; what they mean for libpq.</summary>
    private static readonly string[] NotLibpq = ["pgbouncer", "schema", "connection_limit", "pool_timeout", "statement_timeout", "ssl"];

    /// <summary>Names of JDBC's driver for libpq's.</summary>
    private static readonly Dictionary<string, string> JdbcNames = new(
    [
        new("user", "user"), new("password", "password"), new("sslmode", "sslmode"), new("sslcert", "sslcert"), new("sslkey", "sslkey"), new("sslpassword", "sslpassword"),
        new("application_name", "ApplicationName"), new("connect_timeout", "connectTimeout"), new("options", "options"), new("channel_binding", "channelBinding"),
        new("gssencmode", "gssEncMode"), new("krbsrvname", "kerberosServerName"), new("schema", "currentSchema"), new("sslnegotiation", "sslNegotiation"),
    ], StringComparer.Ordinal);

    /// <summary>Writes a connection with the protection that is in force here, whatever the other program's defaults are.</summary>
    /// <param name="url">The database.</param>
    /// <param name="profile">What the driver's settings are for.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="password">The password of this moment; null for none.</param>
    /// <param name="reveal">Whether secrets are shown.</param>
    /// <exception cref="DatabaseException">CDB-016: the protection cannot be had.</exception>
    public static UrlOutput Of(ConnectionUrl url, ConnectionProfile profile, string format, string? password, bool reveal)
    {
        if (format == "npgsql") return Npgsql(url, profile, password, reveal);
        var pairs = url.Complete();
        if (password is not null) pairs["password"] = password;
        return format == "jdbc" ? Jdbc(pairs, url.Detected.IsPooler(), reveal) : Libpq(pairs, reveal);
    }

    private static UrlOutput Npgsql(ConnectionUrl url, ConnectionProfile profile, string? password, bool reveal)
    {
        var settings = new NpgsqlConnectionStringBuilder(url.ToNpgsql(profile));
        if (password is not null) settings.Password = password;
        if (!reveal && settings.Password is not null) settings.Password = Mask;
        if (!reveal && settings.SslPassword is not null) settings.SslPassword = Mask;
        return new UrlOutput(settings.ConnectionString, url.IsMultiHost ? ["Several hosts: build the data source with BuildMultiHost()."] : []);
    }

    private static UrlOutput Libpq(SortedDictionary<string, string> pairs, bool reveal)
    {
        var options = pairs.GetValueOrDefault("options");
        if (pairs.TryGetValue("schema", out var schema)) options = $"{options} -c search_path={schema.Replace(" ", "\\ ", StringComparison.Ordinal)}".Trim();
        if (pairs.TryGetValue("statement_timeout", out var timeout)) options = $"{options} -c statement_timeout={timeout}".Trim();
        if (options is { Length: > 0 }) pairs["options"] = options;
        var lost = NotLibpq.Where(key => key is not ("schema" or "statement_timeout") && pairs.ContainsKey(key)).ToList();
        foreach (var key in NotLibpq) pairs.Remove(key);
        return new UrlOutput(Masked(pairs, reveal, UrlFormat.Format), Lost(lost));
    }

    private static UrlOutput Jdbc(SortedDictionary<string, string> pairs, bool isPooler, bool reveal)
    {
        var (hosts, ports) = (pairs["host"].Split(','), pairs.GetValueOrDefault("port", "").Split(','));
        var places = hosts.Select((host, i) => $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{(ports[ports.Length == 1 ? 0 : i] is { Length: > 0 } port ? port : "5432")}");
        var query = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in pairs)
        {
            if (JdbcNames.TryGetValue(key, out var known)) query[known] = value;
        }
        if (pairs.TryGetValue("sslrootcert", out var root))
            query[root == "system" ? "sslfactory" : "sslrootcert"] = root == "system" ? "org.postgresql.ssl.DefaultJavaSSLFactory" : root;
        if (pairs.TryGetValue("target_session_attrs", out var session)) query["targetServerType"] = ServerType(session);
        if (pairs.GetValueOrDefault("load_balance_hosts") == "random") query["loadBalanceHosts"] = "true";
        if (pairs.GetValueOrDefault("keepalives") != "0") query["tcpKeepAlive"] = "true";
        if (isPooler) query["prepareThreshold"] = "0";
        string[] written = [.. JdbcNames.Keys, "host", "port", "dbname", "sslrootcert", "target_session_attrs", "load_balance_hosts", "keepalives", "pgbouncer"];
        var text = Masked(query, reveal, masked => $"jdbc:postgresql://{string.Join(',', places)}/{Uri.EscapeDataString(pairs["dbname"])}?{string.Join('&', masked.Select(pair => $"{pair.Key}={Uri.EscapeDataString(pair.Value)}"))}");
        var notes = Lost([.. pairs.Keys.Except(written)]);
        return new UrlOutput(text, pairs["host"].StartsWith('/') ? [.. notes, "JDBC reaches no Unix socket without a library for it; name 127.0.0.1 instead."] : notes);
    }

    private static string ServerType(string session) => session switch
    {
        "primary" or "read-write" => "primary",
        "standby" or "read-only" => "secondary",
        "prefer-standby" => "preferSecondary",
        _ => "any",
    };

    private static List<string> Lost(List<string> keys) => keys.Count == 0 ? [] : [$"Left out, for that program has no such setting: {string.Join(", ", keys)}."];

    private static string Masked(SortedDictionary<string, string> pairs, bool reveal, Func<SortedDictionary<string, string>, string> write)
    {
        // Letters only, so that no encoding changes the mark before it becomes the mask.
        const string Mark = "ZZsecretZZ";
        if (reveal) return write(pairs);
        foreach (var secret in Secrets.Where(pairs.ContainsKey)) pairs[secret] = Mark;
        return write(pairs).Replace(Mark, Mask, StringComparison.Ordinal);
    }
}
