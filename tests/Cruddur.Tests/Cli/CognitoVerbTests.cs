using System.Text.Json.Nodes;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Cli;

/// <summary>The verbs that compare the people here with those of a user pool.</summary>
public sealed class CognitoVerbTests(PostgresCluster cluster) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cruddur-cognito-cli-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Everybody_of_every_page_is_listed_and_the_calls_are_signed()
    {
        await using var pool = await TokenPool.StartAsync();
        var asked = new List<string?>();
        pool.Operation = (_, body) =>
        {
            var token = body["PaginationToken"]?.GetValue<string>();
            asked.Add(token);
            var page = int.Parse(token ?? "0", System.Globalization.CultureInfo.InvariantCulture);
            var answer = new JsonObject { ["Users"] = new JsonArray([.. Enumerable.Range(page * 60, 60).Select(number => Account($"sub-{number}", $"p{number}", $"p{number}@example.com"))]) };
            if (page < 2) answer["PaginationToken"] = $"{page + 1}";
            return (200, answer);
        };
        var run = await RunAsync(pool.Settings, "list-cognito", "--json");
        Assert.True(run.ExitCode == 0, run.Error);
        var lines = run.Output.Trim().Split('\n');
        Assert.Equal(180, lines.Length);
        Assert.Equal("""{"sub":"sub-179","handle":"p179","name":"p179","email":"p179@example.com","email_verified":true,"status":"CONFIRMED","enabled":true}""", lines[^1].Trim());
        Assert.Equal([null, "1", "2"], asked);
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=local/[0-9]{8}/eu-central-1/cognito-idp/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=[0-9a-f]{64}$", pool.Authorization);
    }

    [Fact]
    public async Task Sync_ties_rows_of_before_adds_who_is_missing_and_changes_nothing_unasked()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("update users set cognito_user_id = 'MOCK' where handle = 'andrew'");
        JsonObject[] accounts =
        [
            Account("sub-andrew", "Andrew", "ANDREW@example.com"), Account("sub-thief", "bayko", "thief@example.com"), Account("sub-unproven", "londo", "londo@example.com", isVerified: false),
            Account("sub-vir", "vir", "vir@example.com"), Account("sub-new", "lennier", "lennier@example.com", status: "UNCONFIRMED"), Account("sub-off", "refa", "refa@example.com", isEnabled: false),
        ];
        pool.Operation = (_, _) => (200, new JsonObject { ["Users"] = new JsonArray([.. accounts.Select(account => account.DeepClone())]) });
        var url = $"postgres://postgres@127.0.0.1:{cluster.Port}/{new NpgsqlConnectionStringBuilder(app.ConnectionString).Database}?sslmode=disable";

        var shown = await RunAsync(pool.Settings, "sync-cognito", "--url", url);
        Assert.True(shown.ExitCode == 0, shown.Error);
        Assert.Contains("sub-andrew  @andrew  linked", shown.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", shown.Error, StringComparison.Ordinal);
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from users where cognito_user_id like 'sub-%'"));

        var done = await RunAsync(pool.Settings, "sync-cognito", "--write", "--url", url);
        Assert.True(done.ExitCode == 0, done.Error);
        Assert.Contains("6 accounts: 3 created, 1 linked, 0 same, 2 skipped.", done.Error, StringComparison.Ordinal);
        Assert.Equal("andrew=sub-andrew bayko= bayko_2=sub-thief londo= londo_2=sub-unproven vir=sub-vir",
            await app.ValueAsync<string>("select string_agg(handle || '=' || coalesce(cognito_user_id, ''), ' ' order by handle collate \"C\") from users"));

        var again = await RunAsync(pool.Settings, "sync-cognito", "--write", "--url", url);
        Assert.Contains("6 accounts: 0 created, 0 linked, 4 same, 2 skipped.", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_emulator_answers_the_same_calls()
    {
        await using var pool = new CognitoLocal();
        await pool.StartAsync(trigger: null);
        var sub = await pool.SignUpAsync("vir@example.com", "Londo-and-Vir-1", "vir", "Vir Cotto");
        var run = await RunAsync(pool.Settings, "list-cognito");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal($"{sub}  @vir  vir@example.com (not verified)  UNCONFIRMED", run.Output.Trim());
    }

    [Theory]
    [InlineData("ResourceNotFoundException", 2, "knows no pool")]
    [InlineData("AccessDeniedException", 6, "lack cognito-idp:ListUsers")]
    [InlineData("ExpiredTokenException", 6, "does not know these credentials")]
    public async Task What_AWS_refuses_is_told_with_what_to_do(string type, int exitCode, string sentence)
    {
        await using var pool = await TokenPool.StartAsync();
        pool.Operation = (_, _) => (400, new JsonObject { ["__type"] = type });
        var run = await RunAsync(pool.Settings, "list-cognito");
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_pool_they_say_which_settings_are_missing()
    {
        var run = await CliRun.Of("user", "list-cognito", "--data", folder);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("CRUDDUR_Cognito__UserPoolId", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("admin-create-user", "create", "vir", "vir@example.com")]
    [InlineData("admin-confirm-sign-up", "confirm", "@andrew")]
    [InlineData("admin-reset-user-password", "reset-password", "@andrew")]
    public async Task What_the_pool_does_itself_is_refused_with_what_to_do_there(string instead, params string[] verb)
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster);
        var before = await app.ValueAsync<string>("select string_agg(password_hash, ' ') from platform.credentials");
        var url = $"postgres://postgres@127.0.0.1:{cluster.Port}/{new NpgsqlConnectionStringBuilder(app.ConnectionString).Database}?sslmode=disable";
        var run = await RunAsync(pool.Settings, [.. verb, "--url", url]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"aws cognito-idp {instead} --user-pool-id {pool.Settings.UserPoolId}", run.Error, StringComparison.Ordinal);
        Assert.Equal((before, 3), (await app.ValueAsync<string>("select string_agg(password_hash, ' ') from platform.credentials"), (int)await app.CountAsync("users")));
    }

    private static JsonObject Account(string sub, string handle, string email, bool isVerified = true, string status = "CONFIRMED", bool isEnabled = true) => new()
    {
        ["Username"] = sub,
        ["UserStatus"] = status,
        ["Enabled"] = isEnabled,
        ["Attributes"] = new JsonArray(CognitoLocal.Attribute("sub", sub), CognitoLocal.Attribute("email", email), CognitoLocal.Attribute("email_verified", isVerified ? "true" : "false"),
            CognitoLocal.Attribute("preferred_username", handle), CognitoLocal.Attribute("name", handle)),
    };

    private async Task<CliRun> RunAsync(CognitoSettings pool, params string[] args)
    {
        var settings = new JsonObject { ["Cognito"] = new JsonObject { ["Region"] = pool.Region, ["UserPoolId"] = pool.UserPoolId, ["ClientId"] = pool.ClientId, ["Endpoint"] = pool.Endpoint!.ToString() } };
        await File.WriteAllTextAsync(Path.Combine(folder, "cruddur.json"), settings.ToJsonString());
        return await CliRun.Of(["user", .. args, "--data", folder]);
    }
}
