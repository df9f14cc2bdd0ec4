using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Accounts;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Filters;

public sealed class FilterTests(PostgresCluster cluster)
{
    [Fact]
    public async Task What_is_hidden_is_left_out_of_every_list_and_covered_where_it_is_asked_for()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        await SetAsync(bayko, "spoiler", "hide");
        var hidden = await andrew.PostCrudAsync("A #Spoiler: he dies");
        var shown = await andrew.PostCrudAsync("Nothing happens");
        await app.ReplyAsync(shown.Uuid, Andrew, "no spoiler here?", shown.ExpiresAt);
        foreach (var list in new[] { "/api/activities/home", "/api/activities/explore" })
            Assert.Equal(["Nothing happens"], await bayko.MessagesAsync(list));
        Assert.Empty(await bayko.MessagesAsync("/api/tags/spoiler"));
        Assert.Empty((await (await bayko.GetAsync($"/api/activities/{shown.Uuid}")).JsonAsync())["replies"]!.AsArray());
        Assert.Equal(["Nothing happens"], (await (await bayko.GetAsync("/api/activities/@andrew")).JsonAsync())["activities"]!.AsArray().Select(crud => crud!["message"]!.GetValue<string>()));
        Assert.Equal("spoiler", (await (await bayko.GetAsync($"/api/activities/{hidden.Uuid}")).JsonAsync())["activity"]!["filtered_by"]!.GetValue<string>());
        var page = await (await app.PagesAsync(Bayko)).ReadAsync(hidden.Page);
        Assert.Contains("Filtered: <bdi>spoiler</bdi>", page, StringComparison.Ordinal);
        // For everybody else nothing has changed, nor for its author.
        Assert.Equal(2, (await andrew.MessagesAsync("/api/activities/explore")).Count());
        Assert.Equal(2, (await app.Api().MessagesAsync("/api/activities/explore")).Count());
        await SetAsync(andrew, "spoiler", "hide");
        Assert.Equal(2, (await andrew.MessagesAsync("/api/activities/explore")).Count());
    }

    [Fact]
    public async Task What_is_warned_of_is_covered_with_what_it_quotes()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var quoted = await andrew.PostCrudAsync("the RÉD wedding");
        using (var quote = await andrew.PostJsonAsync("/api/activities", $$"""{"message":"look","ttl":"1-day","quote_uuid":"{{quoted.Uuid}}"}""")) await quote.BodyAsync(200);
        await SetAsync(bayko, "red wedding", "warn");
        var feed = await (await bayko.GetAsync("/api/activities/explore")).JsonAsync();
        Assert.Equal(["red wedding", "red wedding"], feed.AsArray().Select(crud => crud!["filtered_by"]!.GetValue<string>()));
        Assert.Null((await (await andrew.GetAsync("/api/activities/explore")).JsonAsync())[0]!["filtered_by"]);
    }

    [Fact]
    public async Task Pages_are_filled_up_and_paging_reaches_everything_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var bayko = await app.ApiAsync(Bayko);
        await SetAsync(bayko, "noise", "hide");
        // Every fourth is worth reading; before them, a flood of 400 that is not.
        await app.SqlAsync("""
            insert into activities (uuid, user_uuid, message, expires_at, created_at)
            select gen_random_uuid(), $1, case when n > 400 and n % 4 = 0 then 'signal ' || n else 'noise ' || n end, $2::timestamptz + interval '1 day', $2::timestamptz - make_interval(secs => n)
            from generate_series(1, 600) n
            """, Andrew.Uuid, app.Now);
        List<string> seen = [];
        var (path, pages) = ((string?)"/api/activities/explore?limit=7", 0);
        while (path is not null)
        {
            using var answer = await bayko.GetAsync(path);
            var cruds = await answer.ReadAsync<List<Crud>>();
            path = answer.Header("Link") is { } link ? link[1..link.IndexOf('>', StringComparison.Ordinal)] : null;
            if (path is not null) Assert.Equal(7, cruds.Count);
            seen.AddRange(cruds.Select(crud => crud.Message));
            Assert.True(++pages < 20);
        }
        Assert.Equal(Enumerable.Range(401, 200).Where(n => n % 4 == 0).Select(n => $"signal {n}"), seen);
    }

    [Fact]
    public async Task A_flood_without_end_is_covered_at_last_so_that_the_list_goes_on()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var bayko = await app.ApiAsync(Bayko);
        await SetAsync(bayko, "noise", "hide");
        await app.SqlAsync("""
            insert into activities (uuid, user_uuid, message, expires_at, created_at)
            select gen_random_uuid(), $1, 'noise', $2::timestamptz + interval '1 day', $2::timestamptz - make_interval(secs => n) from generate_series(1, 4000) n
            """, Andrew.Uuid, app.Now);
        using var answer = await bayko.GetAsync("/api/activities/explore");
        var cruds = (await answer.JsonAsync()).AsArray();
        Assert.Equal(20, cruds.Count);
        Assert.All(cruds, crud => Assert.Equal("noise", crud!["filtered_by"]!.GetValue<string>()));
        Assert.NotNull(answer.Header("Link"));
    }

    [Fact]
    public async Task A_filter_ends_at_its_time_and_setting_the_phrase_again_changes_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        await andrew.PostCrudAsync("about elections", "30-days");
        var first = await SetAsync(bayko, "Elections", "hide", 1);
        var second = await SetAsync(bayko, "élections", "hide", 7);
        Assert.Equal((first["uuid"]!.GetValue<Guid>(), 1), (second["uuid"]!.GetValue<Guid>(), await app.CountAsync("word_filters")));
        app.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        Assert.Empty(await bayko.MessagesAsync("/api/activities/explore"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await bayko.MessagesAsync("/api/activities/explore"));
        Assert.Equal("[]", await (await bayko.GetAsync("/api/filters")).BodyAsync(200));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("word_filters"));
    }

    [Fact]
    public async Task Nobody_takes_away_anothers_filter_or_the_servers()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        var (bayko, londo) = (await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        var own = (await SetAsync(bayko, "mine", "hide"))["uuid"]!.GetValue<Guid>();
        var servers = (await SetAsync(londo, "ours", "refuse", path: "/api/admin/filters"))["uuid"]!.GetValue<Guid>();
        foreach (var (api, path) in new[] { (await app.ApiAsync(Andrew), $"/api/filters/{own}"), (londo, $"/api/admin/filters/{own}"), (bayko, $"/api/filters/{servers}") })
        {
            using var answer = await api.DeleteAsync(path);
            Assert.Equal(204, (int)answer.StatusCode);
        }
        Assert.Equal(2, await app.CountAsync("word_filters"));
        foreach (var (api, path) in new[] { (bayko, $"/api/filters/{own}"), (londo, $"/api/admin/filters/{servers}") }) (await api.DeleteAsync(path)).Dispose();
        Assert.Equal(0, await app.CountAsync("word_filters"));
        Assert.Equal(["filter.drop", "filter.set"], await ActionsAsync(app));
    }

    [Theory]
    [InlineData("""{"phrase":"…","action":"hide"}""", "phrase_blank")]
    [InlineData("""{"phrase":"{LONG}","action":"refuse","days":2}""", "phrase_exceed_max_chars action_invalid days_invalid")]
    [InlineData("{}", "phrase_blank action_invalid")]
    public async Task What_is_wrong_with_a_filter_is_told_whole(string body, string codes)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var bayko = await app.ApiAsync(Bayko);
        using var refused = await bayko.PutAsync("/api/filters", Api.Json(JsonNode.Parse(body.Replace("{LONG}", new string('x', 101), StringComparison.Ordinal))!));
        Assert.Equal(codes.Split(' '), (await refused.JsonAsync(422)).AsArray().Select(code => code!.GetValue<string>()));
        await app.SqlAsync("insert into word_filters (uuid, user_uuid, phrase, folded, action, created_at) select gen_random_uuid(), $1, 'w' || n, ' w' || n || ' ', 'hide', $2 from generate_series(1, 200) n", Bayko.Uuid, app.Now);
        using var tooMany = await bayko.PutAsync("/api/filters", Api.Json(new JsonObject { ["phrase"] = "one more", ["action"] = "hide" }));
        Assert.Equal("""["filter_too_many"]""", await tooMany.BodyAsync(422));
        await SetAsync(bayko, "w7", "warn");
    }

    [Fact]
    public async Task What_the_server_refuses_is_not_posted_answered_or_edited_in_and_the_text_is_kept()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("innocent");
        await SetAsync(await app.ApiAsync(Londo), "casino", "refuse", path: "/api/admin/filters");
        using (var posted = await andrew.TryCrudAsync("Best #Casinò in town")) Assert.Equal("""["message_refused"]""", await posted.BodyAsync(422));
        using (var warned = await andrew.PostJsonAsync("/api/activities", """{"message":"x","content_warning":"casino","ttl":"1-day"}""")) await warned.BodyAsync(422);
        using (var replied = await andrew.PostJsonAsync($"/api/activities/{crud.Uuid}/reply", """{"message":"a casino"}""")) await replied.BodyAsync(422);
        using (var edited = await andrew.PutAsync($"/api/activities/{crud.Uuid}", Api.Json(new JsonObject { ["message"] = "a casino" }))) await edited.BodyAsync(422);
        using (var both = await andrew.TryCrudAsync("a casino", "never")) Assert.Equal("""["ttl_blank","message_refused"]""", await both.BodyAsync(422));
        var pages = await app.PagesAsync(Andrew);
        foreach (var (page, action) in new[] { ("/", "/cruds"), (crud.Page, $"{crud.Page}/reply"), ($"{crud.Page}/edit", $"{crud.Page}/edit") })
        {
            await pages.ReadAsync(page);
            using var refused = await pages.SubmitAsync(action, new Dictionary<string, string> { ["message"] = "my long text on a casino", ["ttl"] = "1-day" });
            await refused.BodyAsync(422);
            Assert.Contains("a word or phrase that this server does not allow", pages.Text, StringComparison.Ordinal);
            Assert.Contains("my long text on a casino", pages.Text, StringComparison.Ordinal);
        }
        Assert.Equal(1, await app.CountAsync("activities"));
        await andrew.PostCrudAsync("casinos are another word, \uFFFE and this is none");
    }

    [Fact]
    public async Task What_the_server_hides_or_warns_of_is_so_for_guests_too_at_once_here_and_soon_elsewhere()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var other = await app.StartAnotherAsync();
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        var (andrew, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Londo));
        await andrew.PostCrudAsync("some gore");
        await andrew.PostCrudAsync("a scam");
        Assert.Equal(2, (await app.Api().MessagesAsync("/api/activities/explore")).Count());
        Assert.Equal(2, (await other.Api().MessagesAsync("/api/activities/explore")).Count());
        await SetAsync(londo, "scam", "hide", path: "/api/admin/filters");
        await SetAsync(londo, "gore", "warn", path: "/api/admin/filters");
        Assert.Equal(["some gore"], await app.Api().MessagesAsync("/api/activities/explore"));
        Assert.Contains("Filtered: <bdi>gore</bdi>", await app.Pages().ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal(2, (await andrew.MessagesAsync("/api/activities/explore")).Count());
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["some gore"], await other.Api().MessagesAsync("/api/activities/explore"));
    }

    [Fact]
    public async Task The_pages_set_and_take_away_filters_and_keep_what_was_refused()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        foreach (var (person, path) in new[] { (Bayko, "/settings/filters"), (Londo, "/admin/filters") })
        {
            var pages = await app.PagesAsync(person);
            using (var refused = await pages.FillInAsync(path, ("phrase", "!!!"), ("action", "hide"))) await refused.BodyAsync(422);
            Assert.Contains("Enter a word or phrase", pages.Text, StringComparison.Ordinal);
            Assert.Contains("value=\"!!!\"", pages.Text, StringComparison.Ordinal);
            using (var saved = await pages.FillInAsync(path, ("phrase", "Football"), ("action", "hide"), ("days", "7"))) Assert.Equal($"{path}?notice=filter-saved", saved.LeadsTo());
            var page = await pages.ReadAsync(path);
            Assert.Contains("<bdi>Football</bdi>", page, StringComparison.Ordinal);
            var remove = System.Text.RegularExpressions.Regex.Match(page, $"action=\"({path}/[^\"]+/remove)\"").Groups[1].Value;
            using (var removed = await pages.SubmitAsync(remove, new Dictionary<string, string>())) Assert.Equal($"{path}?notice=filter-removed", removed.LeadsTo());
        }
        Assert.Equal(0, await app.CountAsync("word_filters"));
    }

    private static async Task<JsonNode> SetAsync(HttpClient api, string phrase, string action, int? days = null, string path = "/api/filters")
    {
        using var answer = await api.PutAsync(path, Api.Json(new JsonObject { ["phrase"] = phrase, ["action"] = action, ["days"] = days }));
        return await answer.JsonAsync();
    }

    private static async Task<IReadOnlyList<string>> ActionsAsync(TestApp app)
    {
        List<string> actions = [];
        await using var command = app.Rows.CreateCommand("select action from platform.audit order by action");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) actions.Add(reader.GetString(0));
        return actions;
    }
}
