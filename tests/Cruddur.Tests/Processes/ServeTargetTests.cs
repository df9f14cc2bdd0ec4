using System.Text.Json;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Data.Secrets;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Processes;

/// <summary>The server finds its database as the verbs do.</summary>
[Collection(nameof(Processes))]
public sealed class ServeTargetTests(PostgresCluster cluster, TlsServer secure) : IClassFixture<TlsServer>
{
    [Fact]
    public async Task A_server_follows_the_rotation_of_its_secret_and_asks_no_proxy_for_it()
    {
        await using var secrets = await SecretServer.StartAsync();
        await using var proxy = await SecretServer.StartAsync();
        await secure.SqlAsync("create role served login password 'one'");
        await secure.SqlAsync("create database served owner served");
        string Json(string password) => JsonSerializer.Serialize(new { host = "localhost", port = secure.Port, username = "served", password, dbname = "served" });
        secrets.Set("s", Json("one"));
        using var folder = new DataFolder();
        var settings = new Dictionary<string, string>(secrets.AgentSettings)
        {
            ["DB_SECRET_ARN"] = "s",
            ["CRUDDUR_DB_CA"] = secure.RootFile,
            ["http_proxy"] = $"http://127.0.0.1:{proxy.Port}",
        };
        await using var cruddur = CruddurProcess.Serve(folder.Path, settings, "--migrate");
        await cruddur.ReadyAsync();
        secrets.Set("s", Json("two"));
        await secure.SqlAsync("alter role served password 'two'");
        for (var n = 0; n < 3; n++)
        {
            await secure.SqlAsync("select pg_terminate_backend(pid, 5000) from pg_stat_activity where usename = 'served'");
            // Each session that was ended under the server fails once more, wherever its password came from.
            for (var attempt = 0; ; attempt++)
            {
                using var ready = await cruddur.Api.GetAsync("/health/ready");
                if (ready.IsSuccessStatusCode) break;
                Assert.True(attempt < 30, await ready.Content.ReadAsStringAsync());
            }
        }
        await cruddur.TerminateAsync();
        Assert.Equal(0, await cruddur.ExitAsync());
        Assert.Contains("The secret secretsmanager:s was rotated: version v2, user served", cruddur.Output + cruddur.Error, StringComparison.Ordinal);
        Assert.Single(secrets.Requests, request => request.EndsWith("versionStage=AWSCURRENT&refreshNow=true", StringComparison.Ordinal));
        Assert.Empty(proxy.Requests);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_target_is_served_by_option_or_variable_from_the_first_host_that_answers(bool byOption)
    {
        var database = new NpgsqlConnectionStringBuilder(await cluster.CreateMigratedAsync()).Database;
        using var folder = new DataFolder();
        var settings = new Dictionary<string, string> { ["STAGING_CONNECTION_URL"] = $"postgres://postgres@127.0.0.1:1,127.0.0.1:{cluster.Port}/{database}?sslmode=disable&target_session_attrs=primary" };
        if (!byOption) settings["CRUDDUR_TARGET"] = "staging";
        await using var cruddur = CruddurProcess.Serve(folder.Path, settings, byOption ? ["--target", "staging"] : []);
        await cruddur.ReadyAsync();
        Assert.Contains("Target      staging (STAGING_CONNECTION_URL)", cruddur.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("local", "postgres://postgres@127.0.0.1:PORT/postgres?sslmode=disable&target_session_attrs=standby", 15, "CDB-021: 127.0.0.1 is a primary, but the database URL asks for target_session_attrs=standby.")]
    [InlineData("prod", "postgres://u@db.example/d?sslmode=disable", 5, "CDB-016: TLS to db.example failed: the database is protected")]
    [InlineData("prod", "", 2, "CDB-001: No database configured. Looked for --url, PROD_CONNECTION_URL,")]
    public async Task A_server_does_not_start_on_the_wrong_database(string target, string url, int exitCode, string text)
    {
        using var folder = new DataFolder();
        var settings = new Dictionary<string, string> { [target == "local" ? "CONNECTION_URL" : "PROD_CONNECTION_URL"] = url.Replace("PORT", $"{cluster.Port}", StringComparison.Ordinal) };
        await using var cruddur = CruddurProcess.Serve(folder.Path, settings, "--target", target);
        Assert.Equal(exitCode, await cruddur.ExitAsync());
        Assert.Contains(text, cruddur.Error, StringComparison.Ordinal);
    }
}
