using System.Net;
using System.Text.RegularExpressions;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Web;

/// <summary>Guests share a rendered page, and nothing of it that must be each one's own.</summary>
public sealed partial class GuestPagesTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Every_guest_gets_a_nonce_of_their_own_which_the_policy_names()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var guest = app.Pages();
        var seen = new HashSet<string>();
        for (var visit = 0; visit < 20; visit++)
        {
            using var answer = await guest.OpenAsync("/");
            var nonces = Nonces().Matches(guest.Html).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value)).ToList();
            Assert.NotEmpty(nonces);
            var nonce = Assert.Single(nonces.Distinct());
            Assert.Contains($"'nonce-{nonce}'", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.True(seen.Add(nonce));
        }
    }

    [Fact]
    public async Task A_guest_sees_neither_notice_nor_name_of_whoever_came_before()
    {
        await using var app = await TestApp.StartAsync(cluster);
        Assert.Contains("You are signed out.", await app.Pages().ReadAsync("/?notice=signed-out"), StringComparison.Ordinal);
        await (await app.PagesAsync(Andrew)).ReadAsync("/");
        var guest = await app.Pages().ReadAsync("/");
        Assert.DoesNotContain("You are signed out.", guest, StringComparison.Ordinal);
        Assert.DoesNotContain(Andrew.Handle, guest, StringComparison.Ordinal);
        Assert.Contains("aria-current=\"page\"", await app.Pages().ReadAsync("/explore"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_pages_without_a_session_are_compressed()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var guest = await app.Api().SendAsync(Compressed(null));
        Assert.Equal(["gzip"], guest.Content.Headers.ContentEncoding);
        var andrew = await app.PagesAsync(Andrew);
        using var signedIn = await app.Api().SendAsync(Compressed(string.Join("; ", andrew.Cookies.Select(cookie => $"{cookie.Key}={cookie.Value}"))));
        Assert.Empty(signedIn.Content.Headers.ContentEncoding);
    }

    private static HttpRequestMessage Compressed(string? cookies)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Accept", "text/html" }, { "Accept-Encoding", "br, gzip" } } };
        if (cookies is not null) request.Headers.Add("Cookie", cookies);
        return request;
    }

    [GeneratedRegex("nonce=\"([^\"]+)\"")]
    private static partial Regex Nonces();
}
