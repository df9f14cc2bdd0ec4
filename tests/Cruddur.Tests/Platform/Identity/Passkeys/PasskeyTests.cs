using System.Text.Json.Nodes;
using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Accounts;
using Cruddur.Tests.Platform.Identity.SecondFactor;
using Microsoft.AspNetCore.WebUtilities;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity.Passkeys;

/// <summary>Passkeys that behave, and some that do not.</summary>
public sealed class PasskeyTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_passkey_is_made_named_and_signs_in_without_a_password()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var key = await app.HavePasskeyAsync(Andrew);
        var pages = app.Pages();
        using var answer = await pages.SignInAsync(key.Get);
        Assert.Equal("/explore", answer.LeadsTo());
        await pages.ReadAsync("/settings/security");
        Assert.Contains("my phone", pages.Text, StringComparison.Ordinal);
        Assert.Contains("last used", pages.Text, StringComparison.Ordinal);
        Assert.Equal(1, await app.ValueAsync<long>("select sign_count from platform.passkeys"));
        Assert.Equal("passkey.add", await app.ValueAsync<string>("select action from platform.audit where subject_uuid = $1", Andrew.Uuid));
        Assert.Equal("A passkey was added", await app.ValueAsync<string>("select subject from platform.mails where recipient = $1", Andrew.Email));
    }

    [Fact]
    public async Task The_browser_is_asked_for_a_verified_person_a_key_that_it_keeps_and_the_sites_own_name()
    {
        await using var app = await TestApp.StartAsync(cluster);
        JsonNode? create = null, get = null;
        using var key = app.Key();
        using var made = await (await app.ConfirmedAsync(Andrew)).AnswerAsync(PasskeySteps.New, PasskeySteps.New, options => key.Create((create = JsonNode.Parse(options))!.ToJsonString()), ("name", "phone"));
        using var used = await app.Pages().SignInAsync(options => key.Get((get = JsonNode.Parse(options))!.ToJsonString()));
        Assert.Equal("/explore", used.LeadsTo());
        Assert.Equal(("required", "required"), ((string)create!["authenticatorSelection"]!["userVerification"]!, (string)create["authenticatorSelection"]!["residentKey"]!));
        Assert.Equal((app.Address.Host, app.Address.Host, "required"), ((string)create["rp"]!["id"]!, (string)get!["rpId"]!, (string)get["userVerification"]!));
        Assert.Empty(get["allowCredentials"]!.AsArray());
        Assert.Equal(32, WebEncoders.Base64UrlDecode((string)get["challenge"]!).Length);
    }

    [Fact]
    public async Task Who_has_a_passkey_needs_no_code_besides()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await AppSteps.SetUpAsync(app, await app.ConfirmedAsync(Andrew));
        using var key = await app.HavePasskeyAsync(Andrew);
        using var answer = await app.Pages().SignInAsync(key.Get);
        Assert.Equal("/explore", answer.LeadsTo());
    }

    /// <summary>Each lie, and where it is told.</summary>
    public static TheoryData<string> Lies => ["origin", "https origin of another port", "cross-origin", "challenge", "type", "unverified", "site", "signature", "data", "user", "unknown key", "other key", "no handle", "not JSON", "empty", "null", "array", "long"];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task A_lie_does_not_sign_in(string lie)
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var key = await app.HavePasskeyAsync(Andrew);
        using var other = await app.HavePasskeyAsync(Bayko);
        var pages = app.Pages();
        using var answer = await pages.SignInAsync(options => Tell(lie, key, other, options));
        await answer.BodyAsync(422);
        Assert.Contains("not accepted here", pages.Text, StringComparison.Ordinal);
        Assert.False(pages.Cookies.ContainsKey(Sessions.CookieName));
        Assert.Equal(0, await app.ValueAsync<long>("select max(sign_count) from platform.passkeys"));
    }

    [Theory]
    [InlineData("origin")]
    [InlineData("cross-origin")]
    [InlineData("challenge")]
    [InlineData("unverified")]
    [InlineData("not JSON")]
    [InlineData("empty")]
    public async Task A_lie_makes_no_passkey(string lie)
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var key = app.Key();
        var pages = await app.ConfirmedAsync(Andrew);
        Prepare(lie, key);
        using var answer = await pages.AnswerAsync(PasskeySteps.New, PasskeySteps.New, options => lie switch { "not JSON" => "{", "empty" => "", _ => key.Create(options) }, ("name", "my <phone>"));
        await answer.BodyAsync(422);
        Assert.Contains("value=\"my &lt;phone&gt;\"", pages.Html, StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("platform.passkeys"));
        Assert.Equal(0, await app.CountAsync("platform.mails"));
    }

    [Fact]
    public async Task An_answer_is_taken_once()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var key = await app.HavePasskeyAsync(Andrew);
        var pages = app.Pages();
        await pages.ReadAsync("/signin");
        var form = pages.HiddenFields(PasskeySteps.SignIn);
        using var begun = await pages.PostAsync("/signin/passkey/options", form);
        form["credential"] = key.Get(await begun.BodyAsync(200));
        var challenge = pages.Cookies["__Host-cruddur-passkey-signin"];
        using var first = await pages.PostAsync(PasskeySteps.SignIn, form);
        Assert.Equal("/", first.LeadsTo());
        pages.Cookies.Remove(Sessions.CookieName);
        pages.Cookies["__Host-cruddur-passkey-signin"] = challenge;
        using var again = await pages.PostAsync(PasskeySteps.SignIn, form);
        await again.BodyAsync(422);
        Assert.Contains("took too long", pages.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_challenge_ends_after_five_minutes_and_is_good_in_its_browser_alone()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var key = await app.HavePasskeyAsync(Andrew);
        using var late = await app.Pages().SignInAsync(options =>
        {
            app.Clock.Advance(TimeSpan.FromMinutes(5));
            return key.Get(options);
        });
        await late.BodyAsync(422);

        var (thief, stolen) = (app.Pages(), "");
        using var cut = await app.Pages().SignInAsync(options => stolen = key.Get(options));
        using var answer = await thief.SignInAsync(_ => stolen);
        await answer.BodyAsync(422);
    }

    [Fact]
    public async Task A_copy_of_the_key_is_noticed_by_its_counter()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var key = await app.HavePasskeyAsync(Andrew);
        using var first = await app.Pages().SignInAsync(key.Get);
        using var second = await app.Pages().SignInAsync(key.Get);
        Assert.Equal("/explore", second.LeadsTo());
        key.Count = 1;
        using var copy = await app.Pages().SignInAsync(key.Get);
        await copy.BodyAsync(422);
        Assert.Equal(2, await app.ValueAsync<long>("select sign_count from platform.passkeys"));
    }

    [Fact]
    public async Task A_key_that_does_not_count_is_taken_as_it_is()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var key = await app.HavePasskeyAsync(Andrew);
        for (var time = 0; time < 2; time++)
        {
            using var answer = await app.Pages().SignInAsync(options =>
            {
                key.Count = uint.MaxValue; // Goes round to zero.
                return key.Get(options);
            });
            Assert.Equal("/explore", answer.LeadsTo());
        }
    }

    [Fact]
    public async Task Renaming_and_removing_is_for_the_owner_and_what_is_removed_signs_in_no_more()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var key = await app.HavePasskeyAsync(Andrew);
        var uuid = await app.ValueAsync<Guid>("select uuid from platform.passkeys");
        var (andrew, bayko) = (await app.ConfirmedAsync(Andrew), await app.ConfirmedAsync(Bayko));
        await bayko.ReadAsync("/settings/confirm");
        var form = bayko.HiddenFields("/settings/confirm");
        using var foreign = await bayko.PostAsync($"/settings/security/passkeys/{uuid}/rename", new Dictionary<string, string>(form) { ["name"] = "mine" });
        await foreign.BodyAsync(404);
        using var taken = await bayko.PostAsync($"/settings/security/passkeys/{uuid}/remove", form);
        Assert.Equal(1, await app.CountAsync("platform.passkeys"));
        Assert.Equal(0, await app.ValueAsync<long>("select count(*) from platform.audit where action = 'passkey.remove'"));

        await andrew.ReadAsync("/settings/security");
        using var renamed = await andrew.SubmitAsync($"/settings/security/passkeys/{uuid}/rename", new Dictionary<string, string> { ["name"] = " laptop " });
        Assert.Equal("laptop", await app.ValueAsync<string>("select name from platform.passkeys"));
        var other = await app.ApiAsync(Andrew);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await andrew.ReadAsync("/settings/security");
        using var removed = await andrew.SubmitAsync($"/settings/security/passkeys/{uuid}/remove", new Dictionary<string, string> { ["end_others"] = "true" });
        Assert.Equal("/settings/security?notice=passkey-removed", removed.LeadsTo());
        Assert.Equal(401, await other.StatusAsync("/api/profile/me"));
        using var refused = await app.Pages().SignInAsync(key.Get);
        await refused.BodyAsync(422);
        Assert.Equal("A passkey was added|A passkey was removed",
            await app.ValueAsync<string>("select string_agg(subject, '|' order by created_at, uuid) from platform.mails where recipient = $1", Andrew.Email));
    }

    [Theory]
    [InlineData("", "Give the passkey a name")]
    [InlineData("123456789012345678901234567890123456789012345678901", "at most 50 characters.")]
    public async Task A_name_that_does_not_fit_is_told(string name, string sentence)
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var key = app.Key();
        var pages = await app.ConfirmedAsync(Andrew);
        using var answer = await pages.RegisterAsync(key, name);
        await answer.BodyAsync(422);
        Assert.Contains(sentence, pages.Text, StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("platform.passkeys"));
    }

    [Fact]
    public async Task A_passkey_proves_that_it_is_still_oneself_and_not_somebody_else()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var mine = await app.HavePasskeyAsync(Andrew);
        using var theirs = await app.HavePasskeyAsync(Bayko);
        var pages = await app.PagesAsync(Andrew);
        using var wrong = await pages.AnswerAsync("/settings/confirm?return_to=/settings/delete", PasskeySteps.Confirm, theirs.Get);
        await wrong.BodyAsync(422);
        using var asked = await pages.OpenAsync("/settings/delete");
        Assert.StartsWith("/settings/confirm", asked.LeadsTo(), StringComparison.Ordinal);
        using var right = await pages.AnswerAsync("/settings/confirm?return_to=/settings/delete", PasskeySteps.Confirm, mine.Get);
        Assert.Equal("/settings/delete", right.LeadsTo());
        await pages.ReadAsync("/settings/delete");
    }

    [Fact]
    public async Task Making_one_asks_first_who_it_is()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Andrew);
        using var page = await pages.OpenAsync(PasskeySteps.New);
        Assert.Equal("/settings/confirm?return_to=%2Fsettings%2Fsecurity%2Fpasskeys%2Fnew", page.LeadsTo());
        await pages.ReadAsync("/settings/confirm");
        var form = pages.HiddenFields("/settings/confirm");
        foreach (var path in new[] { $"{PasskeySteps.New}/options", PasskeySteps.New })
        {
            using var refused = await pages.PostAsync(path, form);
            Assert.StartsWith("/settings/confirm", refused.LeadsTo(), StringComparison.Ordinal);
        }
        Assert.Equal(0, await app.CountAsync("platform.challenges"));
    }

    [Fact]
    public async Task Somebody_who_is_switched_off_does_not_get_in()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var key = await app.HavePasskeyAsync(Andrew);
        await app.SqlAsync("update users set disabled_at = $1 where uuid = $2", app.Now, Andrew.Uuid);
        using var answer = await app.Pages().SignInAsync(key.Get);
        await answer.BodyAsync(422);
    }

    private static void Prepare(string lie, SoftKey key)
    {
        if (lie == "origin") key.Origin = "https://evil.example";
        if (lie == "https origin of another port") key.Origin = $"{key.Origin.Replace("http:", "https:", StringComparison.Ordinal)}1";
        key.IsCrossOrigin = lie == "cross-origin";
        key.IsVerified = lie != "unverified";
        if (lie == "challenge") key.ChangeClientData = data => data["challenge"] = WebEncoders.Base64UrlEncode(new byte[32]);
        if (lie == "type") key.ChangeClientData = data => data["type"] = "webauthn.create";
    }

    private static string Tell(string lie, SoftKey key, SoftKey other, string options)
    {
        Prepare(lie, key);
        if (lie == "site") options = options.Replace("127.0.0.1", "evil.example", StringComparison.Ordinal);
        var answer = JsonNode.Parse(key.Get(options))!;
        var (response, foreign) = (answer["response"]!, JsonNode.Parse(other.Get(options))!);
        var random = WebEncoders.Base64UrlEncode(new byte[32]);
        switch (lie)
        {
            case "signature": response["signature"] = (string)foreign["response"]!["signature"]!; break;
            case "data": response["authenticatorData"] = ((string)response["authenticatorData"]!)[..^2] + "_w"; break;
            case "user": response["userHandle"] = (string)foreign["response"]!["userHandle"]!; break;
            case "unknown key": (answer["id"], answer["rawId"]) = (random, random); break;
            case "other key": (answer["id"], answer["rawId"]) = ((string)foreign["id"]!, (string)foreign["rawId"]!); break;
            case "no handle": response.AsObject().Remove("userHandle"); break;
            case "not JSON": return "{";
            case "empty": return "";
            case "null": return "null";
            case "array": return "[]";
            case "long": return new string('[', 15_000);
        }
        return answer.ToJsonString();
    }
}
