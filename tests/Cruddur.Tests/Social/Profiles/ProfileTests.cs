using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Profiles;

/// <summary>A person's page, and following them.</summary>
public sealed class ProfileTests(PostgresCluster cluster)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_profile_shows_a_person_and_their_live_cruds_only()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await andrew.PostCrudAsync("short", "1-hour");
        var lasting = await andrew.PostCrudAsync("lasting");
        await (await app.ApiAsync(Bayko)).PostCrudAsync("somebody else's");
        await app.ReplyAsync(lasting.Uuid, Andrew, "a reply", lasting.ExpiresAt);
        var before = await ShownAsync(app.Api());
        Assert.Equal((2, 2), ((int)before["profile"]!["cruds_count"]!, before["activities"]!.AsArray().Count));
        app.Clock.Advance(TimeSpan.FromHours(1));
        var after = await ShownAsync(app.Api());
        Assert.Equal((1, "lasting"), ((int)after["profile"]!["cruds_count"]!, (string)after["activities"]!.AsArray().Single()!["message"]!));
        Assert.Null(after["profile"]!["current_user_follows"]);
        Assert.Equal(404, await app.Api().StatusAsync("/api/activities/@nobody_here"));
    }

    [Fact]
    public async Task Following_may_be_repeated_and_fills_the_home_page()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("by andrew");
        await (await app.ApiAsync(People.All[2])).PostCrudAsync("by a third");
        var bayko = await app.ApiAsync(Bayko);
        for (var time = 0; time < 2; time++)
        {
            using var put = await bayko.PutAsync("/api/users/@andrew/follow", null, Ct);
            Assert.Equal("""{"handle":"andrew","following":true,"requested":false}""", await put.BodyAsync(200));
        }
        Assert.Equal(["by andrew"], await bayko.MessagesAsync("/api/activities/home"));
        var shown = (await ShownAsync(bayko))["profile"]!;
        Assert.Equal((1, 0, true), ((int)shown["followers_count"]!, (int)shown["following_count"]!, (bool)shown["current_user_follows"]!));
        for (var time = 0; time < 2; time++)
        {
            using var delete = await bayko.DeleteAsync("/api/users/@andrew/follow", Ct);
            Assert.Equal("""{"handle":"andrew","following":false,"requested":false}""", await delete.BodyAsync(200));
        }
        Assert.Equal(0, await app.CountAsync("follows"));
    }

    [Fact]
    public async Task Nobody_follows_themselves_a_stranger_or_as_a_guest()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var bayko = await app.ApiAsync(Bayko);
        using var self = await bayko.PutAsync("/api/users/@Bayko/follow", null, Ct);
        Assert.Equal("""["follow_self"]""", await self.BodyAsync(422));
        using var unknown = await bayko.PutAsync("/api/users/@nobody_here/follow", null, Ct);
        Assert.Equal(404, (int)unknown.StatusCode);
        using var guest = await app.Api().PutAsync("/api/users/@andrew/follow", null, Ct);
        Assert.Equal("{}", await guest.BodyAsync(401));
        Assert.Equal(0, await app.CountAsync("follows"));
    }

    [Fact]
    public async Task The_page_works_without_scripts()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("on the profile");
        var pages = await app.PagesAsync(Bayko);
        Assert.Contains("on the profile", await pages.ReadAsync("/@andrew"), StringComparison.Ordinal);
        using var followed = await pages.SubmitAsync("/@andrew/follow", new Dictionary<string, string> { ["follow"] = "true" });
        Assert.Equal((303, "/@andrew"), ((int)followed.StatusCode, followed.Header("Location")));
        Assert.Contains("Following Andrew", await pages.ReadAsync("/@andrew"), StringComparison.Ordinal);
        using var capitals = await pages.OpenAsync("/@ANDREW");
        Assert.Equal((302, "/@andrew"), ((int)capitals.StatusCode, capitals.Header("Location")));
        using var nobody = await pages.OpenAsync("/@nobody_here");
        Assert.Equal(404, (int)nobody.StatusCode);
        Assert.DoesNotContain("/bayko/follow", await pages.ReadAsync("/@bayko"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_cruds_follow_by_page()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        foreach (var number in Enumerable.Range(1, 25))
        {
            await andrew.PostCrudAsync($"crud {number}");
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        var pages = app.Pages();
        Assert.DoesNotContain(">crud 5<", await pages.ReadAsync("/@andrew"), StringComparison.Ordinal);
        var older = System.Text.RegularExpressions.Regex.Match(pages.Text, "/@andrew\\?before=[^\"]+").Value;
        Assert.Contains(">crud 5<", await pages.ReadAsync(older), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_tab_goes_on_on_its_next_page_without_repeating_or_missing_anything()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        foreach (var number in Enumerable.Range(1, 25))
        {
            var question = await bayko.PostCrudAsync($"question {number}.");
            await andrew.PostCrudAsync($"crud {number}.");
            await (await andrew.PostJsonAsync($"/api/activities/{question.Uuid}/reply", $$"""{"message":"answer {{number}}."}""")).BodyAsync(200);
            await (await andrew.PutAsync($"/api/activities/{question.Uuid}/like", null, Ct)).BodyAsync(200);
            app.Clock.Advance(TimeSpan.FromSeconds(1));
        }
        foreach (var (path, word) in new[] { ("/@andrew", "crud"), ("/@andrew/replies", "answer"), ("/@andrew/likes", "question") })
        {
            List<string> read = [];
            var pages = app.Pages();
            for (var at = path; at.Length > 0; at = System.Text.RegularExpressions.Regex.Match(pages.Text, $"{path}\\?before=[^\"]+").Value)
            {
                await pages.ReadAsync(at);
                read.AddRange(System.Text.RegularExpressions.Regex.Matches(pages.Text, $">({word} [0-9]+)\\.<").Select(match => match.Groups[1].Value));
            }
            Assert.Equal(Enumerable.Range(1, 25).Reverse().Select(number => $"{word} {number}"), read);
        }
    }

    [Fact]
    public async Task Faces_lead_to_their_person_and_ones_own_page_to_its_settings()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Bayko)).PostCrudAsync("hello");
        var pages = await app.PagesAsync(Andrew);
        Assert.Contains("<a class=\"crud-face\" href=\"/@bayko\"", await pages.ReadAsync("/explore"), StringComparison.Ordinal);
        Assert.Contains("href=\"/settings/profile\"", await pages.ReadAsync("/@andrew"), StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/settings/profile\"", await pages.ReadAsync("/@bayko"), StringComparison.Ordinal);
    }

    private static async Task<JsonNode> ShownAsync(HttpClient api)
    {
        using var answer = await api.GetAsync("/api/activities/@andrew", Ct);
        return await answer.JsonAsync();
    }

    [Fact]
    public async Task Tabs_show_cruds_replies_and_likes_and_counts_leave_out_what_has_expired()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var question = await bayko.PostCrudAsync("question");
        await andrew.PostCrudAsync("short", "1-hour");
        await andrew.PostCrudAsync("long");
        for (var n = 0; n < 3; n++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await (await andrew.PostJsonAsync($"/api/activities/{question.Uuid}/reply", $$"""{"message":"answer {{n}}"}""")).BodyAsync(200);
        }
        await (await andrew.PutAsync($"/api/activities/{question.Uuid}/like", null)).BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromHours(1));
        async Task<IEnumerable<string>> Messages(string path) =>
            (await (await app.Api().GetAsync(path)).JsonAsync())["activities"]!.AsArray().Select(crud => (string)crud!["message"]!);
        Assert.Equal(["long"], await Messages("/api/activities/@andrew"));
        Assert.Equal(["question"], await Messages("/api/activities/@andrew/likes"));
        using var first = await app.Api().GetAsync("/api/activities/@andrew/replies?limit=2");
        Assert.Equal(["answer 2", "answer 1"], (await first.JsonAsync())["activities"]!.AsArray().Select(crud => (string)crud!["message"]!));
        Assert.Equal(["answer 0"], await Messages(first.Header("Link")!.Split('<', '>')[1]));
        Assert.Equal(1, (int)(await (await app.Api().GetAsync("/api/activities/@andrew")).JsonAsync())["profile"]!["cruds_count"]!);
        Assert.Contains("answer 1", await app.Pages().ReadAsync("/@andrew/replies"), StringComparison.Ordinal);
        Assert.Contains("question", await app.Pages().ReadAsync("/@andrew/likes"), StringComparison.Ordinal);
    }
}
