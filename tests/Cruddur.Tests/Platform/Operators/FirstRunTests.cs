using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Operators;

/// <summary>The first administrator is made by whoever sits at the machine, once.</summary>
public sealed class FirstRunTests(PostgresCluster cluster)
{
    private static readonly Dictionary<string, string> Fields = new()
    {
        ["handle"] = "first",
        ["email"] = "first@example.com",
        ["display_name"] = "",
        ["password"] = "a few words of mine",
    };

    [Fact]
    public async Task The_first_account_is_an_administrator_and_then_the_page_is_gone()
    {
        await using var app = await EmptyAsync();
        var pages = app.Pages();
        Assert.Contains("There is nobody here yet.", await pages.ReadAsync("/first-run"), StringComparison.Ordinal);
        using (var refused = await pages.SubmitAsync("/first-run", new Dictionary<string, string>(Fields) { ["handle"] = "a b", ["password"] = "short" }))
        {
            var body = await refused.BodyAsync(422);
            Assert.Contains("A username has 3 to 20 characters", body, StringComparison.Ordinal);
            Assert.Contains("value=\"a b\"", body, StringComparison.Ordinal);
            Assert.DoesNotContain("value=\"short\"", body, StringComparison.Ordinal);
        }
        using (var made = await pages.SubmitAsync("/first-run", Fields)) Assert.Equal((303, "/signin?notice=administrator-made"), ((int)made.StatusCode, made.Header("Location")));
        Assert.True(await app.ValueAsync<bool>("select is_admin from users where handle = 'first'"));
        Assert.Equal("first-run", await app.ValueAsync<string>("select actor from platform.audit where action = 'user.create'"));
        using (var gone = await pages.OpenAsync("/first-run")) await gone.BodyAsync(404);
        using var signIn = await app.Api().SignInAsync("first@example.com", "a few words of mine");
        await signIn.BodyAsync(200);
    }

    [Fact]
    public async Task Of_many_who_try_at_once_one_succeeds()
    {
        await using var app = await EmptyAsync();
        await using var other = await app.StartAnotherAsync();
        var browsers = Enumerable.Range(0, 8).Select(number => (number, pages: (number % 2 == 0 ? app : other).Pages())).ToList();
        foreach (var (_, pages) in browsers) await pages.ReadAsync("/first-run");
        var statuses = await Task.WhenAll(browsers.Select(async each =>
        {
            using var answer = await each.pages.SubmitAsync("/first-run", new Dictionary<string, string>(Fields) { ["handle"] = $"first{each.number}", ["email"] = $"first{each.number}@example.com" });
            return (int)answer.StatusCode;
        }));
        // A machine with few cores asks some to come back, since it hashes few passwords at once.
        Assert.Single(statuses, 303);
        Assert.All(statuses.Where(status => status != 303), status => Assert.True(status is 404 or 429, $"answered {status}"));
        Assert.Equal(1, await app.CountAsync("users"));
    }

    [Theory]
    [InlineData("X-Forwarded-For", "127.0.0.1")]
    [InlineData("Forwarded", "for=127.0.0.1")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "cruddur.example.com")]
    [InlineData("Host", "localhost.example.com")]
    [InlineData("Host", "127.0.0.1.nip.io")]
    public async Task Whoever_comes_through_a_proxy_or_by_another_name_finds_nothing(string header, string value)
    {
        await using var app = await EmptyAsync();
        var pages = app.Pages();
        await pages.ReadAsync("/first-run");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/first-run") { Headers = { { header, value } } };
        using var answer = await app.Api().SendAsync(request);
        Assert.Equal(404, (int)answer.StatusCode);
        using var post = await pages.SubmitAsync("/first-run", Fields, sent =>
        {
            if (header == "Host") sent.Headers.Remove("Origin");
            sent.Headers.Add(header, value);
        });
        Assert.Equal(404, (int)post.StatusCode);
        Assert.Equal(0, await app.CountAsync("users"));
    }

    private async Task<TestApp> EmptyAsync()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        return await TestApp.StartAsync(connectionString, Pass.Url(new NpgsqlConnectionStringBuilder(connectionString)), arePeopleThere: true);
    }
}
