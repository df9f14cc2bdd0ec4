using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity;

public sealed class SessionsTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    /// <summary>A route that tells by its status whether somebody is signed in, and changes nothing.</summary>
    private const string Probe = "/api/activities/01890000-0000-7000-8000-000000000000";

    [Fact]
    public async Task Signing_out_makes_the_token_worthless_at_once_and_no_other()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (phone, laptop) = (await app.ApiAsync(Andrew), await app.ApiAsync(Andrew));
        Assert.True(await SignedInAsync(phone));
        using var answer = await phone.PostAsync("/api/auth/signout", null);
        Assert.Equal("{}", await answer.BodyAsync(200));
        Assert.False(await SignedInAsync(phone));
        Assert.True(await SignedInAsync(laptop));
        using var again = await phone.PostAsync("/api/auth/signout", null);
        Assert.Equal("{}", await again.BodyAsync(401));
    }

    [Fact]
    public async Task Another_instance_believes_an_ended_session_for_five_seconds_at_most()
    {
        await using var here = await TestApp.StartAsync(cluster);
        await using var there = await here.StartAnotherAsync();
        var andrew = await here.ApiAsync(Andrew);
        var elsewhere = there.Api();
        elsewhere.DefaultRequestHeaders.Authorization = andrew.DefaultRequestHeaders.Authorization;
        Assert.True(await SignedInAsync(elsewhere));
        using var answer = await andrew.PostAsync("/api/auth/signout", null);
        here.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.False(await SignedInAsync(elsewhere));
    }

    [Fact]
    public async Task A_session_ends_after_14_idle_days()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        app.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(1));
        Assert.True(await SignedInAsync(andrew));
        app.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(1));
        Assert.True(await SignedInAsync(andrew));
        app.Clock.Advance(TimeSpan.FromDays(14));
        Assert.False(await SignedInAsync(andrew));
    }

    [Fact]
    public async Task A_session_ends_after_90_days_however_busy_it_is()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, pages) = (await app.ApiAsync(Andrew), await app.PagesAsync(Andrew));
        for (var day = 0; day < 89; day += 10)
        {
            Assert.True(await SignedInAsync(andrew));
            Assert.Contains("@andrew", await pages.ReadAsync("/"), StringComparison.Ordinal);
            app.Clock.Advance(TimeSpan.FromDays(10));
        }
        Assert.False(await SignedInAsync(andrew));
        Assert.DoesNotContain("@andrew", await pages.ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_API_takes_no_cookies_and_pages_take_no_bearer_tokens()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, pages) = (await app.ApiAsync(Andrew), await app.PagesAsync(Andrew));
        var cookie = pages.Cookies[Sessions.CookieName];
        var bearer = andrew.DefaultRequestHeaders.Authorization!.Parameter!;

        foreach (var path in new[] { "/api/activities", "/API/activities", "/Api/Activities" })
        {
            using var byCookie = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent("""{"message":"forged","ttl":"1-hour"}""", System.Text.Encoding.UTF8, "application/json"),
                Headers = { { "Cookie", $"{Sessions.CookieName}={cookie}" } },
            };
            using var answer = await app.Api().SendAsync(byCookie);
            Assert.Equal("{}", await answer.BodyAsync(401));
        }
        using var byBearer = await andrew.GetAsync("/");
        Assert.DoesNotContain("@andrew", await byBearer.BodyAsync(200), StringComparison.Ordinal);

        // Nor is a token of one kind good as the other.
        var swapped = app.Api();
        swapped.DefaultRequestHeaders.Authorization = new("Bearer", cookie);
        Assert.False(await SignedInAsync(swapped));
        var swappedPages = app.Pages();
        swappedPages.Cookies[Sessions.CookieName] = bearer;
        Assert.DoesNotContain("@andrew", await swappedPages.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("activities"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer Bearer x")]
    [InlineData("Bearer undefined")]
    [InlineData("Bearer null")]
    [InlineData("Bearer ééééééééééééééééééééééééééééééééééééééééééé")]
    [InlineData("Bearer AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Bearer '; drop table platform.sessions; -- aaaaaa")]
    [InlineData("Basic YW5kcmV3OmNydWRkdXI=")]
    [InlineData("Negotiate")]
    [InlineData(",,,")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbmRyZXcifQ.")]
    public async Task Garbage_in_the_authorization_header_makes_a_guest_and_never_a_fault(string header)
    {
        var app = shared.App;
        var api = app.Api();
        api.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", header);
        Assert.Equal(200, await api.StatusAsync("/api/activities/home"));
        Assert.False(await SignedInAsync(api));
    }

    private static async Task<bool> SignedInAsync(HttpClient api)
    {
        using var answer = await api.DeleteAsync(Probe);
        Assert.True((int)answer.StatusCode is 401 or 404);
        return (int)answer.StatusCode == 404;
    }
}
