using Cruddur.Platform.Identity.Passkeys;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Cruddur.Tests.Platform.Identity.Passkeys;

public sealed class PasskeySiteTests
{
    [Theory]
    // Where the site's address is set, nothing else counts, whatever a request says its host is.
    [InlineData("https://cruddur.example.com/", "https://cruddur.example.com", "10.0.0.7:4567", true)]
    [InlineData("https://cruddur.example.com/", "http://cruddur.example.com", "cruddur.example.com", false)]
    [InlineData("https://cruddur.example.com/", "https://cruddur.example.com:8443", "cruddur.example.com", false)]
    [InlineData("https://cruddur.example.com/", "https://evil.example", "evil.example", false)]
    [InlineData("https://cruddur.example.com/", "https://cruddur.example.com.evil.example", "cruddur.example.com", false)]
    // Where it is not, the request's own host, and https where a proxy ended TLS.
    [InlineData(null, "http://localhost:4567", "localhost:4567", true)]
    [InlineData(null, "https://localhost:4567", "localhost:4567", true)]
    [InlineData(null, "http://localhost:4568", "localhost:4567", false)]
    [InlineData(null, "https://evil.example", "localhost:4567", false)]
    [InlineData(null, "android:apk-key-hash:localhost:4567", "localhost:4567", false)]
    [InlineData(null, "null", "localhost:4567", false)]
    [InlineData(null, "", "localhost:4567", false)]
    public void A_passkey_is_asked_for_on_the_sites_own_pages_alone(string? site, string origin, string host, bool isOwn)
    {
        var request = new DefaultHttpContext().Request;
        (request.Scheme, request.Host) = ("http", new HostString(host));
        Assert.Equal(isOwn, new PasskeySite(site is null ? null : new Uri(site)).IsOwn(origin, request));
    }
}
