using System.Net;
using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using FsCheck.Fluent;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Search;

public sealed class SearchCrudsTests(PostgresCluster cluster)
{
    private const string Path = "/api/activities/search";

    private static string Of(string term) => $"{Path}?term={Uri.EscapeDataString(term)}";

    private static async Task<IEnumerable<string>> FoundAsync(HttpClient api, string term) => await api.MessagesAsync(Of(term));

    private static async Task SayAsync(TestApp app, Person person, string language, params string[] messages)
    {
        var api = await app.ApiAsync(person);
        foreach (var message in messages)
        {
            await (await api.PostJsonAsync("/api/activities", new JsonObject { ["message"] = message, ["ttl"] = "7-days", ["language"] = language }.ToJsonString())).BodyAsync(200);
            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Words_are_found_in_every_form_in_their_own_language_without_accents_and_case()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await SayAsync(app, Andrew, "en", "My cats were running through the Café", "Nothing to see here", "Straße and #CloudCamp, don't miss foo-bar_baz");
        await SayAsync(app, Bayko, "de", "Die alten Häuser am Kanal");
        await SayAsync(app, Londo, "ja", "東京タワーはきれい");
        var guest = app.Api();
        async Task OneAsync(string term, string begin) => Assert.StartsWith(begin, Assert.Single(await FoundAsync(guest, term)), StringComparison.Ordinal);
        foreach (var term in new[] { "cat", "CATS", "runs cafe", "running café", "thro", "cat \"through the\"", "\"My cats\"", "cat -dog" }) await OneAsync(term, "My cats");
        foreach (var term in new[] { "strasse", "#cloudcamp", "cloudc", "don't", "\"foo bar\"", "foo-bar", "baz" }) await OneAsync(term, "Straße");
        foreach (var term in new[] { "hauser", "HÄUSER", "Häu" }) await OneAsync(term, "Die alten");
        foreach (var term in new[] { "東京", "タワー", "きれい" }) await OneAsync(term, "東京");
        Assert.Empty(await FoundAsync(guest, "cats dogs"));
        Assert.Empty(await FoundAsync(guest, "\"cats my\""));
        Assert.Empty(await FoundAsync(guest, "cat -running"));
        Assert.Empty(await FoundAsync(guest, "ats"));
        Assert.Empty(await FoundAsync(guest, "kanalen alter"));
        guest.DefaultRequestHeaders.Add("Accept-Language", "de-CH,de;q=0.9");
        await OneAsync("kanalen alter", "Die alten");
    }

    [Fact]
    public async Task Conditions_narrow_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await SayAsync(app, Andrew, "en", "plum cake on monday");
        app.Clock.Advance(TimeSpan.FromDays(1));
        await SayAsync(app, Bayko, "en", "plum cake on tuesday");
        var (guest, day) = (app.Api(), app.Now.UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(2, (await FoundAsync(guest, "plum")).Count());
        Assert.Equal(["plum cake on tuesday"], await FoundAsync(guest, $"plum since:{day}"));
        Assert.Equal(["plum cake on tuesday"], await FoundAsync(guest, $"since:{day}"));
        Assert.Equal(["plum cake on monday"], await FoundAsync(guest, "from:@Andrew plum"));
        Assert.Equal(["plum cake on monday"], await FoundAsync(guest, "from:andrew"));
        Assert.Equal(["plum cake on tuesday", "plum cake on monday"], await FoundAsync(guest, "from:andrew from:@bayko"));
        Assert.Equal(["plum cake on tuesday"], await FoundAsync(guest, "from:andrew from:@bayko -monday"));
        Assert.Empty(await FoundAsync(guest, "from:nobody plum"));
    }

    [Fact]
    public async Task What_is_over_deleted_edited_or_not_for_the_viewer_is_never_found()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var short_ = await bayko.PostCrudAsync("a zebra for an hour", "1-hour");
        var crud = await bayko.PostCrudAsync("a zebra that stays");
        await (await andrew.PostJsonAsync($"/api/activities/{crud.Uuid}/reply", """{"message":"which zebra?"}""")).BodyAsync(200);
        Assert.Equal(3, (await FoundAsync(andrew, "zebra")).Count());
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.DoesNotContain(short_.Message, await FoundAsync(andrew, "zebra"));
        var edited = await bayko.PostCrudAsync("a zebra by mistake");
        await (await bayko.PutAsync($"/api/activities/{edited.Uuid}", Api.Json(new JsonObject { ["message"] = "a giraffe" }))).BodyAsync(200);
        Assert.Equal(["a giraffe"], await FoundAsync(andrew, "giraffe"));
        Assert.Equal(2, (await FoundAsync(andrew, "zebra")).Count());
        await app.SqlAsync("insert into blocks (blocker_uuid, blocked_uuid, created_at) values ($1, $2, $3)", Bayko.Uuid, Andrew.Uuid, app.Now);
        Assert.Equal(["which zebra?"], await FoundAsync(andrew, "zebra"));
        Assert.Empty(await FoundAsync(andrew, "zebra from:bayko"));
        await app.SqlAsync("delete from blocks");
        foreach (var change in new[] { "update users set disabled_at = $1 where handle = 'bayko'", "update users set disabled_at = null, delete_at = $1 where handle = 'bayko'" })
        {
            await app.SqlAsync(change, app.Now);
            Assert.Equal(["which zebra?"], await FoundAsync(andrew, "zebra"));
            Assert.Empty(await FoundAsync(andrew, "from:bayko"));
        }
        await app.SqlAsync("update users set delete_at = null where handle = 'bayko'");
        await app.SqlAsync("delete from activities where uuid = $1", crud.Uuid);
        Assert.Empty(await FoundAsync(andrew, "zebra"));
        await app.SqlAsync("delete from activities");
        Assert.Equal(0, await app.CountAsync("activity_words"));
    }

