using System.Text.Json.Nodes;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Health;

public sealed class HealthTests(PostgresCluster cluster)
{
    [Fact]
    public async Task The_health_check_has_the_fields_of_the_original_and_names_the_database()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var answer = await app.Api().GetAsync("/api/health-check");
        var health = (await answer.JsonAsync()).AsObject();
        Assert.True(health["success"]!.GetValue<bool>());
        Assert.Equal(1, health["version"]!.GetValue<int>());
        Assert.Equal(answer.Header("Cruddur-Version"), health["app_version"]!.GetValue<string>());
        Assert.Equal("PostgreSQL", health["database"]!["engine"]!.GetValue<string>());
        Assert.Equal("127.0.0.1", health["database"]!["where"]!.GetValue<string>());
        Assert.Equal(new NpgsqlConnectionStringBuilder(app.ConnectionString).Database, health["database"]!["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_migrated_database_without_old_rows_is_ready()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var ready = await ReadyAsync(app, 200);
        Assert.True(ready["ready"]!.GetValue<bool>());
        Assert.Empty(ready["reasons"]!.AsArray());
        Assert.Equal(0, ready["pending_migrations"]!.GetValue<int>());
    }

    [Fact]
    public async Task Pending_migrations_make_it_unready()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await new Migrator(app.Rows).RollbackAsync(0, "0", null, default);
        var ready = await ReadyAsync(app, 503);
        Assert.False(ready["ready"]!.GetValue<bool>());
        Assert.NotEqual(0, ready["pending_migrations"]!.GetValue<int>());
        Assert.Contains("Run 'cruddur db migrate'.", ready["reasons"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Expired_rows_that_nobody_erases_make_it_unready_until_they_are_erased()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("hello", "1-hour");
        app.Clock.Advance(TimeSpan.FromMinutes(62));
        Assert.Equal(120, (await ReadyAsync(app, 200))["expiry_lag_seconds"]!.GetValue<double>());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Contains("121 s", (await ReadyAsync(app, 503))["reasons"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        await app.SweepAsync();
        Assert.Equal(0, (await ReadyAsync(app, 200))["expiry_lag_seconds"]!.GetValue<double>());
    }

    [Fact]
    public async Task Without_its_database_it_lives_is_unready_and_answers_503_and_comes_back_by_itself()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await andrew.PostCrudAsync("survivor");
        var name = new NpgsqlConnectionStringBuilder(app.ConnectionString).Database!;
        await cluster.AwayAsync(name);

        var reason = Assert.Single((await ReadyAsync(app, 503))["reasons"]!.AsArray())!.GetValue<string>();
        // PgBouncer is still there, and lets its clients wait for a server that it cannot reach; who gives up first is open.
        if (Pass.IsThroughPgBouncer) Assert.Matches("^The database (is unreachable|did not answer within 4 s).$", reason);
        else Assert.Equal("The database is unreachable.", reason);
        Assert.Equal(200, await app.Api().StatusAsync("/health/live"));
        Assert.Equal(200, await app.Api().StatusAsync("/api/health-check"));
        Assert.Equal(200, await app.Api().StatusAsync("/robots.txt"));

        app.Clock.Advance(TimeSpan.FromSeconds(10));
        using var answer = await andrew.GetAsync("/api/activities/home");
        var problem = await answer.JsonAsync(503);
        Assert.Equal("5", answer.Header("Retry-After"));
        Assert.DoesNotContain(name, problem.ToJsonString(), StringComparison.Ordinal);
        using var page = await app.Pages().OpenAsync("/");
        Assert.Contains("Cruddur is not available", await page.BodyAsync(503), StringComparison.Ordinal);
        using var write = await andrew.TryCrudAsync("lost");
        Assert.Equal(503, (int)write.StatusCode);

        await cluster.BackAsync(name);
        // PgBouncer tries a server that refused it only once a second.
        for (var tries = 0; Pass.IsThroughPgBouncer && tries < 20 && await app.Api().StatusAsync("/health/ready") != 200; tries++) await Task.Delay(500);
        await ReadyAsync(app, 200);
        Assert.Equal(["survivor"], await andrew.MessagesAsync("/api/activities/home"));
    }

    private static async Task<JsonObject> ReadyAsync(TestApp app, int status) =>
        (await (await app.Api().GetAsync("/health/ready")).JsonAsync(status)).AsObject();
}
