using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Web;

/// <summary>Each form, sent as an attacker would have it sent.</summary>
public sealed class CsrfTests(SharedApp shared) : IClassFixture<SharedApp>
{
    private const string Token = "__RequestVerificationToken";

    public static TheoryData<string, string> Attacks
    {
        get
        {
            var attacks = new TheoryData<string, string>();
            foreach (var form in new[] { "post", "delete", "sign out", "sign in" })
            {
                foreach (var how in new[] { "no token", "garbage token", "no form cookie", "another person's token", "a guest's token", "Origin null", "Origin of another site", "cross-site", "same-site" })
                {
                    if (form == "sign in" && how == "a guest's token") continue;
                    attacks.Add(form, how);
                }
            }
            return attacks;
        }
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task A_forged_form_is_refused_and_changes_nothing(string form, string how)
    {
        var app = shared.App;
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var victim = form == "sign in" ? app.Pages() : await app.PagesAsync(Andrew);
        await victim.ReadAsync(form switch { "sign in" => "/signin", "delete" => crud.Page, _ => "/" });
        var action = form switch { "sign in" => "/signin", "delete" => $"{crud.Page}/delete", "sign out" => "/signout", _ => "/cruds" };
        var fields = victim.HiddenFields(action);
        if (form == "post") (fields["message"], fields["ttl"]) = ("forged", "1-hour");
        if (form == "sign in") (fields["email"], fields["password"]) = (Bayko.Email, Password);

        switch (how)
        {
            case "no token":
                fields.Remove(Token);
                break;
            case "garbage token":
                fields[Token] = "CfDJ8" + new string('A', 100);
                break;
            case "no form cookie":
                victim.Cookies.Remove("__Host-cruddur-form");
                break;
            case "another person's token":
                await PlantAsync(victim, await app.PagesAsync(Bayko), "/", "/cruds");
                break;
            case "a guest's token":
                await PlantAsync(victim, app.Pages(), "/signin", "/signin");
                break;
        }
        Task<string> StateAsync() => app.ValueAsync<string>("select concat((select count(*) from activities), ' cruds, ', (select count(*) from platform.sessions), ' sessions')");
        var before = await StateAsync();
        using var answer = await victim.PostAsync(action, fields, request => Disguise(request, how));

        Assert.Equal(how is "Origin null" or "Origin of another site" or "cross-site" or "same-site" ? 403 : 400, (int)answer.StatusCode);
        Assert.Equal(before, await StateAsync());
        Assert.Equal(form != "sign in", victim.Cookies.ContainsKey(Sessions.CookieName));

        // The attacker plants a whole pair of token and cookie, as a neighbouring subdomain might.
        async Task PlantAsync(PageClient into, PageClient from, string path, string formPath)
        {
            await from.ReadAsync(path);
            fields[Token] = from.HiddenFields(formPath)[Token];
            into.Cookies["__Host-cruddur-form"] = from.Cookies["__Host-cruddur-form"];
        }
    }

    [Fact]
    public async Task An_old_browser_that_says_nothing_of_origins_can_send_forms()
    {
        var app = shared.App;
        var pages = await app.PagesAsync(Andrew);
        await pages.ReadAsync("/");
        using var answer = await pages.SubmitAsync("/signout", new Dictionary<string, string>(), request =>
        {
            request.Headers.Remove("Origin");
            request.Headers.Remove("Sec-Fetch-Site");
        });
        Assert.Equal(303, (int)answer.StatusCode);
    }

    [Theory]
    [InlineData("/signout")]
    [InlineData("/cruds")]
    [InlineData("/@andrew/status/01890000-0000-7000-8000-000000000000/delete")]
    public async Task Opening_an_address_never_changes_anything(string path)
    {
        var app = shared.App;
        var pages = await app.PagesAsync(Andrew);
        using var answer = await pages.OpenAsync(path);
        Assert.True((int)answer.StatusCode is 404 or 405);
        Assert.Contains("@andrew", await pages.ReadAsync("/"), StringComparison.Ordinal);
    }

    private static void Disguise(HttpRequestMessage request, string how)
    {
        var (origin, site) = how switch
        {
            "Origin null" => ("null", null),
            "Origin of another site" => ("https://evil.example", null),
            "cross-site" => ("https://evil.example", "cross-site"),
            "same-site" => ("http://evil.localhost", "same-site"),
            _ => (null, (string?)null),
        };
        if (origin is null) return;
        request.Headers.Remove("Origin");
        request.Headers.Remove("Sec-Fetch-Site");
        request.Headers.Add("Origin", origin);
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
    }
}
