using System.Text.RegularExpressions;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Accounts;

/// <summary>Keys for programs.</summary>
public sealed partial class TokensTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_token_is_shown_once_stored_as_a_hash_and_works()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        var (api, token) = await MakeAsync(app, pages, "backup", "write", "30");
        await api.PostCrudAsync("By a program");
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from platform.sessions where name = 'backup' and token_sha256 = sha256(convert_to($1, 'UTF8'))", token));
        var list = await pages.ReadAsync("/settings/tokens");
        Assert.DoesNotContain(token, list, StringComparison.Ordinal);
        Assert.Contains("backup", list, StringComparison.Ordinal);
        Assert.Contains("last used", list, StringComparison.Ordinal);

        app.Clock.Advance(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1));
        Assert.Equal(200, await api.StatusAsync("/api/profile/me"));
        // What is found is believed for five seconds.
        app.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(401, await api.StatusAsync("/api/profile/me"));
    }

    [Fact]
    public async Task A_token_that_reads_changes_nothing_and_one_without_end_does_not_go_by_lying_idle()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (api, _) = await MakeAsync(app, await app.ConfirmedAsync(Andrew), "reader", "read", "");
        using var refused = await api.TryCrudAsync("No");
        await refused.BodyAsync(403);
        Assert.Equal(0, await app.CountAsync("activities"));
        app.Clock.Advance(TimeSpan.FromDays(400));
        Assert.Equal(200, await api.StatusAsync("/api/profile/me"));
    }

    [Fact]
    public async Task Sending_the_form_twice_makes_one_token()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        await pages.ReadAsync("/settings/tokens");
        var fields = pages.HiddenFields("/settings/tokens");
        foreach (var (name, value) in new[] { ("token_name", "backup"), ("scope", "read"), ("days", "90") }) fields[name] = value;
        using var first = await pages.PostAsync("/settings/tokens", fields);
        await first.BodyAsync(200);
        using var second = await pages.PostAsync("/settings/tokens", fields);
        Assert.Equal("/settings/tokens?notice=token-there", second.LeadsTo());
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from platform.sessions where name is not null"));
    }

    [Fact]
    public async Task Revoking_ends_it_at_once_and_only_ones_own()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        var (api, _) = await MakeAsync(app, pages, "backup", "write", "90");
        Assert.Equal(200, await api.StatusAsync("/api/profile/me"));
        var uuid = await app.ValueAsync<Guid>("select uuid from platform.sessions where name = 'backup'");
        using var foreign = await (await app.ApiAsync(Bayko)).DeleteAsync($"/api/tokens/{uuid}");
        Assert.Equal(404, (int)foreign.StatusCode);
        // Nor does the list of sessions end a token.
        using var asSession = await (await app.ApiAsync(Andrew)).DeleteAsync($"/api/sessions/{uuid}");
        Assert.Equal(404, (int)asSession.StatusCode);

        await pages.ReadAsync("/settings/tokens");
        using var answer = await pages.SubmitAsync($"/settings/tokens/{uuid}/revoke", new Dictionary<string, string>());
        Assert.Equal("/settings/tokens?notice=token-revoked", answer.LeadsTo());
        Assert.Equal(401, await api.StatusAsync("/api/profile/me"));
    }

    [Fact]
    public async Task Signing_out_everywhere_else_ends_tokens()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        var (api, _) = await MakeAsync(app, pages, "backup", "write", "90");
        await pages.ReadAsync("/settings/sessions");
        using var answer = await pages.SubmitAsync("/settings/sessions/end-others", new Dictionary<string, string>());
        Assert.Equal(401, await api.StatusAsync("/api/profile/me"));
    }

    [Theory]
    [InlineData("", "read", "30", "Give the token a name")]
    [InlineData("123456789012345678901234567890123456789012345678901", "read", "30", "at most 50 characters.")]
    [InlineData("backup", "admin", "30", "Choose what the token may do")]
    [InlineData("backup", "read", "31", "Choose when the token ends.")]
    public async Task What_does_not_fit_is_told_and_the_name_stays(string name, string scope, string days, string sentence)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        using var answer = await pages.FillInAsync("/settings/tokens", ("token_name", name), ("scope", scope), ("days", days));
        await answer.BodyAsync(422);
        Assert.Contains(sentence, pages.Text, StringComparison.Ordinal);
        Assert.Contains($"name=\"token_name\" value=\"{name}\"", pages.Html, StringComparison.Ordinal);
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from platform.sessions where name is not null"));
    }

    [Fact]
    public async Task Twenty_tokens_are_enough()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        await app.SqlAsync("""
            insert into platform.sessions (uuid, token_sha256, user_uuid, kind, user_agent, name, created_at, last_seen_at, expires_at)
            select gen_random_uuid(), sha256(n::text::bytea), $1, 'bearer', '', 'token ' || n, $2, $2, $2 + interval '1 day' from generate_series(1, 20) n
            """, Andrew.Uuid, app.Now);
        using var answer = await pages.FillInAsync("/settings/tokens", ("token_name", "one more"), ("scope", "read"), ("days", "30"));
        await answer.BodyAsync(422);
        Assert.Contains("You have 20 tokens", pages.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_API_lists_them_without_what_they_are_good_for()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (api, token) = await MakeAsync(app, await app.ConfirmedAsync(Andrew), "backup", "read", "90");
        using var answer = await api.GetAsync("/api/tokens");
        var body = await answer.BodyAsync(200);
        Assert.DoesNotContain(token, body, StringComparison.Ordinal);
        Assert.Contains("\"name\":\"backup\",\"scope\":\"read\"", body, StringComparison.Ordinal);
    }

    private static async Task<(HttpClient Api, string Token)> MakeAsync(TestApp app, PageClient pages, string name, string scope, string days)
    {
        using var answer = await pages.FillInAsync("/settings/tokens", ("token_name", name), ("scope", scope), ("days", days));
        var token = Shown().Match(await answer.BodyAsync(200)).Groups[1].Value;
        Assert.Equal(43, token.Length);
        var api = app.Api();
        api.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return (api, token);
    }

    [GeneratedRegex("class=\"made-token\"[^>]*>([^<]+)<")]
    private static partial Regex Shown();
}
