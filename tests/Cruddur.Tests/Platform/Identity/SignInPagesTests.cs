using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity;

public sealed class SignInPagesTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task The_page_signs_in_by_a_cookie_that_scripts_and_other_sites_cannot_use_and_out_again()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = app.Pages();
        await pages.ReadAsync("/signin");
        using var answer = await pages.SubmitAsync("/signin", Fields(Andrew.Email, Password));
        Assert.Equal((303, "/"), ((int)answer.StatusCode, answer.Header("Location")));
        var cookie = answer.Headers.GetValues("Set-Cookie").Single(cookie => cookie.StartsWith("__Host-cruddur=", StringComparison.Ordinal)).Split("; ");
        Assert.Equal(["expires=Sat, 30 May 2026 12:00:00 GMT", "path=/", "secure", "samesite=lax", "httponly"], cookie[1..]);

        Assert.Contains("@andrew", await pages.ReadAsync("/"), StringComparison.Ordinal);
        var token = pages.Cookies[Sessions.CookieName];
        using var signOut = await pages.SubmitAsync("/signout", new Dictionary<string, string>());
        Assert.Equal((303, "/?notice=signed-out"), ((int)signOut.StatusCode, signOut.Header("Location")));
        Assert.False(pages.Cookies.ContainsKey(Sessions.CookieName));

        // Whoever copied the cookie before has nothing.
        var thief = app.Pages();
        thief.Cookies[Sessions.CookieName] = token;
        Assert.DoesNotContain("@andrew", await thief.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("platform.sessions"));
    }

    [Fact]
    public async Task The_cookie_of_the_form_token_is_as_closed()
    {
        await using var app = await TestApp.StartAsync(cluster);
        using var answer = await app.Pages().OpenAsync("/signin");
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie")).Split("; ");
        Assert.StartsWith("__Host-cruddur-form=", cookie[0], StringComparison.Ordinal);
        Assert.Equal(["path=/", "secure", "samesite=strict", "httponly"], cookie[1..]);
    }

    [Theory]
    [InlineData("andrew@example.com", "wrong", 401, "do not belong together")]
    [InlineData("nobody@example.com", "wrong", 401, "do not belong together")]
    [InlineData("", "", 422, "Enter your password.")]
    [InlineData("", "x", 422, "Enter your e-mail address.")]
    public async Task What_is_wrong_is_told_and_the_address_stays_but_not_the_password(string email, string password, int status, string sentence)
    {
        var app = shared.App;
        var pages = app.Pages();
        await pages.ReadAsync("/signin?return_to=/explore");
        using var answer = await pages.SubmitAsync("/signin", Fields(email, password));
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Contains(sentence, pages.Text, StringComparison.Ordinal);
        Assert.Contains($"value=\"{email}\"", pages.Html, StringComparison.Ordinal);
        if (password.Length > 1) Assert.DoesNotContain($"\"{password}\"", pages.Html, StringComparison.Ordinal);
        Assert.Equal("/explore", pages.HiddenFields("/signin")["return_to"]);
        Assert.False(pages.Cookies.ContainsKey(Sessions.CookieName));
    }

    [Theory]
    [InlineData("/explore", "/explore")]
    [InlineData("/?before=1_2", "/?before=1_2")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("\\\\evil.example", "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("https:evil.example", "/")]
    [InlineData("javascript:alert(1)", "/")]
    [InlineData("/\t/evil.example", "/")]
    [InlineData("/\n/evil.example", "/")]
    [InlineData(" //evil.example", "/")]
    [InlineData("evil.example", "/")]
    [InlineData("", "/")]
    public async Task Signing_in_leads_to_where_one_came_from_but_never_off_the_site(string returnTo, string location)
    {
        var app = shared.App;
        var pages = app.Pages();
        await pages.ReadAsync($"/signin?return_to={Uri.EscapeDataString(returnTo)}");
        using var answer = await pages.SubmitAsync("/signin", Fields(Andrew.Email, Password));
        Assert.Equal((303, location), ((int)answer.StatusCode, answer.Header("Location")));

        // Whoever is signed in already is sent on at once.
        using var second = await pages.OpenAsync($"/signin?return_to={Uri.EscapeDataString(returnTo)}");
        Assert.Equal((303, location), ((int)second.StatusCode, second.Header("Location")));
    }

    private static Dictionary<string, string> Fields(string email, string password) => new() { ["email"] = email, ["password"] = password };
}
