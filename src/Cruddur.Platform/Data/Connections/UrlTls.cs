using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>What a database URL means for TLS: never less than libpq would do with it.</summary>
/// <param name="Mode">The driver's mode.</param>
/// <param name="Name">The same in libpq's words.</param>
/// <param name="Root">The authority's file, or null for what the driver finds by itself.</param>
/// <param name="SystemStore">The URL insists on the system store.</param>
internal sealed record UrlTls(SslMode Mode, string Name, string? Root, bool SystemStore)
{
    internal bool IsEncrypted => Mode >= SslMode.Require;

    /// <summary>Whether the server's certificate is checked.</summary>
    internal bool Verifies => Mode >= SslMode.VerifyCA;

    /// <summary>Reads sslmode, sslrootcert, ssl and requiressl.</summary>
    /// <exception cref="DatabaseException">CDB-003: a value that is none.</exception>
    internal static UrlTls Of(IReadOnlyDictionary<string, string> pairs, IReadOnlyList<Endpoint> endpoints, ConnectionAmbient ambient, List<string> warnings)
    {
        var given = pairs.TryGetValue("sslmode", out var text) ? ModeOf(text) : (SslMode?)null;
        if (endpoints.All(e => e.IsSocket))
            return OverSocket(given, warnings);

        var root = pairs.GetValueOrDefault("sslrootcert") is { Length: > 0 } file ? file : null;
        if (root == "system")
            return System(given, warnings);

        var mode = given ?? (root is null && endpoints.All(e => e.IsLoopback) ? SslMode.Prefer : SslMode.VerifyFull);
        if (mode == SslMode.Require && (root ?? ambient.RootCertificate) is { } authority)
        {
            // libpq verifies the chain as soon as it has an authority; the driver's Require never would.
            mode = SslMode.VerifyCA;
            root = authority;
            warnings.Add("sslmode=require with a root certificate is verify-ca, as in libpq. Write sslmode=verify-full to check the server's name too.");
        }

        Advise(mode, root, pairs, endpoints, warnings);
        return new UrlTls(mode, NameOf(mode), root, SystemStore: false);
    }

    internal static string NameOf(SslMode mode) => mode switch
    {
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => mode.ToString().ToLowerInvariant(),
    };

    private static SslMode ModeOf(string value) => ParameterRows.OneOf("sslmode", value,
        ("disable", SslMode.Disable), ("allow", SslMode.Allow), ("prefer", SslMode.Prefer),
        ("require", SslMode.Require), ("verify-ca", SslMode.VerifyCA), ("verify-full", SslMode.VerifyFull));

    private static UrlTls OverSocket(SslMode? given, List<string> warnings)
    {
        if (given >= SslMode.Require)
            warnings.Add("Parameter 'sslmode' has no effect: a Unix socket never leaves the machine and carries no TLS.");
        return new UrlTls(SslMode.Disable, "disable", null, SystemStore: false);
    }

    private static UrlTls System(SslMode? given, List<string> warnings)
    {
        if (given is not null and not SslMode.VerifyFull)
            warnings.Add("sslrootcert=system implies sslmode=verify-full, which is used instead of what sslmode says.");
        return new UrlTls(SslMode.VerifyFull, "verify-full", null, SystemStore: true);
    }

    private static void Advise(SslMode mode, string? root, IReadOnlyDictionary<string, string> pairs, IReadOnlyList<Endpoint> endpoints, List<string> warnings)
    {
        if (mode < SslMode.Require && root is not null)
            warnings.Add($"Parameter 'sslrootcert' has no effect with sslmode={NameOf(mode)}. Write sslmode=verify-full.");
        if (endpoints.All(e => e.IsLoopback))
            return;
        if (mode < SslMode.Require)
            warnings.Add($"sslmode={NameOf(mode)} lets passwords and data cross the network unencrypted. Write sslmode=verify-full.");
        else if (mode == SslMode.Require && pairs.GetValueOrDefault("channel_binding") != "require")
            warnings.Add("sslmode=require encrypts but does not check who answers. Write sslmode=verify-full.");
    }
}
