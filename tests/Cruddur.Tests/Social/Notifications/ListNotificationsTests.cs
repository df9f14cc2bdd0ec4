using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Notifications;

public sealed class ListNotificationsTests(PostgresCluster cluster)
{
    [Fact]
    public async Task The_original_client_finds_the_fields_it_knows()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var crud = await andrew.PostCrudAsync("hello", "1-day");
        await bayko.ReplyAsync(crud.Uuid, "hi");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        using var answer = await andrew.GetAsync("/api/activities/notifications");
        var told = (await answer.JsonAsync())[0]!;
        Assert.Equal(
            ["uuid", "handle", "display_name", "message", "replies_count", "reposts_count", "likes_count", "expires_at", "created_at", "notification_uuid", "kind", "read", "actors_count", "actors", "activity", "replies"],
            told.AsObject().Select(field => field.Key));
        Assert.Equal((crud.Uuid, "andrew", "hello", 1, 0, 1), ((Guid)told["uuid"]!, (string)told["handle"]!, (string)told["message"]!, (int)told["replies_count"]!, (int)told["reposts_count"]!, (int)told["likes_count"]!));
        Assert.Equal(("2026-03-01T12:00:01.000000Z", "2026-03-02T12:00:00.000000Z"), ((string)told["created_at"]!, (string)told["expires_at"]!));
        Assert.Equal("""[{"handle":"bayko","display_name":"Bayko"}]""", told["actors"]!.ToJsonString());
        Assert.Equal(crud.Uuid, (Guid)told["activity"]!["uuid"]!);
        Assert.Empty(told["replies"]!.AsArray());
        Assert.Equal(401, await app.Api().StatusAsync("/api/activities/notifications"));
        Assert.Equal(422, await andrew.StatusAsync("/api/activities/notifications?kind=likes"));
        Assert.Equal(422, await andrew.StatusAsync("/api/activities/notifications?limit=0"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&kind=mentions")]
    public async Task Pages_neither_repeat_nor_leave_out_while_others_come_and_go(string kind)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        List<Crud> mentions = [];
        for (var n = 0; n < 9; n++)
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            mentions.Add(await bayko.PostCrudAsync($"number {n} @andrew", n == 4 ? "1-hour" : "1-day"));
            var mine = await andrew.PostCrudAsync($"mine {n}");
            if (kind.Length > 0) await bayko.DoAsync("PUT", $"/api/activities/{mine.Uuid}/like");
        }
        List<string> seen = [];
        var pages = 0;
        for (var next = (string?)$"/api/activities/notifications?limit=3{kind}"; next is not null; pages++)
        {
            using var page = await andrew.GetAsync(next);
            seen.AddRange((await page.JsonAsync()).AsArray().Select(told => (string)told!["message"]!));
            next = page.Header("Link")?.Split('<', '>')[1];
            await bayko.PostCrudAsync("newer @andrew");
            if (pages == 0) app.Clock.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(new[] { 8, 7, 6, 5, 3, 2, 1, 0 }.Select(n => $"number {n} @andrew"), seen);
    }

    [Fact]
    public async Task What_was_read_stays_read_until_somebody_acts_again()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        var (one, two) = (await andrew.PostCrudAsync("one"), await andrew.PostCrudAsync("two"));
        foreach (var crud in new[] { one, two }) await bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        var uuid = (Guid)(await andrew.NotificationsAsync()).Single(told => (string)told["message"]! == "one")["notification_uuid"]!;
        // Asking for the list is no reading of it.
        Assert.Equal(2, await andrew.UnreadAsync());
        await bayko.DoAsync("PUT", $"/api/notifications/{uuid}/read", 404);
        for (var time = 0; time < 2; time++)
        {
            using var read = await andrew.PutAsync($"/api/notifications/{uuid}/read", null);
            Assert.Equal($$"""{"notification_uuid":"{{uuid}}","read":true}""", await read.BodyAsync(200));
            Assert.Equal(1, await andrew.UnreadAsync());
        }
        for (var time = 0; time < 2; time++)
        {
            using var all = await andrew.PutAsync("/api/notifications/read", null);
            Assert.Equal("""{"unread":0}""", await all.BodyAsync(200));
        }
        // Also in the very moment in which it was read.
        await londo.DoAsync("PUT", $"/api/activities/{one.Uuid}/like");
        Assert.Equal(1, await andrew.UnreadAsync());
        Assert.Equal(["like londo+bayko*", "like bayko"], await andrew.ToldAsync());
    }

