using System.Globalization;
using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;
using static Cruddur.Tests.Social.ReactFrontEnd.Components;

namespace Cruddur.Tests.Social.ReactFrontEnd;

/// <summary>The original React front end's calls, as its pages and components make them, and what they read of the answers.</summary>
public sealed class ReplayTests(PostgresCluster cluster)
{
    private static readonly Dictionary<string, string> Plain = [];

    [Fact]
    public async Task HomeFeedPage_lists_what_ActivityForm_posts_and_ReplyForm_answers()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await SignedInAsync(app, Andrew), await SignedInAsync(app, Bayko));
        // ActivityForm: { message, ttl } with each option of its list, the default first in the feed; the answer is put on top of it.
        foreach (var (ttl, lifetime) in new (string, TimeSpan)[]
        {
            ("30-days", TimeSpan.FromDays(30)), ("3-days", TimeSpan.FromDays(3)), ("1-day", TimeSpan.FromDays(1)), ("12-hours", TimeSpan.FromHours(12)),
            ("3-hours", TimeSpan.FromHours(3)), ("1-hour", TimeSpan.FromHours(1)), ("7-days", TimeSpan.FromDays(7)),
        })
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            var posted = await andrew.RequestAsync("POST", "/api/activities", new JsonObject { ["message"] = $"for {ttl}", ["ttl"] = ttl });
            Assert.Equal(200, posted.Status);
            AssertReads("ActivityItem", posted.Data);
            Assert.Equal((app.Now, app.Now + lifetime), (Time(posted.Data!["created_at"]), Time(posted.Data["expires_at"])));
            Assert.Equal(("andrew", "Andrew Brown", $"for {ttl}", 0), ((string)posted.Data["handle"]!, (string)posted.Data["display_name"]!, (string)posted.Data["message"]!, (int)posted.Data["likes_count"]!));
        }
        var home = await andrew.RequestAsync("GET", "/api/activities/home");
        Assert.Equal(200, home.Status);
        AssertReads("ActivityFeed", home.Data);
        Assert.Equal(["for 7-days", "for 1-hour", "for 3-hours", "for 12-hours", "for 1-day", "for 3-days", "for 30-days"], home.Data!.AsArray().Select(item => (string)item!["message"]!));

        // ReplyForm: { activity_uuid, message }; older ones { message } and an Accept of their own. It closes, and one variant adds the answer to a list.
        var uuid = (Guid)home.Data[0]!["uuid"]!;
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var reply = await bayko.RequestAsync("POST", $"/api/activities/{uuid}/reply", new JsonObject { ["activity_uuid"] = uuid.ToString(), ["message"] = "a reply" });
        Assert.Equal(200, reply.Status);
        AssertReads("ActivityItemThreaded", reply.Data);
        Assert.Equal((uuid, "bayko", "a reply"), ((Guid)reply.Data!["reply_to_activity_uuid"]!, (string)reply.Data["handle"]!, (string)reply.Data["message"]!));
        var older = await bayko.FetchAsync("POST", $"/api/activities/{uuid}/reply", await HeadersAsync(app, Bayko), """{"message":"another"}""");
        Assert.Equal(200, older.Status);
        home = await andrew.RequestAsync("GET", "/api/activities/home");
        Assert.Equal(2, (int)home.Data!.AsArray().Single(item => (Guid)item!["uuid"]! == uuid)!["replies_count"]!);
        // What was posted for an hour is over, and gone from the page.
        app.Clock.Advance(TimeSpan.FromHours(1));
        home = await andrew.RequestAsync("GET", "/api/activities/home");
        Assert.DoesNotContain("for 1-hour", home.Data!.AsArray().Select(item => (string)item!["message"]!));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("undefined")]
    [InlineData("")]
    [InlineData("eyJraWQiOiJ4IiwiYWxnIjoiUlMyNTYifQ.e30.c2ln")]
    public async Task A_guest_s_pages_send_a_token_that_is_none_and_are_answered_as_a_guest_s(string token)
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("for everybody");
        var guest = new FrontEnd(app.Api(), token);
        foreach (var path in new[] { "/api/activities/home", "/api/activities/@andrew" })
        {
            var answer = await guest.RequestAsync("GET", path);
            Assert.Equal(200, answer.Status);
            AssertReads(path.EndsWith("home", StringComparison.Ordinal) ? "ActivityFeed" : "UserFeedPage", answer.Data);
        }
        // What a guest may not do is 401 with a body that FormErrors shows as nothing, instead of failing on it.
        var post = await guest.RequestAsync("POST", "/api/activities", new JsonObject { ["message"] = "hello", ["ttl"] = "1-day" });
        Assert.Equal((401, "{}"), (post.Status, post.Data!.ToJsonString()));
        var notifications = await guest.RequestAsync("GET", "/api/activities/notifications");
        Assert.Equal((401, "{}"), (notifications.Status, notifications.Data!.ToJsonString()));
    }

    [Fact]
    public async Task UserFeedPage_shows_a_person_whom_ProfileForm_changes()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await SignedInAsync(app, Andrew);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        // Some versions have the @ in the route's parameter, others in the address; no content type either way.
        var shown = await andrew.FetchAsync("GET", "/api/activities/@andrew", new Dictionary<string, string> { ["Authorization"] = (await HeadersAsync(app, Andrew))["Authorization"] });
        Assert.Equal(200, shown.Status);
        AssertReads("UserFeedPage", shown.Data);
        Assert.Equal(("Andrew Brown", "andrew", 1), ((string)shown.Data!["profile"]!["display_name"]!, (string)shown.Data["profile"]!["handle"]!, (int)shown.Data["profile"]!["cruds_count"]!));
        foreach (var method in new[] { "PUT", "POST" })
        {
            var saved = await andrew.RequestAsync(method, "/api/profile/update", new JsonObject { ["bio"] = $"by {method}", ["display_name"] = "Andrew B." });
            Assert.Equal(200, saved.Status);
            AssertReads("ShortUser", saved.Data);
            shown = await andrew.RequestAsync("GET", "/api/activities/@andrew");
            Assert.Equal(("Andrew B.", $"by {method}"), ((string)shown.Data!["profile"]!["display_name"]!, (string)shown.Data["profile"]!["bio"]!));
        }
        var refused = await andrew.RequestAsync("PUT", "/api/profile/update", new JsonObject { ["bio"] = "", ["display_name"] = " " });
        Assert.Equal((422, """["display_name_blank"]"""), (refused.Status, refused.Data!.ToJsonString()));
        var brief = await andrew.FetchAsync("GET", "/api/users/@andrew/short", Plain);
        AssertReads("ShortUser", brief.Data);
        var nobody = await andrew.RequestAsync("GET", "/api/activities/@nobody_here");
        Assert.Equal(404, nobody.Status);
    }

    [Fact]
    public async Task ActivityShowPage_shows_one_crud_and_its_replies()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await (await (await app.ApiAsync(Bayko)).PostJsonAsync($"/api/activities/{crud.Uuid}/reply", """{"message":"a reply"}""")).BodyAsync(200);
        var guest = new FrontEnd(app.Api(), null);
        // By lib/Requests without a token, and by a bare fetch, for which a browser sends no preflight.
        foreach (var shown in new[]
        {
            await guest.RequestAsync("GET", $"/api/activities/@andrew/status/{crud.Uuid}", auth: false),
            await guest.FetchAsync("GET", $"/api/activities/{crud.Uuid}", Plain),
        })
        {
            Assert.Equal(200, shown.Status);
            AssertReads("ActivityShowPage", shown.Data);
            Assert.Equal(("hello", 1, "a reply"), ((string)shown.Data!["activity"]!["message"]!, (int)shown.Data["activity"]!["replies_count"]!, (string)shown.Data["replies"]![0]!["message"]!));
        }
        app.Clock.MoveTo(crud.ExpiresAt);
        var gone = await guest.RequestAsync("GET", $"/api/activities/@andrew/status/{crud.Uuid}", auth: false);
        Assert.Equal(404, gone.Status);
    }

    [Fact]
    public async Task ActivityActionLike_turns_a_like_on_and_off_and_shows_the_new_count()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var (andrew, bayko) = (await SignedInAsync(app, Andrew), await SignedInAsync(app, Bayko));
        // A post without a body, though with its content type.
        var headers = await HeadersAsync(app, Bayko);
        headers.Remove("Accept");
        for (var click = 1; click <= 4; click++)
        {
            var like = await bayko.FetchAsync("POST", $"/api/activities/{crud.Uuid}/like", headers);
            Assert.Equal(200, like.Status);
            AssertReads("ActivityActionLike", like.Data);
            Assert.Equal((click % 2, click % 2 == 1), ((int)like.Data!["likes_count"]!, (bool)like.Data["liked"]!));
        }
        // The put of lib/Requests, whose body is the JSON null; it may be repeated.
        for (var time = 0; time < 2; time++)
        {
            var put = await bayko.RequestAsync("PUT", $"/api/activities/{crud.Uuid}/like");
            Assert.Equal((200, 1, true), (put.Status, (int)put.Data!["likes_count"]!, (bool)put.Data["liked"]!));
        }
        foreach (var (who, liked) in new[] { (bayko, true), (andrew, false) })
        {
            var home = await who.RequestAsync("GET", "/api/activities/@andrew");
            AssertReads("ActivityItemLiked", home.Data!["activities"]![0]);
            Assert.Equal((1, liked), ((int)home.Data["activities"]![0]!["likes_count"]!, (bool)home.Data["activities"]![0]!["current_user_has_liked"]!));
        }
        Assert.Equal(404, (await bayko.FetchAsync("POST", $"/api/activities/{Guid.Empty}/like", headers)).Status);
    }

    [Fact]
    public async Task Search_notifications_and_trends_are_feeds_as_well()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await SignedInAsync(app, Andrew), await SignedInAsync(app, Bayko));
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("learning in public #100DaysOfCloud");
        foreach (var call in new[] { "reply", "like" }) await bayko.RequestAsync("POST", $"/api/activities/{crud.Uuid}/{call}", new JsonObject { ["message"] = "well done" });
        var found = await bayko.RequestAsync("GET", "/api/activities/search?term=%23100DaysOfCloud");
        Assert.Equal(200, found.Status);
        AssertReads("ActivityFeed", found.Data);
        Assert.Equal(crud.Uuid, (Guid)Assert.Single(found.Data!.AsArray())!["uuid"]!);
        foreach (var query in new[] { "", "?term=" })
        {
            var blank = await bayko.RequestAsync("GET", $"/api/activities/search{query}");
            AssertReads("FormErrors", blank.Data);
            Assert.Equal((422, """["search_term_blank"]"""), (blank.Status, blank.Data!.ToJsonString()));
        }
        var notifications = await andrew.RequestAsync("GET", "/api/activities/notifications");
        Assert.Equal((200, 2), (notifications.Status, notifications.Data!.AsArray().Count));
        AssertReads("ActivityFeed", notifications.Data);
        var trending = await bayko.FetchAsync("GET", "/api/activities/trending", Plain);
        AssertReads("TrendingActivity", Assert.Single(trending.Data!.AsArray()));
    }

    [Fact]
    public async Task FormErrors_gets_a_list_of_codes_for_everything_that_is_wrong()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await SignedInAsync(app, Andrew);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        async Task<string> RefusedAsync(string path, JsonObject payload)
        {
            var refused = await andrew.RequestAsync("POST", path, payload);
            Assert.Equal(422, refused.Status);
            AssertReads("FormErrors", refused.Data);
            return refused.Data!.ToJsonString();
        }
        Assert.Equal("""["message_blank"]""", await RefusedAsync("/api/activities", new() { ["message"] = "", ["ttl"] = "7-days" }));
        // Its counter turns red from 240 on, and the form can be sent; the server's limit is 280.
        Assert.Equal(200, (await andrew.RequestAsync("POST", "/api/activities", new() { ["message"] = new string('x', 280), ["ttl"] = "7-days" })).Status);
        Assert.Equal("""["message_exceed_max_chars"]""", await RefusedAsync("/api/activities", new() { ["message"] = new string('x', 281), ["ttl"] = "7-days" }));
        Assert.Equal("""["ttl_blank"]""", await RefusedAsync("/api/activities", new() { ["message"] = "hello", ["ttl"] = "1-hours" }));
        Assert.Equal("""["ttl_blank","message_blank"]""", await RefusedAsync("/api/activities", []));
        Assert.Equal("""["message_blank"]""", await RefusedAsync($"/api/activities/{crud.Uuid}/reply", new() { ["activity_uuid"] = crud.Uuid.ToString(), ["message"] = "" }));
        Assert.Equal("""["message_exceed_max_chars"]""", await RefusedAsync($"/api/activities/{crud.Uuid}/reply", new() { ["activity_uuid"] = crud.Uuid.ToString(), ["message"] = new string('x', 1025) }));
    }

    [Fact]
    public void What_is_missing_or_of_another_kind_is_caught()
    {
        var item = JsonNode.Parse("""{"uuid":"01890000-0000-7000-8000-000000000000","handle":"a","display_name":"A","message":"m","created_at":"2026-01-01T00:00:00Z","expires_at":"2026-01-02T00:00:00Z","replies_count":0,"reposts_count":0,"likes_count":0}""")!;
        AssertReads("ActivityItem", item);
        foreach (var (field, wrong) in new (string, JsonNode?)[] { ("uuid", "1"), ("message", null), ("created_at", "2026-01-01 00:00:00"), ("likes_count", "0"), ("replies_count", -1) })
        {
            var broken = item.DeepClone();
            broken[field] = wrong;
            Assert.ThrowsAny<Exception>(() => AssertReads("ActivityItem", broken));
            broken.AsObject().Remove(field);
            Assert.ThrowsAny<Exception>(() => AssertReads("ActivityItem", broken));
        }
        Assert.ThrowsAny<Exception>(() => AssertReads("ActivityFeed", JsonNode.Parse("{}")));
        Assert.ThrowsAny<Exception>(() => AssertReads("FormErrors", JsonNode.Parse("""[{"code":"x"}]""")));
    }

    private static async Task<FrontEnd> SignedInAsync(TestApp app, Person person) => new(app.Api(), await TokenAsync(app, person));

    private static async Task<string> TokenAsync(TestApp app, Person person) => (await app.ApiAsync(person)).DefaultRequestHeaders.Authorization!.Parameter!;

    /// <summary>What the forms send that do not use lib/Requests.</summary>
    private static async Task<Dictionary<string, string>> HeadersAsync(TestApp app, Person person) => new()
    {
        ["Accept"] = "application/json",
        ["Content-Type"] = "application/json",
        ["Authorization"] = $"Bearer {await TokenAsync(app, person)}",
    };

    private static DateTimeOffset Time(JsonNode? text) => DateTimeOffset.Parse((string)text!, CultureInfo.InvariantCulture);
}
