using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cruddur.Tests.Platform.Data.Secrets;

/// <summary>What is asked of a server's certificate; the defaults are a good one.</summary>
internal sealed record CertificateWish
{
    public string? Name { get; init; } = "localhost";

    public string? Address { get; init; } = "127.0.0.1";

    public double FromDays { get; init; } = -1;

    public double ToDays { get; init; } = 1;

    public string Usage { get; init; } = "1.3.6.1.5.5.7.3.1";
}

/// <summary>An authority and the certificates that it gives out.</summary>
internal sealed class Certificates : IDisposable
{
    private readonly X509Certificate2 authority;

    public Certificates(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-365), DateTimeOffset.UtcNow.AddDays(365));
    }

    /// <summary>The authority's own certificate, as programs are told to trust it.</summary>
    public string Root => authority.ExportCertificatePem();

    /// <summary>A certificate and its key, in PEM.</summary>
    public (string Certificate, string Key) Issue(CertificateWish wish)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = Request(wish, key);
        using var issued = request.Create(authority, DateTimeOffset.UtcNow.AddDays(wish.FromDays), DateTimeOffset.UtcNow.AddDays(wish.ToDays), RandomNumberGenerator.GetBytes(12));
        return (issued.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    /// <summary>A certificate that vouches for itself.</summary>
    public static (string Certificate, string Key) SelfSigned(CertificateWish wish)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var own = Request(wish, key).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(wish.FromDays), DateTimeOffset.UtcNow.AddDays(wish.ToDays));
        return (own.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    public void Dispose() => authority.Dispose();

    private static CertificateRequest Request(CertificateWish wish, ECDsa key)
    {
        var request = new CertificateRequest($"CN={wish.Name ?? "server"}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(wish.Usage)], false));
        var names = new SubjectAlternativeNameBuilder();
        if (wish.Name is not null) names.AddDnsName(wish.Name);
        if (wish.Address is not null) names.AddIpAddress(IPAddress.Parse(wish.Address));
        request.CertificateExtensions.Add(names.Build());
        return request;
    }
}
