using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Activities;

/// <summary>The wire format that the original front end reads.</summary>
public sealed partial class ContractTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly string[] Fields =
    [
        "uuid", "user_uuid", "display_name", "handle", "cognito_user_id", "message", "replies_count", "reposts_count", "likes_count",
        "current_user_has_liked", "reply_to_activity_uuid", "expires_at", "created_at",
        "current_user_has_reposted", "current_user_has_bookmarked", "quote_uuid", "content_warning", "language", "edited_at", "mentions",
        "reposted_by_handle", "reposted_by_display_name", "reposted_at", "quote",
    ];

    [Fact]
    public async Task A_posted_crud_has_all_its_fields_under_the_names_of_the_contract()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var answer = await (await app.ApiAsync(Andrew)).TryCrudAsync("hello", "1-hour");
        Assert.Equal("application/json; charset=utf-8", answer.Header("Content-Type"));
        var crud = (await answer.JsonAsync()).AsObject();
        AssertShape(crud, liked: false);
        Assert.Equal("hello", crud["message"]!.GetValue<string>());
        Assert.Equal("andrew", crud["handle"]!.GetValue<string>());
        Assert.Equal("Andrew Brown", crud["display_name"]!.GetValue<string>());
        Assert.Equal(Andrew.Uuid, crud["user_uuid"]!.GetValue<Guid>());
        Assert.Equal("2026-03-01T12:00:00.000000Z", crud["created_at"]!.GetValue<string>());
        Assert.Equal("2026-03-01T13:00:00.000000Z", crud["expires_at"]!.GetValue<string>());
        Assert.Equal('7', crud["uuid"]!.GetValue<string>()[14]);
    }

    [Fact]
    public async Task Feeds_are_bare_arrays_of_cruds_and_say_what_the_viewer_likes()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, guest) = (await app.ApiAsync(Andrew), app.Api());
        var crud = await (await app.ApiAsync(Bayko)).PostCrudAsync("hello");
        await app.SqlAsync("insert into likes (activity_uuid, user_uuid, created_at) values ($1, $2, $3)", crud.Uuid, Andrew.Uuid, app.Now);
        foreach (var path in new[] { "/api/activities/home", "/api/activities/explore", "/api/activities/explore?limit=5" })
        {
            AssertShape(Assert.Single((await (await andrew.GetAsync(path)).JsonAsync()).AsArray())!.AsObject(), liked: true);
            AssertShape(Assert.Single((await (await guest.GetAsync(path)).JsonAsync()).AsArray())!.AsObject(), liked: null);
        }
    }

    [Fact]
    public async Task One_crud_comes_with_its_replies_newest_first()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("root");
        foreach (var text in new[] { "first", "second" })
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await app.ReplyAsync(crud.Uuid, Bayko, text, crud.ExpiresAt);
        }
        foreach (var path in new[] { $"/api/activities/{crud.Uuid}", $"/api/activities/@andrew/status/{crud.Uuid}", $"/api/activities/@wrong/status/{crud.Uuid}" })
        {
            var conversation = (await (await andrew.GetAsync(path)).JsonAsync()).AsObject();
            Assert.Equal(["activity", "replies"], conversation.Select(field => field.Key));
            AssertShape(conversation["activity"]!.AsObject(), liked: false);
            Assert.Equal(2, conversation["activity"]!["replies_count"]!.GetValue<int>());
            var replies = conversation["replies"]!.AsArray();
            Assert.Equal(["second", "first"], replies.Select(reply => reply!["message"]!.GetValue<string>()));
            Assert.All(replies, reply => Assert.Equal(crud.Uuid, reply!["reply_to_activity_uuid"]!.GetValue<Guid>()));
        }
    }

    [Fact]
    public async Task Every_lifetime_is_offered_longest_first_and_seven_days_is_chosen()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var options = (await (await app.Api().GetAsync("/api/ttl-options")).JsonAsync()).AsArray();
        Assert.Equal("""{"value":"30-days","label":"30 days","seconds":2592000,"default":false}""", options[0]!.ToJsonString());
        Assert.Equal(["30-days", "7-days", "3-days", "1-day", "12-hours", "3-hours", "1-hour"], options.Select(option => option!["value"]!.GetValue<string>()));
        Assert.Equal("7-days", Assert.Single(options, option => option!["default"]!.GetValue<bool>())!["value"]!.GetValue<string>());
        var andrew = await app.ApiAsync(Andrew);
        foreach (var option in options)
        {
            var crud = await andrew.PostCrudAsync("hello", option!["value"]!.GetValue<string>());
            Assert.Equal(option["seconds"]!.GetValue<long>(), (crud.ExpiresAt - crud.CreatedAt).TotalSeconds);
        }
    }

    [Theory]
    [InlineData("/api/activities/01890000-0000-7000-8000-000000000000")]
    [InlineData("/api/activities/@andrew/status/01890000-0000-7000-8000-000000000000")]
    [InlineData("/api/activities/not-a-uuid")]
    [InlineData("/api/activities/@andrew/status/not-a-uuid")]
    [InlineData("/api/activities/%27%3B--")]
    [InlineData("/api/nothing")]
    [InlineData("/api")]
    public async Task What_is_not_there_is_404_with_a_problem_in_json(string path)
    {
        var app = shared.App;
        using var answer = await app.Api().GetAsync(path);
        var problem = (await answer.JsonAsync(404)).AsObject();
        Assert.Equal("application/problem+json", answer.Header("Content-Type"));
        Assert.Equal(["title", "status", "detail", "reference"], problem.Select(field => field.Key));
        Assert.Equal(404, problem["status"]!.GetValue<int>());
    }

    private static void AssertShape(JsonObject crud, bool? liked)
    {
        Assert.Equal(Fields, crud.Select(field => field.Key));
        Assert.Equal(liked, crud["current_user_has_liked"]?.GetValue<bool>());
        Assert.Null(crud["cognito_user_id"]);
        foreach (var count in Fields.Where(field => field.EndsWith("_count", StringComparison.Ordinal)))
        {
            Assert.Equal(JsonValueKind.Number, crud[count]!.GetValueKind());
        }
        Assert.Matches(Instant(), crud["created_at"]!.GetValue<string>());
        Assert.Matches(Instant(), crud["expires_at"]!.GetValue<string>());
    }

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$")]
    private static partial Regex Instant();
}
