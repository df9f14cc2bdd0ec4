using System.Text.Json.Nodes;
using Cruddur.Platform.Accounts;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity.Cognito;

/// <summary>The API with tokens of a user pool: those of cognito-local, and those of a pool whose keys the tests have.</summary>
public sealed class CognitoBearerTests(PostgresCluster cluster)
{
    private const string Password = "Londo-and-Vir-1";

    [Fact]
    public async Task A_person_whom_the_trigger_never_told_of_gets_their_row_with_the_first_valid_token()
    {
        await using var pool = new CognitoLocal();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await pool.StartAsync(trigger: null);
        app.Clock.MoveTo(TimeProvider.System.GetUtcNow());
        var sub = await pool.SignUpAsync("vir@example.com", Password, "Vir.Cotto", "  Vir Cotto ");
        await pool.ConfirmAsync("vir@example.com");
        var tokens = await pool.TokensAsync("vir@example.com", Password);
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from users where cognito_user_id = $1", sub));

        var api = app.Api();
        api.DefaultRequestHeaders.Authorization = new("Bearer", tokens["AccessToken"]!.GetValue<string>());
        var cruds = await Task.WhenAll(Enumerable.Range(0, 5).Select(number => api.PostCrudAsync($"hello {number}")));
        Assert.All(cruds, crud => Assert.Equal("vir_cotto", crud.Handle));
        Assert.Equal("Vir Cotto|vir@example.com", await app.ValueAsync<string>("select display_name || '|' || email from users where cognito_user_id = $1", sub));

        // An id token is for the page that asked for it, and one of another's making for nobody.
        foreach (var refused in new[] { tokens["IdToken"]!.GetValue<string>(), tokens["RefreshToken"]!.GetValue<string>(), tokens["AccessToken"]!.GetValue<string>() + "A" })
        {
            api.DefaultRequestHeaders.Authorization = new("Bearer", refused);
            using var answer = await api.TryCrudAsync("hello");
            Assert.Equal("{}", await answer.BodyAsync(401));
        }

        // Cruddur's own tokens go on working beside them.
        Assert.Equal("andrew", (await (await app.ApiAsync(Andrew)).PostCrudAsync("hello")).Handle);
    }

    [Fact]
    public async Task Who_was_erased_comes_back_by_no_token_however_long_the_pool_keeps_them()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await app.SqlAsync("update users set cognito_user_id = 'sub-1', delete_at = $1 where handle = 'andrew'", app.Now);
        var refusal = "AccessDeniedException";
        pool.Operation = (operation, body) => operation switch
        {
            "GetUser" => (200, new JsonObject { ["UserAttributes"] = new JsonArray(CognitoLocal.Attribute("sub", "sub-1"), CognitoLocal.Attribute("preferred_username", "andrew")) }),
            _ => (400, new JsonObject { ["__type"] = refusal }),
        };
        await app.Part<LeaveAccount>().EraseAsync(Andrew.Uuid, CancellationToken.None);
        await app.RunJobsAsync();
        Assert.StartsWith("AWS4-HMAC-SHA256 ", pool.Authorization, StringComparison.Ordinal);
        await RefusedAsync();
        app.Clock.Advance(TimeSpan.FromDays(30));
        await RefusedAsync();
        Assert.Contains("cognito-idp:AdminDeleteUser", await app.ValueAsync<string>("select last_error from platform.jobs where kind = 'cognito.erase'"), StringComparison.Ordinal);

        // An operator has erased it by hand meanwhile.
        refusal = "UserNotFoundException";
        await app.RunJobsAsync();
        Assert.Equal(0L, await app.ValueAsync<long>("select count(*) from platform.jobs where kind = 'cognito.erase'"));
        await RefusedAsync();
        app.Clock.Advance(TimeSpan.FromDays(2));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("platform.cognito_erased"));

        async Task RefusedAsync()
        {
            var api = app.Api();
            api.DefaultRequestHeaders.Authorization = new("Bearer", pool.Sign(pool.Access(app.Now)));
            using var answer = await api.TryCrudAsync("hello");
            await answer.BodyAsync(401);
            Assert.Equal(0L, await app.ValueAsync<long>("select count(*) from users where handle like 'andrew%'"));
        }
    }

    [Fact]
    public async Task Every_bad_token_makes_a_guest()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await app.SqlAsync("update users set cognito_user_id = 'sub-1' where handle = 'andrew'");
        var api = app.Api();
        api.DefaultRequestHeaders.Authorization = new("Bearer", pool.Sign(pool.Access(app.Now)));
        Assert.Equal("andrew", (await api.PostCrudAsync("hello")).Handle);
        foreach (var bad in TokenCorpus.All.Where(bad => bad.Refusal != "too long"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/activities/5eed0000-0000-7000-8000-00000000ffff");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {bad.Make(pool, app.Now).TrimEnd()}");
            using var answer = await app.Api().SendAsync(request);
            // A blank after the token is the header's.
            Assert.True((int)answer.StatusCode == (bad.Name == "with a blank" ? 404 : 401), $"{bad.Name}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task A_token_ends_with_its_time_with_the_account_and_with_signing_out()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await app.SqlAsync("update users set cognito_user_id = 'sub-1' where handle = 'andrew'");
        var (api, other) = (app.Api(), app.Api());
        async Task<int> StatusAsync(HttpClient api)
        {
            using var answer = await api.DeleteAsync("/api/activities/5eed0000-0000-7000-8000-00000000ffff");
            return (int)answer.StatusCode;
        }
        void Renew() => api.DefaultRequestHeaders.Authorization = other.DefaultRequestHeaders.Authorization = new("Bearer", pool.Sign(pool.Access(app.Now)));

        Renew();
        Assert.Equal(404, await StatusAsync(api));
        app.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(404, await StatusAsync(api));
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(401, await StatusAsync(api));

        Renew();
        Assert.Equal(404, await StatusAsync(api));
        await app.SqlAsync("update users set disabled_at = $1 where handle = 'andrew'", app.Now);
        app.Clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(401, await StatusAsync(api));
        await app.SqlAsync("update users set disabled_at = null where handle = 'andrew'");
        Assert.Equal(404, await StatusAsync(api));

        using var signOut = await api.PostAsync("/api/auth/signout", null);
        Assert.Equal("{}", await signOut.BodyAsync(200));
        Assert.Equal((401, 401), (await StatusAsync(api), await StatusAsync(other)));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Renew();
        Assert.Equal(404, await StatusAsync(api));
    }

    [Fact]
    public async Task Pages_take_no_token_of_the_pool()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await app.SqlAsync("update users set cognito_user_id = 'sub-1' where handle = 'andrew'");
        var token = pool.Sign(pool.Access(app.Now));
        var pages = app.Pages();
        pages.Cookies[Cruddur.Platform.Identity.Sessions.CookieName] = token;
        Assert.DoesNotContain("@andrew", await pages.ReadAsync("/"), StringComparison.Ordinal);
    }
}
