using System.Text;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Web;

public sealed class CorsTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task The_front_end_may_read_every_answer_of_the_API_failures_included()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await AssertReadableAsync(await SendAsync(app.Api(), HttpMethod.Get, "/api/activities/home"), 200);
        await AssertReadableAsync(await SendAsync(app.Api(), HttpMethod.Post, "/api/activities", "{}"), 401);
        await AssertReadableAsync(await SendAsync(andrew, HttpMethod.Post, "/api/activities", "{}"), 422);
        await AssertReadableAsync(await SendAsync(andrew, HttpMethod.Post, "/api/activities", "{"), 400);
        await AssertReadableAsync(await SendAsync(app.Api(), HttpMethod.Get, "/api/activities/01890000-0000-7000-8000-000000000000"), 404);
        await app.SqlAsync("alter table activities rename to activities_away");
        await AssertReadableAsync(await SendAsync(app.Api(), HttpMethod.Get, "/api/activities/home?limit=7"), 500);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("http://front.example.com")]
    [InlineData("https://front.example.com.evil.example")]
    [InlineData("null")]
    public async Task No_other_origin_may_read_anything(string origin)
    {
        var app = shared.App;
        using var answer = await SendAsync(app.Api(), HttpMethod.Get, "/api/activities/home", origin: origin);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
        using var preflight = await PreflightAsync(app, "/api/activities", origin, "POST");
        Assert.Null(preflight.Header("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("POST", "/api/activities")]
    [InlineData("DELETE", "/api/activities/01890000-0000-7000-8000-000000000000")]
    [InlineData("GET", "/api/activities/home")]
    [InlineData("POST", "/api/auth/signin")]
    public async Task The_front_end_may_send_its_requests(string method, string path)
    {
        var app = shared.App;
        using var answer = await PreflightAsync(app, path, TestApp.FrontEnd, method);
        Assert.Equal(204, (int)answer.StatusCode);
        Assert.Equal(TestApp.FrontEnd, answer.Header("Access-Control-Allow-Origin"));
        Assert.Contains(method, answer.Header("Access-Control-Allow-Methods"), StringComparison.Ordinal);
        foreach (var header in new[] { "authorization", "content-type", "idempotency-key", "if-modified-since", "traceparent" })
        {
            Assert.Contains(header, answer.Header("Access-Control-Allow-Headers"), StringComparison.OrdinalIgnoreCase);
        }
        // Cookies are none of the API's business.
        Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
    }

    [Fact]
    public async Task Pages_are_open_to_no_other_origin_at_all()
    {
        var app = shared.App;
        using var answer = await SendAsync(app.Api(), HttpMethod.Get, "/");
        Assert.Null(answer.Header("Access-Control-Allow-Origin"));
    }

    private static async Task AssertReadableAsync(HttpResponseMessage answer, int status)
    {
        using (answer)
        {
            await answer.BodyAsync(status);
            Assert.Equal(TestApp.FrontEnd, answer.Header("Access-Control-Allow-Origin"));
            foreach (var header in new[] { "location", "link", "Authorization", "Cruddur-Version" })
            {
                Assert.Contains(header, answer.Header("Access-Control-Expose-Headers"), StringComparison.OrdinalIgnoreCase);
            }
        }
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient api, HttpMethod method, string path, string? body = null, string origin = TestApp.FrontEnd)
    {
        var request = new HttpRequestMessage(method, path) { Headers = { { "Origin", origin } } };
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return api.SendAsync(request);
    }

    private static Task<HttpResponseMessage> PreflightAsync(TestApp app, string path, string origin, string method) =>
        app.Api().SendAsync(new HttpRequestMessage(HttpMethod.Options, path)
        {
            Headers =
            {
                { "Origin", origin },
                { "Access-Control-Request-Method", method },
                { "Access-Control-Request-Headers", "authorization,content-type,idempotency-key,if-modified-since,traceparent" },
            },
        });
}
