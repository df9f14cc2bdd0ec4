using System.Globalization;
using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>
/// A libpq database URL, checked whole: every key is mapped to the driver, warned about, or refused by name, so that
/// nothing that protects a connection gets lost on the way. Only <see cref="ToNpgsql"/> and <see cref="Format"/> show secrets.
/// </summary>
public sealed class ConnectionUrl : IEquatable<ConnectionUrl>
{
    private readonly SortedDictionary<string, string> _pairs;
    private readonly List<Endpoint> _endpoints;
    private readonly NpgsqlConnectionStringBuilder _overrides = new();
    private readonly List<string> _warnings;
    private readonly ConnectionAmbient _ambient;
    private readonly UrlTls _tls;

    private ConnectionUrl(SortedDictionary<string, string> pairs, List<string> warnings, ConnectionAmbient ambient)
    {
        (_pairs, _warnings, _ambient) = (pairs, warnings, ambient);
        MergeSslAliases(pairs, warnings);
        UrlParameters.Check(pairs, warnings);
        _endpoints = Endpoint.Resolve(pairs, ambient);
        Username = pairs.GetValueOrDefault("user") is { Length: > 0 } user ? user : ambient.User;
        Database = pairs.GetValueOrDefault("dbname") is { Length: > 0 } database ? CheckDatabase(database) : Username;
        _tls = UrlTls.Of(pairs, _endpoints, ambient, warnings);
        ParameterRows.Apply(pairs, _overrides, warnings);
        Detected = _endpoints.Select(e => ConnectionProfiles.Detect(e.Name, e.Port, _overrides.NoResetOnClose)).Max();
        ServerOptions.Adapt(_overrides, Detected, _endpoints[0].Name, warnings);
        CheckAddresses();
        CheckNegotiation();
        DropKeepalivesOfSockets();
        PutServer();
        TargetSession = TakeTargetSession();
    }

    /// <summary>The host, the socket folder, or the hosts with commas, as the URL names them.</summary>
    public string Host => string.Join(',', _endpoints.Select(e => e.Name));

    /// <summary>The port of the first host.</summary>
    public int Port => _endpoints[0].Port;

    /// <summary>The database; the user's name when the URL names none, as in libpq.</summary>
    public string Database { get; }

    /// <summary>Who signs in; PGUSER or the account of this process when the URL names nobody, as in libpq.</summary>
    public string Username { get; }

    /// <summary>What a person should know about the URL: ignored, changed or weak settings. Never a secret.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Whether every host is a socket or a loopback address of this machine.</summary>
    public bool IsLoopback => _endpoints.TrueForAll(e => e.IsLoopback);

    /// <summary>Whether there are several hosts, for which the data source must be built with <c>BuildMultiHost</c>.</summary>
    public bool IsMultiHost => _endpoints.Count > 1;

    /// <summary>The profile that host names, ports and <c>pgbouncer=true</c> speak for.</summary>
    public ConnectionProfile Detected { get; }

    /// <summary>
    /// What a single server must be (<c>any</c>, <c>primary</c>, <c>read-write</c> …). The driver rejects the setting for
    /// one host, so <see cref="SessionTarget"/> checks it when a connection opens. <c>any</c> for several hosts.
    /// </summary>
    public string TargetSession { get; }

    /// <summary><c>user:***@host/database</c>, for people and logs.</summary>
    public string Redacted =>
        $"{Visible(Username)}:***@{Visible(string.Join(',', _endpoints))}/{Visible(Database)}";

    /// <summary>The pairs that libpq's own parser makes of the URL.</summary>
    internal IReadOnlyDictionary<string, string> Parameters => _pairs;

    /// <summary>Reads a URL that begins with <c>postgres://</c> or <c>postgresql://</c>.</summary>
    /// <exception cref="DatabaseException">CDB-003: not such a URL, or a parameter that is unknown, invalid or cannot be kept.
    /// CDB-016: settings for TLS that contradict each other.</exception>
    public static ConnectionUrl Parse(string url) => Parse(url, ConnectionAmbient.OfProcess());

    internal static ConnectionUrl Parse(string url, ConnectionAmbient ambient)
    {
        ArgumentNullException.ThrowIfNull(url);
        var warnings = new List<string>();
        return new ConnectionUrl(UrlGrammar.Parse(url, warnings), warnings, ambient);
    }