    [Fact]
    public async Task Pages_together_have_every_match_once_and_the_better_of_two_comes_first()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("""
            insert into activities (uuid, user_uuid, message, created_at, expires_at)
            select gen_random_uuid(), $1, case when n % 2 = 0 then 'needle ' else 'straw ' end || n, $2::timestamptz - n * interval '1 minute', $2::timestamptz + interval '1 day' from generate_series(1, 530) n
            """, Andrew.Uuid, app.Now);
        await app.SqlAsync("""
            insert into activities (uuid, user_uuid, message, created_at, expires_at)
            select gen_random_uuid(), $1, 'a needle and another needle, needle upon needle', $2::timestamptz - interval '65 minutes', $2::timestamptz + interval '1 day'
            """, Andrew.Uuid, app.Now);
        var api = app.Api();
        List<string> all = [];
        var (path, pages) = ((string?)$"{Path}?term=needle&limit=30", 0);
        while (path is not null)
        {
            using var answer = await api.GetAsync(path);
            all.AddRange((await answer.ReadAsync<List<Crud>>()).Select(crud => crud.Message));
            path = answer.Header("Link")?.Split('<', '>')[1];
            pages++;
        }
        Assert.Equal(266, all.Count);
        Assert.Equal(266, all.Distinct().Count());
        Assert.True(pages is 9 or 10, $"{pages} pages");
        Assert.StartsWith("a needle and another", all[0], StringComparison.Ordinal);
        Assert.Equal("needle 2", all[1]);
        Assert.Equal(265, (await api.CrudsAsync($"{Path}?term=straw&limit=100")).Count + 165);
        Assert.Equal(400, await api.StatusAsync($"{Path}?term=straw&before=nonsense"));
        Assert.Equal(422, await api.StatusAsync($"{Path}?term=straw&limit=101"));
    }

    [Fact]
    public async Task Rare_and_frequent_words_are_found_however_deep_they_lie()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("""
            insert into activities (uuid, user_uuid, message, created_at, expires_at)
            select gen_random_uuid(), $1, 'the same old song' || case when n = 7900 then ' with a zither' when n % 100 = 0 then ' with a drum' when n > 7500 then ' from long ago' else '' end,
              $2::timestamptz - n * interval '1 minute', $2::timestamptz + interval '1 day' from generate_series(1, 8000) n
            """, Andrew.Uuid, app.Now);
        var api = app.Api();
        Assert.Single(await FoundAsync(api, "zither"));
        Assert.Single(await FoundAsync(api, "the zither son"));
        Assert.Single(await FoundAsync(api, "song \"a zither\" -drum"));
        Assert.Equal(79, (await api.CrudsAsync($"{Path}?term=drum&limit=100")).Count);
        Assert.Equal(100, (await api.CrudsAsync($"{Path}?term=long&limit=100")).Count);
        Assert.Equal(100, (await api.CrudsAsync($"{Path}?term=song&limit=100")).Count);
    }

    [Fact]
    public async Task The_original_contract_holds_and_bad_terms_get_all_their_codes()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = await app.ApiAsync(Andrew);
        await api.PostCrudAsync("I began #100DaysOfCloud today");
        var found = (await (await api.GetAsync(Of("#100DaysOfCloud"))).JsonAsync()).AsArray().Single()!.AsObject();
        Assert.Equal("andrew", (string)found["handle"]!);
        foreach (var field in new[] { "uuid", "message", "created_at" }) Assert.NotNull(found[field]);
        Assert.Equal("""["search_term_blank"]""", await (await api.GetAsync(Path)).BodyAsync(422));
        Assert.Equal("""["search_term_blank"]""", await (await api.GetAsync($"{Path}?term=")).BodyAsync(422));
        Assert.Equal("""["search_from_invalid","search_since_invalid"]""", await (await api.GetAsync(Of("from:! since:x"))).BodyAsync(422));
        Assert.Equal("""["search_term_too_long"]""", await (await api.GetAsync(Of(new string('a', 5_000)))).BodyAsync(422));
        Assert.True((int)(await api.GetAsync(Of(new string('a', 10_000)))).StatusCode is 414 or 422);
        Assert.Equal("[]", await (await api.GetAsync(Of("̸̷x̷"))).BodyAsync(200));
    }

    [Fact]
    public async Task No_text_breaks_any_search()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = await app.ApiAsync(Andrew);
        await api.PostCrudAsync("cloud camp in Café 東京 with don't and #tag");
        var pages = app.Pages();
        var typed = SearchTermTests.Typed.Sample(150, 40).Append("\u1100\u1161 \u0300 x").Append("ﷺ ﷺ ﷺ").Append("a\u0e33b").Append("\u2044\u00bd 1");
        foreach (var term in typed)
        {
            foreach (var path in new[] { Path, "/api/search/people", "/api/search/tags" })
            {
                using var answer = await api.GetAsync($"{path}?term={Uri.EscapeDataString(Sound(term))}");
                var body = await answer.Content.ReadAsStringAsync();
                Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.UnprocessableEntity or HttpStatusCode.RequestUriTooLong, $"{path} answered '{term}' with {answer.StatusCode}: {body}");
            }
        }
        foreach (var kind in new[] { "cruds", "people", "tags", "nonsense" }) Assert.Contains("name=\"term\"", await pages.ReadAsync($"/search?term=cloud&in={kind}"), StringComparison.Ordinal);
    }

    /// <summary>Lone surrogates cannot stand in an address.</summary>
    private static string Sound(string term) => string.Concat(term.EnumerateRunes());
}
