using System.Text.Json;
using Cruddur.Platform.Data.Connections;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Data.Secrets;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Cli;

public sealed class TargetVerbTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Use_makes_a_target_the_usual_one_of_the_folder()
    {
        var folder = Directory.CreateTempSubdirectory("cruddur-use-").FullName;
        var url = await UrlAsync();
        var environment = new Dictionary<string, string> { ["PROD_CONNECTION_URL"] = url, ["CRUDDUR_DATA"] = folder };
        try
        {
            await CliRun.Of(["db", "create", "prod"], environment, folder: folder);
            var local = await CliRun.Of(["db", "target"], environment, folder: folder);
            Assert.Matches("target +local\nsource +the embedded PostgreSQL\nhost +embedded\ndatabase +cruddur\nmarker +unknown: the embedded PostgreSQL is not running\n", local.Output);
            var use = await CliRun.Of(["db", "use", "prod"], environment, folder: folder);
            Assert.Equal((0, "The target of this folder is prod now."), (use.ExitCode, use.Output.Trim()));
            var target = await CliRun.Of(["db", "target"], environment, folder: folder);
            Assert.Equal(0, target.ExitCode);
            Assert.Matches("target +prod\nsource +PROD_CONNECTION_URL\nhost +127\\.0\\.0\\.1\ndatabase +test_\\d+\nuser +postgres\nmarker +prod since \\d{4}-\\d\\d-\\d\\d, protected\nprofile +Direct\n", target.Output);
            Assert.StartsWith("[prod] ", (await CliRun.Of(["db", "url", "--format", "npgsql"], environment, folder: folder)).Error, StringComparison.Ordinal);
            await CliRun.Of(["db", "use", "local"], environment, folder: folder);
            Assert.Equal("local\n", await File.ReadAllTextAsync(TargetFile.In(folder)));
            Assert.Equal(2, (await CliRun.Of(["db", "use", "Prod; rm"], environment, folder: folder)).ExitCode);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Target_tells_what_it_knows_when_the_server_is_away()
    {
        var run = await CliRun.Of("db", "target", "--json", "--url", "postgres://u:hunter2@127.0.0.1:1/d?sslmode=disable");
        Assert.Equal(5, run.ExitCode);
        Assert.Equal("unknown", JsonDocument.Parse(run.Output).RootElement.GetProperty("marker").GetString());
        Assert.StartsWith("CDB-025: No PostgreSQL answers at 127.0.0.1:1", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libpq", "postgres://u:p%40ss@db.example/d", "postgresql://u:***@db.example/d?sslmode=verify-full&sslrootcert=system", "postgresql://u:p%40ss@db.example/d?sslmode=verify-full&sslrootcert=system")]
    [InlineData("libpq", "postgres://u:p@h/d?sslmode=require&schema=s&pgbouncer=true&statement_timeout=5s", "postgresql://u:***@h/d?options=-c%20search_path%3Ds%20-c%20statement_timeout%3D5s&sslmode=require", null)]
    [InlineData("libpq", "postgres://u@h/d?sslpassword=hunter2&sslmode=verify-ca&sslrootcert=/ca.pem", "postgresql://u@h/d?sslmode=verify-ca&sslpassword=***&sslrootcert=%2Fca.pem", null)]
    [InlineData("jdbc", "postgres://u:p%40ss@a,b:1/d?target_session_attrs=primary", "jdbc:postgresql://a:5432,b:1/d?password=***&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory&sslmode=verify-full&targetServerType=primary&tcpKeepAlive=true&user=u", null)]
    [InlineData("jdbc", "postgres://u:p%40s%26s@h:6432/d?sslmode=verify-full&sslrootcert=/ca.pem", "jdbc:postgresql://h:6432/d?password=***&prepareThreshold=0&sslmode=verify-full&sslrootcert=%2Fca.pem&tcpKeepAlive=true&user=u", "jdbc:postgresql://h:6432/d?password=p%40s%26s&prepareThreshold=0&sslmode=verify-full&sslrootcert=%2Fca.pem&tcpKeepAlive=true&user=u")]
    public async Task A_url_is_written_for_others_with_its_protection_and_without_its_password(string format, string url, string expected, string? revealed)
    {
        // Whatever this machine has lying around must not show.
        var environment = new Dictionary<string, string> { ["CRUDDUR_DB_CA"] = "system" };
        var run = await CliRun.Of(["db", "url", "--format", format, "--url", url], environment);
        Assert.Equal((0, expected), (run.ExitCode, run.Output.Trim()));
        Assert.Contains("Profile: ", run.Error, StringComparison.Ordinal);
        if (revealed is not null) Assert.Equal(revealed, (await CliRun.Of(["db", "url", "--reveal", "--format", format, "--url", url], environment)).Output.Trim());
    }

    [Fact]
    public async Task The_drivers_own_form_is_one_that_it_accepts()
    {
        var run = await CliRun.Of(["db", "url", "--format", "npgsql", "--reveal", "--url", "postgres://u:p;'\"@ep-x-pooler.eu-central-1.aws.neon.tech/d"], new() { ["CRUDDUR_DB_CA"] = "system" });
        var settings = new NpgsqlConnectionStringBuilder(run.Output.Trim());
        Assert.Equal(("p;'\"", true, SslMode.VerifyFull), (settings.Password, settings.NoResetOnClose, settings.SslMode));
        Assert.Contains("Profile: NeonPooler (0 to 20 connections, idle for 240 s,", run.Error, StringComparison.Ordinal);
        Assert.Contains("operator work goes to ep-x.eu-central-1.aws.neon.tech", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await CliRun.Of("db", "url", "--format", "odbc")).ExitCode);
    }

    [Fact]
    public async Task Secret_check_tries_both_versions()
    {
        await using var secrets = await SecretServer.StartAsync();
        var database = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync());
        string Json(string user) => JsonSerializer.Serialize(new { host = "127.0.0.1", port = database.Port, dbname = database.Database, username = user, password = "hunter2" });
        secrets.Set("s", Json("postgres"));
        secrets.NextRotation = new DateTimeOffset(2031, 1, 2, 3, 4, 0, TimeSpan.Zero);
        var environment = new Dictionary<string, string>(secrets.AwsSettings) { ["DB_SECRET_ARN"] = "s" };
        var good = await CliRun.Of(["db", "secret", "check"], environment);
        Assert.Equal(0, good.ExitCode);
        Assert.Matches("current +v1 +postgres +accepts it +3 min ago", good.Output);
        Assert.Contains("secretsmanager:s. Next rotation: 2031-01-02 03:04Z.", good.Error, StringComparison.Ordinal);
        secrets.Set("s", Json("nobody"));
        secrets.Prepare("s", Json("postgres"));
        var bad = await CliRun.Of(["db", "secret", "check", "--json"], environment);
        Assert.Equal(6, bad.ExitCode);
        Assert.Matches("\"stage\":\"current\",\"version\":\"v2\",\"user\":\"nobody\",\"server\":\"refuses it\".*\n.*\"stage\":\"pending\",\"version\":\"v3\",\"user\":\"postgres\",\"server\":\"accepts it\"", bad.Output);
        Assert.DoesNotContain("hunter2", good.Output + good.Error + bad.Output + bad.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await CliRun.Of("db", "secret", "check", "--url", "postgres://u@h/d")).ExitCode);
    }

    [Fact]
    public async Task A_verb_works_with_a_secret_in_the_middle_of_its_rotation()
    {
        await using var secrets = await SecretServer.StartAsync();
        var database = new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync());
        string Json(string user) => JsonSerializer.Serialize(new { host = "127.0.0.1", port = database.Port, dbname = database.Database, username = user, password = "hunter2" });
        secrets.Set("s", Json("not_yet_there"));
        var environment = new Dictionary<string, string>(secrets.AgentSettings) { ["DB_SECRET_ARN"] = "s" };
        var refused = await CliRun.Of(["db", "migrate"], environment);
        Assert.Equal(6, refused.ExitCode);
        Assert.Matches("^CDB-015: Server refused the password for 'not_yet_there' \\[28000\\]\\. The secret was re-read \\(version v1, changed 3 min ago\\) and refused again\\.$", refused.Error.Trim());
        secrets.Prepare("s", Json("postgres"));
        var done = await CliRun.Of(["db", "migrate"], environment);
        Assert.True(done.ExitCode == 0, done.Error);
        Assert.DoesNotContain("hunter2", refused.Error + done.Error, StringComparison.Ordinal);
    }

    private async Task<string> UrlAsync() =>
        $"postgres://postgres@127.0.0.1:{cluster.Port}/{new NpgsqlConnectionStringBuilder(await cluster.CreateDatabaseAsync()).Database}?sslmode=disable";
}