    [Fact]
    public async Task Everybody_acting_and_taking_back_at_once_leaves_exactly_what_is_true()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var people = new[] { await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo) };
        var cruds = new[] { await people[0].PostCrudAsync("one"), await people[1].PostCrudAsync("two") };
        string[] paths = [.. cruds.SelectMany(crud => new[] { $"/api/activities/{crud.Uuid}/like", $"/api/activities/{crud.Uuid}/repost" }), "/api/users/@andrew/follow", "/api/users/@bayko/follow"];
        var random = new Random(5);
        var requests = Enumerable.Range(0, Figures.Full ? 20_000 : 600).Select(_ => (
            Person: people[random.Next(3)], Path: paths[random.Next(paths.Length)], Method: random.Next(2) == 0 ? HttpMethod.Put : HttpMethod.Delete)).ToList();
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (each, ct) =>
        {
            using var answer = await each.Person.SendAsync(new HttpRequestMessage(each.Method, each.Path), ct);
            // Nobody follows themselves.
            Assert.True((int)answer.StatusCode is 200 or 422, await answer.Content.ReadAsStringAsync(ct));
        });
        var wrong = await app.ValueAsync<long>("""
            with wanted as (
              select a.user_uuid, 'like' as kind, a.uuid as activity_uuid, l.user_uuid as actor_uuid from likes l join activities a on a.uuid = l.activity_uuid where l.user_uuid <> a.user_uuid
              union all
              select a.user_uuid, 'repost', a.uuid, r.user_uuid from reposts r join activities a on a.uuid = r.activity_uuid where r.user_uuid <> a.user_uuid
              union all
              select followed_uuid, 'follow', null, follower_uuid from follows
            ), found as (
              select n.user_uuid, n.kind, n.activity_uuid, p.actor_uuid from notifications n left join notification_actors p on p.notification_uuid = n.uuid
            )
            select (select count(*) from (table wanted except all table found) missing) + (select count(*) from (table found except all table wanted) superfluous)
            """);
        Figures.Record(21, "notifications of what is not so, or none of what is", wrong, "0");
        Assert.Equal(0, wrong);
        Assert.Equal(0, await app.ValueAsync<long>("""
            select count(*) from notifications n cross join lateral (select max(created_at) as at, max(number) as number from notification_actors where notification_uuid = n.uuid) latest
            where (n.created_at, n.acts) is distinct from (latest.at, latest.number)
            """));
    }

    [Fact]
    public async Task A_crud_that_a_hundred_thousand_like_costs_its_author_no_more_than_others()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("hello");
        await (await app.ApiAsync(Bayko)).DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        await app.SqlAsync("""
            with fans as (
              insert into users (uuid, handle, display_name, email, created_at, updated_at)
              select gen_random_uuid(), 'fan_' || n, 'Fan ' || n, 'fan' || n || '@example.com', $1, $1 from generate_series(1, 100000) n
              returning uuid, handle
            ), liked as (
              insert into likes (activity_uuid, user_uuid, created_at) select $2, uuid, $1 from fans
            )
            insert into notification_actors (notification_uuid, actor_uuid, created_at, number)
            select n.uuid, fans.uuid, $1, 1 + substr(fans.handle, 5)::integer from notifications n cross join fans
            """, app.Now, crud.Uuid);
        await app.SqlAsync("update notifications set acts = 100001");
        await app.SqlAsync("analyze notification_actors");
        var told = Assert.Single(await andrew.NotificationsAsync());
        Assert.Equal(100, (int)told["actors_count"]!);
        Assert.Equal(["fan_100000", "fan_99999", "fan_99998"], told["actors"]!.AsArray().Select(actor => (string)actor!["handle"]!));
        Assert.Contains("Fan 100000 and 99+ others", await (await app.PagesAsync(Andrew)).ReadAsync("/notifications"), StringComparison.Ordinal);
        await (await app.ApiAsync(Bayko)).DoAsync("DELETE", $"/api/activities/{crud.Uuid}/like");
        await (await app.ApiAsync(Londo)).DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        Assert.Equal(1, await andrew.UnreadAsync());

        foreach (var name in new[] { "All", "Unread" })
        {
            var read = await RowsReadAsync(app, name);
            Figures.Record(0, $"rows that Notifications.sql#{name} reads for a crud with 100,000 likes", read, "under 2,000");
            Assert.InRange(read, 1, 2000);
        }
    }

    /// <summary>How many rows the nodes of a statement's plan come upon, those that they drop included.</summary>
    private static async Task<double> RowsReadAsync(TestApp app, string name)
    {
        var statement = SqlFile.Statement($"Social/Notifications/Notifications.sql#{name}");
        var values = statement.Parameters.Select(parameter => parameter switch
        {
            "viewer" => $"'{Andrew.Uuid}'::uuid",
            "now" => $"'{app.Now.ToString("O", CultureInfo.InvariantCulture)}'::timestamptz",
            "before_at" => "'9999-01-01Z'::timestamptz",
            "before_uuid" => "'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid",
            _ => "20",
        });
        await using var connection = await app.Rows.OpenConnectionAsync();
        await using var plan = connection.CreateCommand();
        plan.CommandText = $"set plan_cache_mode = force_generic_plan; prepare tried as {statement.Text}";
        await plan.ExecuteNonQueryAsync();
        plan.CommandText = $"explain (analyze, costs off, timing off, format json) execute tried({string.Join(", ", values)})";
        var json = JsonNode.Parse((string)(await plan.ExecuteScalarAsync())!)!;
        return Rows(json[0]!["Plan"]!);
    }

    private static double Rows(JsonNode node) =>
        (Number(node, "Actual Rows") + Number(node, "Rows Removed by Filter") + Number(node, "Rows Removed by Index Recheck")) * Number(node, "Actual Loops")
        + (node["Plans"]?.AsArray().Sum(child => Rows(child!)) ?? 0);

    private static double Number(JsonNode node, string name) => node[name]?.GetValue<JsonElement>().GetDouble() ?? 0;
}
