namespace Cruddur.Platform.Data.Connections;

/// <summary>
/// Which authority vouches for a host when its URL names none: CRUDDUR_DB_CA, or else the bundle of Amazon RDS for an RDS
/// instance where that file lies, and the system store for everybody else. A process that trusted one file everywhere could
/// not reach a host with a public certificate, so this is decided for each host.
/// </summary>
/// <param name="Choice"><c>rds</c>, <c>system</c>, a file, or null.</param>
/// <param name="BundlePlaces">Where the bundle of RDS may lie; the first is where to put it.</param>
internal sealed record CertificateAuthority(string? Choice, IReadOnlyList<string> BundlePlaces)
{
    private const string BundleName = "rds-global-bundle.pem";
    private const string BundleAddress = "https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem";

    public static CertificateAuthority Of(Func<string, string?> setting, string dataFolder) => new(
        setting("CRUDDUR_DB_CA") is { Length: > 0 } choice ? choice : null,
        [Path.GetFullPath(Path.Combine(dataFolder, BundleName)), Path.Combine("/etc/cruddur", BundleName)]);

    /// <summary>Whether the system store is insisted on.</summary>
    public bool IsSystem => Choice == "system";

    /// <summary>The file that was asked for, whatever the host; null for none.</summary>
    public string? Asked => Choice switch
    {
        null or "system" => null,
        "rds" => Bundle ?? BundlePlaces[0],
        var file => file,
    };

    private string? Bundle => BundlePlaces.FirstOrDefault(File.Exists);

    /// <summary>An instance or cluster of RDS or Aurora; its proxies have public certificates.</summary>
    public static bool IsRds(string host) => host.Contains(".rds.amazonaws.com", StringComparison.OrdinalIgnoreCase) && !host.Contains(".proxy-", StringComparison.OrdinalIgnoreCase);

    /// <summary>How to get the bundle.</summary>
    public static string Fetch(string to) => $"fetch the bundle with: curl -fo {to} {BundleAddress}";

    /// <summary>The file for a host, or null for what the driver finds by itself.</summary>
    public string? FileFor(string host) => Asked ?? (Choice is null && IsRds(host) ? Bundle : null);

    /// <summary>Why the file that was asked for cannot be used, or null.</summary>
    public string? Fault() => Asked is not { } file || File.Exists(file) ? null
        : Choice == "rds" ? $"the CA bundle of Amazon RDS is not there; {Fetch(file)}"
        : "CRUDDUR_DB_CA names a file that is not there";
}
