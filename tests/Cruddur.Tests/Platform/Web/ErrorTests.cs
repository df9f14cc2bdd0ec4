using Cruddur.Platform.Web;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Web;

public sealed class ErrorTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    private static readonly string[] Insides = ["activities", "select", "Npgsql", "PostgresException", "42P01", " at Cruddur", "relation", "Feed.sql", ".cs"];

    [Fact]
    public async Task A_failure_inside_tells_a_reference_and_nothing_of_the_inside()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await app.SqlAsync("alter table activities rename to activities_away");
        foreach (var request in new Func<Task<HttpResponseMessage>>[] { () => andrew.GetAsync("/api/activities/home"), () => andrew.TryCrudAsync("hello") })
        {
            using var answer = await request();
            var problem = (await answer.JsonAsync(500)).AsObject();
            Assert.Equal(["title", "status", "detail", "reference"], problem.Select(field => field.Key));
            AssertSilent(problem.ToJsonString());
        }
        var pages = await app.PagesAsync(Andrew);
        using var page = await pages.OpenAsync("/");
        Assert.Equal(500, (int)page.StatusCode);
        Assert.Contains("If you report this, mention", pages.Text, StringComparison.Ordinal);
        AssertSilent(pages.Html[pages.Html.IndexOf("<main", StringComparison.Ordinal)..pages.Html.IndexOf("</main>", StringComparison.Ordinal)]);

        await app.SqlAsync("alter table activities_away rename to activities");
        Assert.Equal(200, await andrew.StatusAsync("/api/activities/home"));
    }

    [Theory]
    [InlineData("/signin", "text/html,application/xhtml+xml", 404)]
    [InlineData("/nothing", "text/html", 404)]
    public async Task People_get_a_page_and_programs_get_json(string path, string accept, int status)
    {
        var app = shared.App;
        var pages = app.Pages();
        using var page = await pages.OpenAsync($"{path}/nothing", accept);
        Assert.Equal((status, "text/html; charset=utf-8"), ((int)page.StatusCode, page.Header("Content-Type")));
        using var json = await pages.OpenAsync($"{path}/nothing", "application/json");
        Assert.Equal((status, "application/problem+json"), ((int)json.StatusCode, json.Header("Content-Type")));
        using var api = await pages.OpenAsync("/api/nothing", accept);
        Assert.Equal((404, "application/problem+json"), ((int)api.StatusCode, api.Header("Content-Type")));
        using var capitals = await pages.OpenAsync("/API/nothing", accept);
        Assert.Equal((404, "application/problem+json"), ((int)capitals.StatusCode, capitals.Header("Content-Type")));
    }

    [Fact]
    public void Every_code_has_a_sentence_that_ends_and_says_what_to_do()
    {
        Assert.All(ErrorTexts.Codes, code => Assert.EndsWith(".", ErrorTexts.Of(code), StringComparison.Ordinal));
        Assert.Throws<KeyNotFoundException>(() => ErrorTexts.Of("unknown_code"));
    }

    [Theory]
    [InlineData("/%00")]
    [InlineData("/%ff")]
    [InlineData("/@%00/status/01890000-0000-7000-8000-000000000000")]
    [InlineData("/api/activities/@%F0%9F%98%80/status/01890000-0000-7000-8000-000000000000")]
    [InlineData("/..%2f..%2fetc%2fpasswd")]
    [InlineData("/assets/..%2f..%2fcruddur.dll")]
    [InlineData("/?before=%00")]
    [InlineData("/api/activities/home?before=%F0%9F%98%80")]
    [InlineData("/signin?return_to=%00")]
    [InlineData("/?notice=%3Cscript%3E")]
    public async Task Strange_addresses_are_never_a_fault(string path)
    {
        var app = shared.App;
        var pages = app.Pages();
        using var answer = await pages.OpenAsync(path);
        Assert.InRange((int)answer.StatusCode, 200, 499);
        Assert.DoesNotContain("<script>", pages.Html, StringComparison.Ordinal);
    }

    private static void AssertSilent(string text)
    {
        foreach (var inside in Insides) Assert.DoesNotContain(inside, text, StringComparison.OrdinalIgnoreCase);
    }
}
