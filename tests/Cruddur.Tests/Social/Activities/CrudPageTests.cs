using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Activities;

public sealed class CrudPageTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task A_wrong_handle_leads_to_the_right_address()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var page = app.Pages();
        using var answer = await page.OpenAsync($"/@bayko/status/{crud.Uuid}");
        Assert.Equal((302, crud.Page), ((int)answer.StatusCode, answer.Header("Location")));
        Assert.Contains("hello", await page.ReadAsync(crud.Page), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/@andrew/status/not-a-uuid")]
    [InlineData("/@andrew/status/01890000-0000-7000-8000-000000000000")]
    [InlineData("/@andrew/status/")]
    [InlineData("/nothing/here")]
    public async Task What_is_not_there_is_a_friendly_page(string path)
    {
        var app = shared.App;
        var page = app.Pages();
        using var answer = await page.OpenAsync(path);
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Equal("text/html; charset=utf-8", answer.Header("Content-Type"));
        Assert.Contains("<h1>Gone, or never here</h1>", page.Html, StringComparison.Ordinal);
        Assert.Contains("Go home", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_that_is_sent_twice_posts_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Andrew);
        await pages.ReadAsync("/");
        var fields = pages.HiddenFields("/cruds");
        (fields["message"], fields["ttl"]) = ("hello", "1-hour");
        for (var time = 0; time < 2; time++)
        {
            using var answer = await pages.PostAsync("/cruds", fields);
            Assert.Equal((303, "/?notice=posted"), ((int)answer.StatusCode, answer.Header("Location")));
        }
        Assert.Equal(1, await app.CountAsync("activities"));
        Assert.Contains("hello", await pages.ReadAsync("/?notice=posted"), StringComparison.Ordinal);
        Assert.Contains("Posted.", pages.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_form_keeps_what_was_written_and_says_every_reason()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Andrew);
        await pages.ReadAsync("/");
        var text = "<b>" + new string('x', 300);
        using var answer = await pages.SubmitAsync("/cruds", new Dictionary<string, string> { ["message"] = text, ["ttl"] = "for ever" });
        Assert.Equal(422, (int)answer.StatusCode);
        Assert.Contains("Choose how long the crud may live.", pages.Text, StringComparison.Ordinal);
        Assert.Contains("at most 280 characters", pages.Text, StringComparison.Ordinal);
        Assert.Contains(text, pages.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>xxx", pages.Html, StringComparison.Ordinal);

        using var second = await pages.SubmitAsync("/cruds", new Dictionary<string, string> { ["message"] = "shorter", ["ttl"] = "1-day" });
        Assert.Equal(303, (int)second.StatusCode);
        Assert.Equal(1, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task Turbo_gets_the_new_crud_and_a_fresh_composer_instead_of_a_page()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Andrew);
        await pages.ReadAsync("/");
        static void AsTurbo(HttpRequestMessage request)
        {
            request.Headers.Remove("Accept");
            request.Headers.Add("Accept", "text/vnd.turbo-stream.html, text/html, application/xhtml+xml");
        }
        var before = pages.HiddenFields("/cruds")["key"];
        using var answer = await pages.SubmitAsync("/cruds", new Dictionary<string, string> { ["message"] = "hello", ["ttl"] = "1-day" }, AsTurbo);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.StartsWith("text/vnd.turbo-stream.html", answer.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Contains("hello", pages.Text, StringComparison.Ordinal);
        Assert.NotEqual(before, pages.HiddenFields("/cruds")["key"]);

        using var refused = await pages.SubmitAsync("/cruds", new Dictionary<string, string> { ["message"] = " ", ["ttl"] = "1-day" }, AsTurbo);
        Assert.Equal(422, (int)refused.StatusCode);
        Assert.Contains("Write something first", pages.Text, StringComparison.Ordinal);
        Assert.Equal(1, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task A_guest_who_sends_the_form_is_asked_to_sign_in()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = app.Pages();
        using var answer = await pages.PostAsync("/cruds", new Dictionary<string, string> { ["message"] = "hello", ["ttl"] = "1-day" });
        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Contains("Please sign in", pages.Text, StringComparison.Ordinal);
    }
}
