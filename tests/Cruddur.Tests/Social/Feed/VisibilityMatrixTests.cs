using System.Text.RegularExpressions;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Rules;
using Microsoft.AspNetCore.Routing;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Feed;

/// <summary>
/// Every address that anything can be read at, found by asking the program for its routes, and who meets bayko there: whom
/// andrew blocks, who blocks andrew, whom andrew mutes. A new route is in it by itself.
/// </summary>
public sealed partial class VisibilityMatrixTests(PostgresCluster cluster)
{
    /// <summary>Where one sees whom one blocks oneself: by name, so that one can unblock them, and without a word of theirs.</summary>
    private static readonly string[] OfOnesBlocks =
    [
        "/@bayko", "/@bayko/block", "/@bayko/likes", "/@bayko/replies", "/api/activities/@bayko", "/api/activities/@bayko/likes", "/api/activities/@bayko/replies",
        "/api/blocks", "/settings/blocks",
    ];

    /// <summary>Feeds, where one does not meet whom one mutes.</summary>
    private static readonly string[] Feeds =
    [
        "/", "/api/activities/explore", "/api/activities/home", "/api/activities/notifications", "/api/activities/trending", "/api/tags/cloud", "/explore", "/notifications",
        "/tags/cloud", "/tags/cloud.atom", "/tags/cloud.rss",
    ];

    /// <summary>Lists that say who follows andrew, and whom andrew follows.</summary>
    private static readonly string[] Follows =
        ["/@andrew/followers", "/@andrew/following", "/api/users/@andrew/followers", "/api/users/@andrew/following"];

    /// <summary>Places where andrew must meet bayko before anything is between them; else the test would prove nothing.</summary>
    private static readonly string[] Least =
    [
        .. Feeds, .. Follows, "/@bayko", "/@bayko/followers", "/@bayko/following", "/@londo/followers", "/@londo/following", "/@londo/likes", "/@andrew/likes", "/api/activities/@bayko",
        "/api/bookmarks", "/bookmarks", "/api/follow-requests", "/requests", "/api/users?prefix=ba", "/people?prefix=ba", "/api/users/@bayko/short",
    ];

