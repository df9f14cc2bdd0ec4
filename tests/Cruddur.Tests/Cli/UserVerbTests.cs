using System.Text.Json.Nodes;
using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Accounts;
using Cruddur.Tests.Platform.Identity.SecondFactor;
using Npgsql;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Cli;

/// <summary>What operators do with accounts, and what the server makes of it.</summary>
public sealed class UserVerbTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_person_is_found_by_handle_e_mail_and_id_in_any_case()
    {
        await using var app = await TestApp.StartAsync(cluster);
        foreach (var who in new[] { "andrew", "@andrew", "@Andrew", "ANDREW@example.com", Andrew.Uuid.ToString(), Andrew.Uuid.ToString().ToUpperInvariant() })
        {
            var run = await RunAsync(app, 0, "show", who, "--json");
            Assert.Equal("andrew", JsonNode.Parse(run.Output.Split('\n')[0])!["handle"]!.GetValue<string>());
        }
        var nobody = await RunAsync(app, 2, "show", "@nobody");
        Assert.StartsWith("Nobody in 127.0.0.1/", nobody.Error, StringComparison.Ordinal);
        Assert.Contains("has the handle, e-mail or id '@nobody'. See 'cruddur user list --search nobody'.", nobody.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_searched_filtered_and_cut()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("insert into users (uuid, handle, display_name, email, created_at, updated_at) select gen_random_uuid(), 'many' || n, 'Many', 'many' || n || '@example.com', now() - make_interval(hours => n), now() from generate_series(1, 250) n");
        Assert.Equal(253, Lines(await RunAsync(app, 0, "list", "--limit", "1000")).Length);
        Assert.Equal(100, Lines(await RunAsync(app, 0, "list")).Length);
        var londo = await RunAsync(app, 0, "list", "--search", "MOLLARI");
        Assert.StartsWith("@londo  londo@example.com  2026-03-01 12:00:00Z", londo.Output, StringComparison.Ordinal);
        Assert.Contains("1 person.", londo.Error, StringComparison.Ordinal);
        await RunAsync(app, 0, "disable", "londo");
        Assert.EndsWith("  disabled", Assert.Single(Lines(await RunAsync(app, 0, "list", "--state", "disabled"))), StringComparison.Ordinal);
        Assert.Empty((await RunAsync(app, 0, "list", "--search", "%")).Output);
        Assert.Empty((await RunAsync(app, 0, "list", "--state", "admin", "--quiet")).Error);
        await RunAsync(app, 2, "list", "--state", "odd");
    }

    [Fact]
    public async Task Disabling_ends_sessions_and_keeps_out_and_enabling_lets_in_again()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (api, pages) = (await app.ApiAsync(Andrew), await app.PagesAsync(Andrew));
        using (var before = await api.GetAsync("/api/profile/me")) await before.BodyAsync(200);
        Assert.StartsWith("@andrew is disabled now", (await RunAsync(app, 0, "disable", "@andrew")).Output, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        using (var after = await api.GetAsync("/api/profile/me")) await after.BodyAsync(401);
        Assert.DoesNotContain("@andrew", await pages.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("platform.sessions"));
        using (var signIn = await app.Api().SignInAsync(Andrew.Email, Password)) await signIn.BodyAsync(401);
        Assert.StartsWith("@andrew was disabled already", (await RunAsync(app, 0, "disable", "@andrew")).Output, StringComparison.Ordinal);

        Assert.Equal("@andrew is enabled now.\n", (await RunAsync(app, 0, "enable", "@andrew")).Output.ReplaceLineEndings("\n"));
        using (var signIn = await app.Api().SignInAsync(Andrew.Email, Password)) await signIn.BodyAsync(200);
        Assert.Equal(["user.disable", "user.enable"], await ActionsAsync(app));
        Assert.Equal($"{Environment.UserName}@{Environment.MachineName}", await app.ValueAsync<string>("select min(actor) from platform.audit"));
    }

    [Fact]
    public async Task Confirming_lets_somebody_in_whose_code_never_came()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using (var signUp = await app.Api().PostJsonAsync("/api/auth/signup", """{"name":"Vir","email":"vir@example.com","username":"vir_cotto","password":"a few words of Centauri"}""")) await signUp.BodyAsync(200);
        app.Clock.MoveTo(TimeProvider.System.GetUtcNow());
        await app.SqlAsync("update platform.signups set expires_at = now() + interval '1 day'");
        using (var before = await app.Api().SignInAsync("vir@example.com", "a few words of Centauri")) await before.BodyAsync(422);
        Assert.True(JsonNode.Parse((await RunAsync(app, 0, "confirm", "vir@Example.com", "--json")).Output)!["changed"]!.GetValue<bool>());
        Assert.False(JsonNode.Parse((await RunAsync(app, 0, "confirm", "@vir_cotto", "--json")).Output)!["changed"]!.GetValue<bool>());
        Assert.Contains("No sign-up of 'g_kar' waits for a code", (await RunAsync(app, 2, "confirm", "g_kar")).Error, StringComparison.Ordinal);
        using var signIn = await app.Api().SignInAsync("vir@example.com", "a few words of Centauri");
        await signIn.BodyAsync(200);
        Assert.Equal(["user.confirm"], await ActionsAsync(app));
    }

    [Fact]
    public async Task Administration_is_given_and_taken_away()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Andrew);
        using (var before = await pages.OpenAsync("/admin/people")) await before.BodyAsync(404);
        await RunAsync(app, 0, "make-admin", "andrew");
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        using (var during = await pages.OpenAsync("/admin/people")) await during.BodyAsync(200);
        await RunAsync(app, 0, "make-admin", "andrew", "--undo");
        Assert.StartsWith("@andrew was none.", (await RunAsync(app, 0, "make-admin", "andrew", "--undo")).Output, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        using (var after = await pages.OpenAsync("/admin/people")) await after.BodyAsync(404);
        Assert.Equal(["user.make-admin", "user.unmake-admin"], await ActionsAsync(app));
    }

    [Fact]
    public async Task Revoking_ends_sessions_and_tokens_of_one_person()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.ApiAsync(Andrew);
        await app.PagesAsync(Andrew);
        var other = await app.ApiAsync(Bayko);
        await RunAsync(app, 0, "revoke-sessions", "andrew");
        Assert.StartsWith("@andrew was signed in nowhere", (await RunAsync(app, 0, "revoke-sessions", "andrew")).Output, StringComparison.Ordinal);
        using var still = await other.GetAsync("/api/profile/me");
        await still.BodyAsync(200);
        Assert.Equal("""{"sessions": 2}""", await app.ValueAsync<string>("select detail::text from platform.audit"));
    }

    [Fact]
    public async Task A_reset_makes_the_old_password_worthless_and_prints_a_code_that_is_stored_as_a_hash()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.ApiAsync(Andrew);
        var run = await RunAsync(app, 0, "reset-password", "andrew", "--json");
        var code = JsonNode.Parse(run.Output)!["code"]!.GetValue<string>();
        Assert.Matches("^[0-9]{6}$", code);
        Assert.DoesNotContain(code, run.Error, StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("platform.sessions"));
        using (var signIn = await app.Api().SignInAsync(Andrew.Email, Password)) await signIn.BodyAsync(401);
        var (salt, hash) = (await app.ValueAsync<byte[]>("select salt from platform.codes where purpose = 'recover'"), await app.ValueAsync<byte[]>("select code_sha256 from platform.codes"));
        Assert.True(CodeHash.IsRight(code, salt, hash));
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from platform.audit where detail::text like '%' || $1 || '%'", code));
    }

    [Fact]
    public async Task Who_lost_phone_and_recovery_codes_is_let_in_by_password_alone_and_told()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var steps = await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        Assert.StartsWith("@andrew signs in by password alone now", (await RunAsync(app, 0, "disable-2fa", "andrew")).Output, StringComparison.Ordinal);
        Assert.StartsWith("@andrew had no authenticator app.", (await RunAsync(app, 0, "disable-2fa", "andrew")).Output, StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("platform.sessions") + await app.CountAsync("platform.recovery_codes"));
        using (var signIn = await app.Api().SignInAsync(Andrew.Email, Password)) await signIn.BodyAsync(200);
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from platform.audit where action = 'user.disable-2fa'"));
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from platform.mails where subject = 'Your authenticator app is off' and recipient = $1", Andrew.Email));
        Assert.DoesNotContain(steps.Key, await app.ValueAsync<string>("select string_agg(a::text, '') from platform.audit a"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deleting_hides_at_once_and_erases_in_seven_days_or_now()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await (await app.ApiAsync(Andrew)).PostCrudAsync("soon gone");
        await (await app.ApiAsync(Bayko)).PostCrudAsync("gone now");
        var run = await RunAsync(app, 0, "delete", "andrew");
        Assert.StartsWith("@andrew is out of sight, and will be erased on ", run.Output, StringComparison.Ordinal);
        Assert.Contains("already.", (await RunAsync(app, 0, "delete", "andrew")).Output, StringComparison.Ordinal);
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from users where handle = 'andrew' and delete_at is not null"));
        await RunAsync(app, 0, "delete", "bayko", "--now");
        await RunAsync(app, 0, "delete", "andrew", "--now");
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from users where handle in ('andrew', 'bayko')"));
        Assert.Equal(0, await app.CountAsync("activities"));
        Assert.Equal(2, await app.ValueAsync<long>("select count(*) from platform.audit where action = 'user.erase'"));
    }

    [Fact]
    public async Task Creating_takes_a_password_from_standard_input_or_prints_a_code()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var made = await RunAsync(app, 0, ["create", "delenn", "delenn@example.com", "--name", "Delenn", "--admin", "--password-stdin"], input: "a few words of Minbari\n");
        Assert.Equal("@delenn is made, an administrator\n", made.Output.ReplaceLineEndings("\n"));
        using (var signIn = await app.Api().SignInAsync("delenn@example.com", "a few words of Minbari")) await signIn.BodyAsync(200);
        var coded = await RunAsync(app, 0, "create", "lennier", "lennier@example.com");
        Assert.Matches("^@lennier is made\\. Code: [0-9]{6}\\s$", coded.Output);
        using (var signIn = await app.Api().SignInAsync("lennier@example.com", "")) await signIn.BodyAsync(422);

        var refused = await RunAsync(app, 2, ["create", "x", " ", "--password-stdin"], input: "short\n");
        Assert.StartsWith("Nothing was made. A username has 3 to 20 characters", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Enter your e-mail address.", refused.Error, StringComparison.Ordinal);
        Assert.Contains("That username is taken", (await RunAsync(app, 2, "create", "ANDREW", "other@example.com")).Error, StringComparison.Ordinal);
        Assert.Contains("Somebody has an account with that address", (await RunAsync(app, 2, "create", "other", "Andrew@Example.com")).Error, StringComparison.Ordinal);
        Assert.Equal(5, await app.CountAsync("users"));
    }

    [Theory]
    [InlineData("disable")]
    [InlineData("reset-password")]
    [InlineData("disable-2fa")]
    [InlineData("delete")]
    public async Task A_protected_database_must_be_named_for_what_harms_a_person(string verb)
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("create table if not exists cruddur_meta (environment text not null, instance_id uuid not null, created_at timestamptz not null, app_version text not null)");
        await app.SqlAsync("delete from cruddur_meta");
        await app.SqlAsync("insert into cruddur_meta (environment, instance_id, created_at, app_version) values ('prod', gen_random_uuid(), '2026-01-02Z', '1')");
        var place = $"127.0.0.1/{new NpgsqlConnectionStringBuilder(app.ConnectionString).Database}";
        var users = await app.ValueAsync<string>("select string_agg(u::text, ',' order by uuid) from users u");
        var wrongTarget = await RunAsync(app, 4, verb, "andrew");
        Assert.StartsWith("CDB-005: Refused: you are on target 'local' but the database is marked 'prod'.", wrongTarget.Error, StringComparison.Ordinal);
        foreach (var confirm in new[] { null, "--confirm=andrew", $"--confirm={place}x", $"--confirm={place.ToUpperInvariant()}" })
        {
            var refused = await RunAsync(app, 4, [verb, "andrew", "--target", "prod", .. confirm is null ? Array.Empty<string>() : [confirm]]);
            Assert.StartsWith($"[prod] CDB-004: Refused: {place} is marked 'prod' since 2026-01-02. 'user {verb}' would ", refused.Error, StringComparison.Ordinal);
            Assert.EndsWith($"If you mean it: pass --confirm={place}.", refused.Error.Trim(), StringComparison.Ordinal);
        }
        Assert.Equal(users, await app.ValueAsync<string>("select string_agg(u::text, ',' order by uuid) from users u"));
        await RunAsync(app, 0, verb, "andrew", "--target", "prod", $"--confirm={place}");
    }

    [Fact]
    public async Task A_database_without_the_tables_says_what_to_run()
    {
        var run = await CliRun.Of("user", "list", "--url", Url(await cluster.CreateDatabaseAsync()));
        Assert.Equal(3, run.ExitCode);
        Assert.Contains("CDB-023", run.Error, StringComparison.Ordinal);
        Assert.Contains("cruddur db migrate", run.Error, StringComparison.Ordinal);
    }

    private static string[] Lines(CliRun run) => run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task<string[]> ActionsAsync(TestApp app) => await app.ValueAsync<string[]>("select array_agg(action order by at, uuid) from platform.audit");

    private static string Url(string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgres://postgres@127.0.0.1:{database.Port}/{database.Database}?sslmode=disable";
    }

    private static Task<CliRun> RunAsync(TestApp app, int exitCode, params string[] args) => RunAsync(app, exitCode, args, "");

    private static async Task<CliRun> RunAsync(TestApp app, int exitCode, string[] args, string input)
    {
        var run = await CliRun.Of(["user", .. args, "--url", Url(app.ConnectionString)], [], input);
        Assert.True(exitCode == run.ExitCode, $"user {string.Join(' ', args)} answered {run.ExitCode}: {run.Error}{run.Output}");
        return run;
    }
}