    /// <summary>The driver's connection string, with secrets: the profile's settings, overridden by what the URL says.</summary>
    /// <param name="profile">What the connection is for; usually <see cref="Detected"/>.</param>
    /// <param name="role">Names the process in <c>pg_stat_activity</c>: app, worker, a verb.</param>
    /// <param name="iam">The password is an RDS IAM token, which may only travel as it is over verified TLS.</param>
    /// <exception cref="DatabaseException">CDB-014: a migration through a pooler. CDB-016: TLS that is weaker than asked for.</exception>
    public string ToNpgsql(ConnectionProfile profile, string role = "app", bool iam = false)
    {
        if (profile == ConnectionProfile.Migration)
            RequireDirect();
        if ((_tls.SystemStore || (_ambient.Authority is { IsSystem: true } && _tls.Root is null && _tls.Verifies)) && _ambient.RootCertificate is { } authority)
            throw Tls($"{(_tls.SystemStore ? "sslrootcert" : "CRUDDUR_DB_CA")}=system asks for the system store, but PGSSLROOTCERT or ~/.postgresql/root.crt names another authority; remove that", authority);
        if (iam && _tls.Name != "verify-full")
            throw Tls("an IAM token is sent as it is and needs sslmode=verify-full");

        var settings = ConnectionProfiles.Settings(profile, role);
        foreach (var key in _overrides.Keys.Cast<string>())
            settings[key] = _overrides[key];
        if (AuthorityFile() is { } file)
            settings.RootCertificate = file;
        if (!_pairs.ContainsKey("require_auth"))
            settings.RequireAuth = iam ? "Password" : DefaultAuth(profile);
        if (settings.MaxPoolSize < settings.MinPoolSize)
            settings.MinPoolSize = settings.MaxPoolSize;
        return settings.ConnectionString;
    }

    /// <summary>Refuses a server behind a transaction pooler, for DDL, locks and session state.</summary>
    /// <exception cref="DatabaseException">CDB-014.</exception>
    public void RequireDirect()
    {
        if (Detected.IsPooler())
            throw DatabaseException.TransactionPooler(Host);
    }

    /// <summary>Refuses a protected database over a network without encryption.</summary>
    /// <exception cref="DatabaseException">CDB-016: sslmode is disable, allow or prefer and a host is not on this machine.</exception>
    public void RequireEncryption()
    {
        if (!IsLoopback && !_tls.IsEncrypted)
            throw Tls("the database is protected and this sslmode permits an unencrypted connection; write sslmode=verify-full");
    }

    /// <summary>Whether the URL has a password of its own.</summary>
    internal bool HasPassword => _pairs.GetValueOrDefault("password") is { Length: > 0 };

    /// <summary>The sslmode in force, in libpq's words.</summary>
    internal string SslMode => _tls.Name;

    /// <summary>The direct endpoint of a Neon pooler, which has the same name without <c>-pooler</c>; null for other hosts.</summary>
    internal ConnectionUrl? NeonDirect()
    {
        if (Detected != ConnectionProfile.NeonPooler || _pairs.GetValueOrDefault("host") is not { } hosts)
            return null;
        var pairs = new SortedDictionary<string, string>(_pairs, StringComparer.Ordinal) { ["host"] = hosts.Replace("-pooler.", ".", StringComparison.OrdinalIgnoreCase) };
        return new ConnectionUrl(pairs, [], _ambient);
    }

    /// <summary>
    /// The pairs with everything that is in force here written out: another program that gets them has the same server,
    /// person and protection, whatever its own defaults are.
    /// </summary>
    internal SortedDictionary<string, string> Complete()
    {
        var pairs = new SortedDictionary<string, string>(_pairs, StringComparer.Ordinal) { ["user"] = Username, ["dbname"] = Database };
        pairs.TryAdd("host", Host);
        pairs.Remove("sslrootcert");
        if (_endpoints.TrueForAll(e => e.IsSocket))
            return pairs;
        pairs["sslmode"] = _tls.Name;
        if (_tls.Verifies)
            pairs["sslrootcert"] = AuthorityFile() ?? _tls.Root ?? _ambient.RootCertificate ?? "system";
        return pairs;
    }

    /// <summary>The same settings as a libpq URL, with secrets; parsing it gives an equal value.</summary>
    public string Format() => UrlFormat.Format(_pairs);

    /// <inheritdoc cref="Redacted"/>
    public override string ToString() => Redacted;

    public bool Equals(ConnectionUrl? other) => other is not null && _pairs.SequenceEqual(other._pairs);

    public override bool Equals(object? obj) => Equals(obj as ConnectionUrl);

    public override int GetHashCode() => HashCode.Combine(Host, Database, Username);

