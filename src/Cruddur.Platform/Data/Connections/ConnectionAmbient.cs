namespace Cruddur.Platform.Data.Connections;

/// <summary>What a database URL leaves to the machine that it is used on.</summary>
/// <param name="User">Whom libpq and the driver sign in as when the URL names nobody.</param>
/// <param name="DefaultHost">Where an empty host leads: a socket folder, or <c>localhost</c>.</param>
/// <param name="RootCertificate">The authority that the driver takes when the URL names none; null means the system store.</param>
internal sealed record ConnectionAmbient(string User, string DefaultHost, string? RootCertificate)
{
    /// <summary>The authority that CRUDDUR_DB_CA and the kind of host speak for; null where only the machine counts.</summary>
    public CertificateAuthority? Authority { get; init; }

    private const string DebianSocketFolder = "/var/run/postgresql";

    /// <summary>This process's machine: PGUSER, PGSSLROOTCERT, <c>~/.postgresql/root.crt</c> and the socket folder.</summary>
    internal static ConnectionAmbient OfProcess() => new(
        Variable("PGUSER") ?? Environment.UserName,
        !OperatingSystem.IsWindows() && Directory.Exists(DebianSocketFolder) ? DebianSocketFolder : "localhost",
        Variable("PGSSLROOTCERT") ?? RootOfHome());

    /// <summary>The same machine under CRUDDUR_DB_CA, which comes before what lies around.</summary>
    internal static ConnectionAmbient Of(CertificateAuthority authority)
    {
        var process = OfProcess();
        return process with { Authority = authority, RootCertificate = authority.Asked ?? process.RootCertificate };
    }

    private static string? RootOfHome()
    {
        var folder = OperatingSystem.IsWindows() ? Variable("APPDATA") : Variable("HOME");
        var file = folder is null ? null : Path.Combine(folder, OperatingSystem.IsWindows() ? "postgresql" : ".postgresql", "root.crt");
        return File.Exists(file) ? file : null;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