    [Fact]
    public async Task A_block_hides_each_from_the_other_everywhere_and_from_nobody_else()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app, isQuoted: true);
        var (before, third, guest) = (await scene.MetByAsync(Andrew), await scene.MetByAsync(Londo), await scene.MetByAsync(null));
        Assert.Empty(Least.Except(before));
        await (await (await app.ApiAsync(Andrew)).PutAsync("/api/users/@bayko/block", null)).BodyAsync(200);
        Assert.Equal(OfOnesBlocks, await scene.MetByAsync(Andrew));
        Assert.Empty(await scene.MetByAsync(Andrew, "by bayko"));
        Assert.Equal(third.Except(Follows), await scene.MetByAsync(Londo));
        Assert.Equal(guest.Except(Follows), await scene.MetByAsync(null));
        await scene.AssertNothingCanBeDoneAsync(Andrew);

        await app.SqlAsync("update blocks set blocker_uuid = $1, blocked_uuid = $2", Bayko.Uuid, Andrew.Uuid);
        Assert.Empty(await scene.MetByAsync(Andrew));
        Assert.Equal(third.Except(Follows), await scene.MetByAsync(Londo));
        await scene.AssertNothingCanBeDoneAsync(Andrew);
    }

    [Fact]
    public async Task A_mute_hides_from_the_muters_feeds_alone()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app, isQuoted: false);
        var (before, third, guest, muted) = (await scene.MetByAsync(Andrew), await scene.MetByAsync(Londo), await scene.MetByAsync(null), await scene.MetByAsync(Bayko, "by andrew"));
        await (await (await app.ApiAsync(Andrew)).PutAsync("/api/users/@bayko/mute", null)).BodyAsync(200);
        Assert.Equal(before.Except(Feeds).Concat(["/api/mutes", "/settings/mutes"]).Order(StringComparer.Ordinal), await scene.MetByAsync(Andrew));
        Assert.Equal(third, await scene.MetByAsync(Londo));
        Assert.Equal(guest, await scene.MetByAsync(null));
        Assert.Equal(muted, await scene.MetByAsync(Bayko, "by andrew"));
    }

    /// <summary>Everything that can be between people: all three follow each other, speak, answer, like, keep and pass on.</summary>
    private sealed partial record Scene(TestApp App, IReadOnlyList<string> Places, IReadOnlyList<(string Method, string Path)> Changes)
    {
        public static async Task<Scene> SetAsync(TestApp app, bool isQuoted)
        {
            var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
            var asked = await londo.PostCrudAsync("Who is there?");
            var crud = await bayko.PostCrudAsync("by bayko #cloud");
            await andrew.PostCrudAsync("by andrew");
            await (await bayko.PostJsonAsync($"/api/activities/{asked.Uuid}/reply", """{"message":"by bayko, a reply"}""")).BodyAsync(200);
            await (await bayko.PutAsync($"/api/activities/{asked.Uuid}/repost", null)).BodyAsync(200);
            if (isQuoted) await (await londo.PostJsonAsync("/api/activities", $$"""{"message":"Indeed.","ttl":"1-day","quote_uuid":"{{crud.Uuid}}"}""")).BodyAsync(200);
            foreach (var api in new[] { andrew, londo })
            {
                foreach (var noun in new[] { "like", "bookmark" }) await (await api.PutAsync($"/api/activities/{crud.Uuid}/{noun}", null)).BodyAsync(200);
            }
            foreach (var (api, own) in new[] { (andrew, "andrew"), (bayko, "bayko"), (londo, "londo") })
            {
                foreach (var other in People.All.Where(person => person.Handle != own)) await (await api.PutAsync($"/api/users/@{other.Handle}/follow", null)).BodyAsync(200);
            }
            await app.SqlAsync("insert into follow_requests (requester_uuid, requested_uuid, created_at) values ($1, $2, $3)", Bayko.Uuid, Andrew.Uuid, app.Now);

            var routes = EndpointTable.Of(app.Part<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()).Where(route => route.Kind != "asset").ToList();
            // Who blocks cannot hide from a report: its page names whom one asked for and shows nothing, which FileReportTests see to.
            routes.RemoveAll(route => route.Pattern.EndsWith("/report", StringComparison.Ordinal));
            var places = routes.Where(route => route.Method == "GET").SelectMany(route => Fill(route.Pattern, crud, asked));
            var changes = routes.Where(route => route.Method != "GET" && route.Kind == "api" && (route.Pattern.Contains("{handle}", StringComparison.Ordinal) || route.Pattern.StartsWith("/api/activities/{", StringComparison.Ordinal)))
                .Select(route => (route.Method, route.Pattern.Replace("{handle}", "bayko", StringComparison.Ordinal).Replace("{uuid:guid}", crud.Uuid.ToString(), StringComparison.Ordinal)));
            return new(app, [.. places.Distinct().Order(StringComparer.Ordinal)], [.. changes]);
        }

        /// <summary>The addresses at which this person, or a guest, reads that word.</summary>
        public async Task<IReadOnlyList<string>> MetByAsync(Person? person, string word = "bayko")
        {
            var (api, pages) = person is null ? (App.Api(), App.Pages()) : (await App.ApiAsync(person), await App.PagesAsync(person));
            List<string> met = [];
            foreach (var place in Places)
            {
                using var answer = place.StartsWith("/api/", StringComparison.Ordinal) ? await api.GetAsync(place) : await pages.OpenAsync(place);
                // Sealed tokens of forms are random letters, among which any word turns up at last.
                var text = SealedToken().Replace(await answer.Content.ReadAsStringAsync(), "");
                if ((int)answer.StatusCode == 200 && text.Contains(word, StringComparison.OrdinalIgnoreCase)) met.Add(place);
                else if (person != Bayko) Assert.DoesNotContain(word, text, StringComparison.OrdinalIgnoreCase);
            }
            return met;
        }

        /// <summary>Whatever this person tries to do to bayko or bayko's crud is refused as if neither were there, but for blocking.</summary>
        public async Task AssertNothingCanBeDoneAsync(Person person)
        {
            var api = await App.ApiAsync(person);
            Assert.Contains(Changes, change => change.Path == "/api/users/@bayko/follow");
            foreach (var (method, path) in Changes.Where(change => !change.Path.EndsWith("/block", StringComparison.Ordinal)))
            {
                using var request = new HttpRequestMessage(new(method), path) { Content = Api.Json(new System.Text.Json.Nodes.JsonObject { ["message"] = "hello", ["ttl"] = "1-hour" }) };
                using var answer = await api.SendAsync(request);
                Assert.True((int)answer.StatusCode == 404, $"{method} {path} answers {(int)answer.StatusCode}.");
            }
        }

        [GeneratedRegex("CfDJ8[\\w-]+")]
        private static partial Regex SealedToken();

        private static IEnumerable<string> Fill(string pattern, Crud crud, Crud asked)
        {
            if (pattern is "/api/users" or "/people") return [$"{pattern}?prefix=ba"];
            IEnumerable<string> paths = [pattern.Replace("{tag}", "cloud", StringComparison.Ordinal)];
            paths = paths.SelectMany(path => People.All.Select(person => path.Replace("{handle}", person.Handle, StringComparison.Ordinal)));
            return paths.SelectMany(path => new[] { crud, asked }.Select(one => path.Replace("{uuid:guid}", one.Uuid.ToString(), StringComparison.Ordinal)));
        }
    }
}