    private static void MergeSslAliases(SortedDictionary<string, string> pairs, List<string> warnings)
    {
        var wanted = false;
        if (pairs.Remove("ssl", out var ssl))
            wanted = ParameterRows.OneOf("ssl", ssl, ("true", true));
        if (pairs.GetValueOrDefault("requiressl") == "1")
            wanted = pairs.Remove("requiressl");
        if (!wanted)
            return;
        // libpq lets the later one win; an alias that asks for encryption must not weaken verify-full.
        var given = pairs.GetValueOrDefault("sslmode");
        if (given is "disable" or "allow" or "prefer")
            warnings.Add("ssl=true (or requiressl=1) contradicts sslmode; sslmode=require is used.");
        if (given is null or "disable" or "allow" or "prefer")
            pairs["sslmode"] = "require";
    }

    private static string CheckDatabase(string name) =>
        name.Contains('=', StringComparison.Ordinal) || name.Contains("://", StringComparison.Ordinal)
            ? throw DatabaseException.InvalidParameter("dbname", "the name of a database, not another URL or a list of settings")
            : name;

    private void CheckAddresses()
    {
        if (_endpoints.Exists(e => e.Address != e.Name) && !_endpoints.TrueForAll(e => e.IsSocket) && _tls.Name == "verify-full")
            throw DatabaseException.RefusedParameter("hostaddr", "with sslmode=verify-full the driver checks the certificate against the address instead of the host's name");
        if (_endpoints.Exists(e => e.Address != e.Name) && _tls.IsEncrypted)
            _warnings.Add("Parameter 'hostaddr' is connected to without the host's name: servers that route by name (SNI) will not find it.");
    }

    private void CheckNegotiation()
    {
        if (_overrides.SslNegotiation == SslNegotiation.Direct && !_tls.IsEncrypted)
            throw DatabaseException.RefusedParameter("sslnegotiation", "direct needs sslmode=require or stronger");
    }

    // The system refuses these TCP settings on a socket file, and the driver then fails to connect.
    private void DropKeepalivesOfSockets()
    {
        if (_endpoints.Exists(e => e.IsSocket) && _overrides.Remove("TCP Keepalive Time") | _overrides.Remove("TCP Keepalive Interval"))
            _warnings.Add("Parameters 'keepalives_idle' and 'keepalives_interval' are ignored: a Unix socket has no TCP keepalive.");
    }

    private void PutServer()
    {
        if (IsMultiHost)
            _overrides.Host = string.Join(',', _endpoints.Select(e => e.ToListItem()));
        else
            (_overrides.Host, _overrides.Port) = (_endpoints[0].Address, Port);
        _overrides.Username = Username;
        _overrides.Database = Database;
        if (_pairs.GetValueOrDefault("password") is { Length: > 0 } password)
            _overrides.Password = password;
        _overrides.SslMode = _tls.Mode;
        if (_tls.Root is not null)
            _overrides.RootCertificate = _tls.Root;
    }

    private string TakeTargetSession()
    {
        if (IsMultiHost || _overrides.TargetSessionAttributes is not { } wanted)
            return "any";
        _overrides.Remove("Target Session Attributes");
        return wanted;
    }

    private string? DefaultAuth(ConnectionProfile profile)
    {
        if (IsLoopback || ConnectionProfiles.RequireAuth(profile) is not { } methods)
            return null;
        if (_pairs.ContainsKey("sslcert"))
            methods += ",None";
        return _pairs.ContainsKey("krbsrvname") || _overrides.GssEncryptionMode == GssEncryptionMode.Require ? methods + ",GSS" : methods;
    }

    /// <summary>The authority's file that neither the URL nor the driver finds, but that CRUDDUR_DB_CA or the host speaks for.</summary>
    private string? AuthorityFile()
    {
        if (!_tls.Verifies || _tls.SystemStore || _pairs.ContainsKey("sslrootcert") || _ambient.Authority is not { } authority)
            return null;
        if (authority.Fault() is { } fault)
            throw Tls(fault, authority.Asked);
        // What the person put there for every program comes before a bundle that lies around.
        if (authority.Asked is null && _ambient.RootCertificate is not null)
            return null;
        var files = _endpoints.Select(e => authority.FileFor(e.Name)).Distinct().ToList();
        return files.Count == 1 ? files[0] : throw Tls("its hosts are vouched for by different authorities; name one file for all with sslrootcert");
    }

    private DatabaseException Tls(string reason, string? authority = null) =>
        DatabaseException.Tls(Host, reason, _tls.Name, authority ?? _tls.Root ?? _ambient.RootCertificate);

    private static string Visible(string text) => string.Concat(text.Select(c =>
        char.IsControl(c) ? string.Create(CultureInfo.InvariantCulture, $"%{(int)c:X2}") : c.ToString()));
}
