using System.Text;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Activities;

public sealed class PostCrudTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("hello", null, """["ttl_blank"]""")]
    [InlineData("hello", "", """["ttl_blank"]""")]
    [InlineData("hello", "1-hours", """["ttl_blank"]""")]
    [InlineData("hello", "7-DAYS", """["ttl_blank"]""")]
    [InlineData("hello", "7-days ", """["ttl_blank"]""")]
    [InlineData(null, "7-days", """["message_blank"]""")]
    [InlineData("", "7-days", """["message_blank"]""")]
    [InlineData("", "", """["ttl_blank","message_blank"]""")]
    [InlineData(null, null, """["ttl_blank","message_blank"]""")]
    public async Task Every_broken_rule_is_named_in_order(string? message, string? ttl, string codes)
    {
        var app = shared.App;
        using var answer = await (await app.ApiAsync(Andrew)).TryCrudAsync(message, ttl);
        Assert.Equal(codes, await answer.BodyAsync(422));
        Assert.Equal(0, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task A_missing_ttl_and_a_message_too_long_are_both_told()
    {
        var app = shared.App;
        using var answer = await (await app.ApiAsync(Andrew)).TryCrudAsync(new string('x', 281), null);
        Assert.Equal("""["ttl_blank","message_exceed_max_chars"]""", await answer.BodyAsync(422));
    }

    [Theory]
    [InlineData("""{}""", 422, """["ttl_blank","message_blank"]""")]
    [InlineData("""{"ttl":"1-hour"}""", 422, """["message_blank"]""")]
    [InlineData("""{"message":"hi"}""", 422, """["ttl_blank"]""")]
    [InlineData("""{"message":"hi","ttl":"1-hour"}, {}""", 400, """["json_invalid"]""")]
    [InlineData("""{"message":"hi","ttl":""", 400, """["json_invalid"]""")]
    [InlineData("""{"message":5,"ttl":"1-hour"}""", 400, """["json_invalid"]""")]
    [InlineData("""{"message":["hi"],"ttl":"1-hour"}""", 400, """["json_invalid"]""")]
    [InlineData("""{"message":"\ud800","ttl":"1-hour"}""", 400, """["json_invalid"]""")]
    [InlineData("""["hi"]""", 400, """["json_invalid"]""")]
    [InlineData("hello", 400, """["json_invalid"]""")]
    [InlineData("null", 400, """["json_invalid"]""")]
    [InlineData("", 400, """["json_invalid"]""")]
    public async Task A_body_that_is_not_the_expected_object_is_refused_in_words_of_the_contract(string body, int status, string codes)
    {
        var app = shared.App;
        using var answer = await (await app.ApiAsync(Andrew)).PostJsonAsync("/api/activities", body);
        Assert.Equal(codes, await answer.BodyAsync(status));
        Assert.Equal(0, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task Bytes_that_are_not_utf8_are_refused()
    {
        var app = shared.App;
        var body = new ByteArrayContent([.. "{\"ttl\":\"1-hour\",\"message\":\""u8, 0xC3, 0x28, .. "\"}"u8]) { Headers = { ContentType = new("application/json") } };
        using var answer = await (await app.ApiAsync(Andrew)).PostAsync("/api/activities", body);
        Assert.Equal("""["json_invalid"]""", await answer.BodyAsync(400));
    }

    [Fact]
    public async Task A_body_of_70_kB_is_too_large()
    {
        var app = shared.App;
        var andrew = await app.ApiAsync(Andrew);
        var body = $$"""{"message":"{{new string('x', 70_000)}}","ttl":"1-hour"}""";
        using var answer = await andrew.PostJsonAsync("/api/activities", body);
        Assert.Contains("64 kB", (await answer.JsonAsync(413))["detail"]!.GetValue<string>(), StringComparison.Ordinal);

        using var chunked = new HttpRequestMessage(HttpMethod.Post, "/api/activities")
        {
            Content = new StreamContent(new MemoryStream(Encoding.UTF8.GetBytes(body))) { Headers = { ContentType = new("application/json") } },
            Headers = { TransferEncodingChunked = true },
        };
        using var second = await andrew.SendAsync(chunked);
        Assert.Equal(413, (int)second.StatusCode);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    public async Task Only_json_is_taken_so_that_no_form_of_another_site_can_post(string type)
    {
        var app = shared.App;
        var content = new StringContent("""{"message":"hi","ttl":"1-hour"}""", Encoding.UTF8, type);
        using var answer = await (await app.ApiAsync(Andrew)).PostAsync("/api/activities", content);
        Assert.Equal(415, (int)answer.StatusCode);
        Assert.Equal(0, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task A_guest_gets_401_with_an_empty_object_whatever_the_body_is()
    {
        var app = shared.App;
        using var right = await app.Api().TryCrudAsync("hello");
        Assert.Equal("{}", await right.BodyAsync(401));
        using var wrong = await app.Api().PostJsonAsync("/api/activities", "{");
        Assert.Equal("{}", await wrong.BodyAsync(401));
    }

    [Fact]
    public async Task Two_people_who_post_at_once_lose_and_double_nothing()
    {
        await using var app = await TestApp.StartAsync(cluster);
        HttpClient[] apis = [await app.ApiAsync(Andrew), await app.ApiAsync(Bayko)];
        var wanted = Enumerable.Range(0, 200).Select(number => $"crud {number}").ToList();
        var posted = await Task.WhenAll(wanted.Select((message, number) => apis[number % 2].PostCrudAsync(message)));

        Assert.Equal(200, posted.Select(crud => crud.Uuid).Distinct().Count());
        Assert.Equal(200, await app.CountAsync("activities"));
        var seen = new List<string>();
        for (var path = "/api/activities/explore?limit=100"; path is not null;)
        {
            using var page = await apis[0].GetAsync(path);
            path = page.Header("Link")?.Split('<', '>')[1];
            seen.AddRange((await page.ReadAsync<List<Crud>>()).Select(crud => crud.Message));
        }
        Assert.Equal(wanted.Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }
}
