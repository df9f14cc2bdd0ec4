using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>
/// Finds out why a server's TLS was refused. The driver decides and gives no reason; so after it has refused, the server is
/// asked for its certificate once more, and that is looked at. Nothing is sent to it but the request for TLS.
/// </summary>
internal static class TlsDiagnosis
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const int PatienceMs = 5000;
    private static readonly byte[] RequestTls = [0, 0, 0, 8, 4, 210, 22, 47];

    /// <summary>The reason without a full stop, or null when none is found.</summary>
    public static string? Reason(NpgsqlConnectionStringBuilder server)
    {
        if (server.Host is not { } host || Path.IsPathRooted(host) || host.Contains(',', StringComparison.Ordinal)) return null;
        try
        {
            using var tcp = new TcpClient { SendTimeout = PatienceMs, ReceiveTimeout = PatienceMs };
            if (!tcp.ConnectAsync(host, server.Port).Wait(PatienceMs)) return null;
            var stream = tcp.GetStream();
            stream.Write(RequestTls);
            if (stream.ReadByte() != 'S') return "the server offers no TLS";
            return Look(stream, host, server.RootCertificate, server.SslMode == SslMode.VerifyFull);
        }
        catch (Exception error) when (error is IOException or SocketException or AuthenticationException or AggregateException)
        {
            return null;
        }
    }

    /// <summary>What is wrong with a certificate, by its own words; null when nothing is.</summary>
    /// <param name="certificate">The server's.</param>
    /// <param name="sent">Certificates that came with it.</param>
    /// <param name="host">What the server was called.</param>
    /// <param name="root">The authority's file; null for the system store.</param>
    /// <param name="checksName">Whether it must be for that host.</param>
    /// <param name="canonical">The name that the host is an alias of, or the host itself.</param>
    internal static string? Judge(X509Certificate2 certificate, X509Certificate2Collection sent, string host, string? root, bool checksName, Func<string, string> canonical)
    {
        using var chain = Chain(sent, root);
        var trusted = chain.Build(certificate);
        if (trusted && (!checksName || certificate.MatchesHostname(host, allowWildcards: true))) return null;
        var now = chain.ChainPolicy.VerificationTime;
        var faults = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, status) => all | status.Status);
        if (certificate.NotAfter < now) return $"the certificate expired on {Day(certificate.NotAfter)}";
        if (certificate.NotBefore > now) return $"the certificate is not valid before {Day(certificate.NotBefore)}";
        if (faults.HasFlag(X509ChainStatusFlags.NotTimeValid)) return "a certificate of its authority has expired";
        if (faults.HasFlag(X509ChainStatusFlags.Revoked)) return "the certificate was revoked";
        if (faults.HasFlag(X509ChainStatusFlags.NotValidForUsage)) return "the certificate is not meant for servers (its extended key usage lacks serverAuth)";
        if (!trusted) return Untrusted(certificate, host, faults);
        return Misnamed(certificate, host, canonical);
    }

    private static string? Look(NetworkStream stream, string host, string? root, bool checksName)
    {
        X509Certificate2? certificate = null;
        var sent = new X509Certificate2Collection();
        using var tls = new SslStream(stream, leaveInnerStreamOpen: true, (_, found, chain, _) =>
        {
            certificate = found as X509Certificate2;
            if (chain is not null) sent.AddRange(chain.ChainPolicy.ExtraStore);
            return true;
        });
        tls.AuthenticateAsClient(new SslClientAuthenticationOptions { TargetHost = host, CertificateRevocationCheckMode = X509RevocationMode.NoCheck });
        return certificate is null ? "the server shows no certificate" : Judge(certificate, sent, host, root, checksName, Canonical);
    }

    private static X509Chain Chain(X509Certificate2Collection sent, string? root)
    {
        var chain = new X509Chain { ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck } };
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        if (root is null) return chain;
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPemFile(root);
        return chain;
    }

    private static string Untrusted(X509Certificate2 certificate, string host, X509ChainStatusFlags faults)
    {
        var hint = CertificateAuthority.IsRds(host) ? $"; {CertificateAuthority.Fetch("rds-global-bundle.pem")}, and name it in CRUDDUR_DB_CA" : "";
        if (certificate.IssuerName.RawData.AsSpan().SequenceEqual(certificate.SubjectName.RawData)) return $"the certificate is self-signed{hint}";
        return faults.HasFlag(X509ChainStatusFlags.PartialChain) || faults.HasFlag(X509ChainStatusFlags.UntrustedRoot)
            ? $"the certificate was issued by '{certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true)}', which the CA in use does not vouch for{hint}"
            : $"the certificate is not trusted ({faults})";
    }

    private static string Misnamed(X509Certificate2 certificate, string host, Func<string, string> canonical)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault() is { } alternative
            ? [.. alternative.EnumerateDnsNames(), .. alternative.EnumerateIPAddresses().Select(address => $"{address}")]
            : new List<string> { certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false) };
        var given = string.Join(", ", names.Take(5));
        if (IPAddress.TryParse(host, out _)) return $"the certificate is for {given} and not for the address {host}; connect by name";
        var real = canonical(host);
        return real != host && certificate.MatchesHostname(real, allowWildcards: true)
            ? $"{host} is an alias (CNAME) of {real}, which the certificate is for; connect to that name"
            : $"the certificate is for {given} and not for {host}";
    }

    private static string Canonical(string host)
    {
        try
        {
            return Dns.GetHostEntry(host).HostName;
        }
        catch (SocketException)
        {
            return host;
        }
    }

    private static string Day(DateTime moment) => moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
}
