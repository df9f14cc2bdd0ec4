using Cruddur.Platform.Accounts;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Accounts;

/// <summary>Where one is signed in.</summary>
public sealed class SessionListTests(PostgresCluster cluster)
{
    [Theory]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox on Linux")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36", "Chrome on Windows")]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", "Safari on macOS")]
    [InlineData("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/126.0 Mobile/15E148 Safari/604.1", "Chrome on iPhone")]
    [InlineData("Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64)", "Browser on Linux")]
    [InlineData("curl/8.5.0", "curl")]
    [InlineData("Mozilla/5.0", "Unknown browser")]
    [InlineData("", "Unknown device")]
    public void A_device_is_told_in_words(string userAgent, string words) => Assert.Equal(words, Device.Of(userAgent));

    [Fact]
    public async Task The_list_marks_this_one_and_ending_another_ends_it_at_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var laptop = await app.PagesAsync(Andrew);
        await app.SqlAsync("update platform.sessions set user_agent = 'here'");
        var phone = await app.PagesAsync(Andrew);
        await phone.ReadAsync("/settings");
        var shown = await laptop.ReadAsync("/settings/sessions");
        Assert.Equal(2, shown.Split("<li class=\"row\"").Length - 1);
        Assert.Contains("This one", shown, StringComparison.Ordinal);

        var other = await app.ValueAsync<Guid>("select uuid from platform.sessions where user_agent = 'test'");
        using var answer = await laptop.SubmitAsync($"/settings/sessions/{other}/end", new Dictionary<string, string>());
        Assert.Equal("/settings/sessions?notice=session-ended", answer.LeadsTo());
        using var gone = await phone.OpenAsync("/settings");
        Assert.StartsWith("/signin", gone.LeadsTo(), StringComparison.Ordinal);
        await laptop.ReadAsync("/settings");
    }

    [Fact]
    public async Task Ending_this_one_signs_out_and_nobody_ends_another_persons()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (mine, theirs) = (await app.PagesAsync(Andrew), await app.PagesAsync(Bayko));
        var session = await app.ValueAsync<Guid>("select uuid from platform.sessions where user_uuid = $1", Andrew.Uuid);
        await theirs.ReadAsync("/settings/sessions");
        using var foreign = await theirs.PostAsync($"/settings/sessions/{session}/end", theirs.HiddenFields("/settings/sessions/end-others"));
        await mine.ReadAsync("/settings/sessions");
        using var own = await mine.SubmitAsync($"/settings/sessions/{session}/end", new Dictionary<string, string>());
        Assert.Equal("/?notice=signed-out", own.LeadsTo());
        using var gone = await mine.OpenAsync("/settings");
        Assert.StartsWith("/signin", gone.LeadsTo(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Signing_out_everywhere_else_leaves_this_one_alone()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (here, there, token, other) = (await app.PagesAsync(Andrew), await app.PagesAsync(Andrew), await app.ApiAsync(Andrew), await app.PagesAsync(Bayko));
        await here.ReadAsync("/settings/sessions");
        using var answer = await here.SubmitAsync("/settings/sessions/end-others", new Dictionary<string, string>());
        Assert.Equal("/settings/sessions?notice=others-ended", answer.LeadsTo());
        await here.ReadAsync("/settings");
        await other.ReadAsync("/settings");
        using var gone = await there.OpenAsync("/settings");
        Assert.StartsWith("/signin", gone.LeadsTo(), StringComparison.Ordinal);
        Assert.Equal(401, await token.StatusAsync("/api/profile/me"));
    }

    [Fact]
    public async Task The_API_lists_ends_one_and_signs_out_everywhere()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (one, two, other) = (await app.ApiAsync(Andrew), await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        using var listed = await one.GetAsync("/api/sessions");
        var sessions = (await listed.JsonAsync()).AsArray();
        Assert.Equal(2, sessions.Count);
        var that = (Guid)sessions.Single(session => !(bool)session!["is_current"]!)!["uuid"]!;
        using var foreign = await other.DeleteAsync($"/api/sessions/{that}");
        Assert.Equal(404, (int)foreign.StatusCode);
        using var ended = await one.DeleteAsync($"/api/sessions/{that}");
        Assert.Equal("{}", await ended.BodyAsync(200));
        Assert.Equal(401, await two.StatusAsync("/api/sessions"));

        var third = await app.ApiAsync(Andrew);
        using var everywhere = await one.PostAsync("/api/auth/signout?everywhere=true", null);
        Assert.Equal("{}", await everywhere.BodyAsync(200));
        Assert.Equal(401, await one.StatusAsync("/api/sessions"));
        Assert.Equal(401, await third.StatusAsync("/api/sessions"));
        Assert.Equal(200, await other.StatusAsync("/api/sessions"));
    }
}
