using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;

namespace Cruddur.Tests.Platform.Identity.Cognito;

/// <summary>The code flow, with the tests in the place of the hosted pages and of the person in front of them.</summary>
public sealed class HostedSignInTests(PostgresCluster cluster)
{
    private const string Question = "__Host-cruddur-hosted";
    private const string Code = "code-1";

    [Fact]
    public async Task Whoever_signs_in_at_the_hosted_pages_is_signed_in_here()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        var pages = app.Pages();
        using var question = await pages.OpenAsync("/signin/cognito?return_to=/explore");
        var asked = Asked(question);
        Assert.Equal($"{pool.Settings.Domain}oauth2/authorize", question.Header("Location")!.Split('?')[0]);
        Assert.Equal(("code", TokenPool.Client, $"{app.Address}signin/cognito/callback", "S256"), (asked["response_type"], asked["client_id"], asked["redirect_uri"], asked["code_challenge_method"]));
        var cookie = question.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith(Question, StringComparison.Ordinal)).Split("; ");
        Assert.Equal(["path=/", "secure", "samesite=lax", "httponly"], cookie[1..]);
        foreach (var secret in new[] { asked["state"], asked["nonce"] }) Assert.DoesNotContain(secret, cookie[0], StringComparison.Ordinal);

        IReadOnlyDictionary<string, string>? sent = null;
        pool.Exchange = form =>
        {
            sent = form.ToDictionary(field => field.Key, field => field.Value.ToString());
            return Tokens(pool, app, asked["nonce"]);
        };
        using var answer = await pages.OpenAsync($"/signin/cognito/callback?code={Code}&state={asked["state"]}");
        Assert.Equal((303, "/explore"), ((int)answer.StatusCode, answer.Header("Location")));
        Assert.Equal((Code, "authorization_code", TokenPool.Client, asked["redirect_uri"]), (sent!["code"], sent["grant_type"], sent["client_id"], sent["redirect_uri"]));
        Assert.Equal(asked["code_challenge"], WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(sent["code_verifier"]))));
        Assert.False(pages.Cookies.ContainsKey(Question));
        Assert.Contains("@vir", await pages.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal("sub-1", await app.ValueAsync<string>("select cognito_user_id from users where handle = 'vir'"));

        // The refresh token stays here, where only this session's own token opens it.
        Assert.Equal(1, await app.CountAsync("platform.cognito_sessions"));
        Assert.DoesNotContain("refresh-token", await app.ValueAsync<string>("select encode(sealed_refresh, 'escape') from platform.cognito_sessions"), StringComparison.Ordinal);

        // What led here leads nowhere a second time.
        using var again = await app.Pages().OpenAsync($"/signin/cognito/callback?code={Code}&state={asked["state"]}");
        Assert.Equal(400, (int)again.StatusCode);
    }

    [Fact]
    public async Task An_answer_that_does_not_belong_to_this_browsers_question_signs_nobody_in()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        async Task<int> TryAsync(Func<string, JsonObject> tokens, Func<IReadOnlyDictionary<string, string>, string>? query = null, Action<PageClient>? before = null)
        {
            var pages = app.Pages();
            using var question = await pages.OpenAsync("/signin/cognito");
            var asked = Asked(question);
            pool.Exchange = _ => tokens(asked["nonce"]);
            before?.Invoke(pages);
            using var answer = await pages.OpenAsync("/signin/cognito/callback?" + (query?.Invoke(asked) ?? $"code={Code}&state={asked["state"]}"));
            Assert.False(pages.Cookies.ContainsKey(Sessions.CookieName));
            return (int)answer.StatusCode;
        }
        JsonObject Good(string nonce) => Tokens(pool, app, nonce);

        Assert.Equal(400, await TryAsync(Good, asked => $"code={Code}"));
        Assert.Equal(400, await TryAsync(Good, asked => $"state={asked["state"]}"));
        Assert.Equal(400, await TryAsync(Good, asked => $"code={Code}&state={asked["nonce"]}"));
        Assert.Equal(400, await TryAsync(Good, before: pages => pages.Cookies.Remove(Question)));
        Assert.Equal(400, await TryAsync(Good, before: pages => pages.Cookies[Question] += "A"));
        Assert.Equal(400, await TryAsync(Good, before: _ => app.Clock.Advance(TimeSpan.FromMinutes(15))));
        Assert.Equal(400, await TryAsync(_ => Good("another-nonce")));
        Assert.Equal(400, await TryAsync(_ => new JsonObject { ["id_token"] = pool.Sign(pool.Id(app.Now)) }));
        Assert.Equal(400, await TryAsync(_ => new JsonObject { ["id_token"] = pool.Sign(pool.Access(app.Now)) }));
        Assert.Equal(400, await TryAsync(_ => new JsonObject { ["error"] = "invalid_grant" }));
        Assert.Equal(303, await TryAsync(Good, asked => $"error=access_denied&state={asked["state"]}"));
        Assert.Equal(0, await app.CountAsync("platform.sessions"));
        Assert.Equal(3, await app.CountAsync("users"));
    }

    [Fact]
    public async Task A_session_ends_within_the_hour_when_the_pool_renews_it_no_more_and_not_when_it_is_silent()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        var pages = app.Pages();
        using var question = await pages.OpenAsync("/signin/cognito");
        var asked = Asked(question);
        pool.Exchange = _ => Tokens(pool, app, asked["nonce"]);
        using var answer = await pages.OpenAsync($"/signin/cognito/callback?code={Code}&state={asked["state"]}");
        Assert.Equal(303, (int)answer.StatusCode);

        app.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Contains("@vir", await pages.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Empty(pool.Calls);
        pool.Operation = (_, _) => (500, []);
        app.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Contains("@vir", await pages.ReadAsync("/"), StringComparison.Ordinal);
        pool.Operation = (_, body) => body["AuthParameters"]!["REFRESH_TOKEN"]!.GetValue<string>() == "refresh-token"
            ? (200, new JsonObject { ["AuthenticationResult"] = new JsonObject { ["AccessToken"] = "x", ["RefreshToken"] = "rotated" } })
            : (400, new JsonObject { ["__type"] = "NotAuthorizedException", ["message"] = "Refresh Token has been revoked" });
        app.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Contains("@vir", await pages.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal(["InitiateAuth", "InitiateAuth"], pool.Calls);

        // The rotated token is the one that is asked with now, and refused.
        app.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.DoesNotContain("@vir", await pages.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("platform.sessions"));
    }

    [Fact]
    public async Task Signing_out_makes_the_refresh_token_worthless_at_the_pool_too()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        var pages = app.Pages();
        using var question = await pages.OpenAsync("/signin/cognito");
        var asked = Asked(question);
        pool.Exchange = _ => Tokens(pool, app, asked["nonce"]);
        using var answer = await pages.OpenAsync($"/signin/cognito/callback?code={Code}&state={asked["state"]}");
        string? revoked = null;
        pool.Operation = (_, body) =>
        {
            revoked = body["Token"]?.GetValue<string>();
            return (200, []);
        };
        await pages.ReadAsync("/");
        using var signOut = await pages.SubmitAsync("/signout", new Dictionary<string, string>());
        Assert.Equal(303, (int)signOut.StatusCode);
        Assert.Equal(["RevokeToken"], pool.Calls);
        Assert.Equal("refresh-token", revoked);
        Assert.Equal(0, await app.CountAsync("platform.sessions"));
    }

    [Fact]
    public async Task Without_hosted_pages_there_is_nothing_here()
    {
        await using var app = await TestApp.StartAsync(cluster);
        foreach (var path in new[] { "/signin/cognito", "/signin/cognito/callback?code=a&state=b" })
        {
            using var answer = await app.Pages().OpenAsync(path);
            Assert.Equal(404, (int)answer.StatusCode);
        }
    }

    private static JsonObject Tokens(TokenPool pool, TestApp app, string nonce)
    {
        var id = pool.Id(app.Now);
        id["nonce"] = nonce;
        return new JsonObject { ["id_token"] = pool.Sign(id), ["access_token"] = pool.Sign(pool.Access(app.Now)), ["refresh_token"] = "refresh-token", ["token_type"] = "Bearer" };
    }

    private static Dictionary<string, string> Asked(HttpResponseMessage answer)
    {
        Assert.Equal(303, (int)answer.StatusCode);
        return QueryHelpers.ParseQuery(new Uri(answer.Header("Location")!).Query).ToDictionary(pair => pair.Key, pair => pair.Value.ToString());
    }
}
