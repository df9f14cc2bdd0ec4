using System.Text.RegularExpressions;
using Cruddur.Platform.Identity.SecondFactor;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Accounts;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity.SecondFactor;

/// <summary>An authenticator app in somebody's hand, and what they do with it.</summary>
internal sealed partial class AppSteps(TestApp app, string key, IReadOnlyList<string> recoveryCodes)
{
    public string Key => key;

    public IReadOnlyList<string> RecoveryCodes => recoveryCodes;

    /// <summary>What it shows now.</summary>
    public string Code => CodeOf(app, key);

    public static string CodeOf(TestApp app, string key) => Totp.CodeAt(Totp.FromBase32(key), Totp.StepOf(app.Now));

    /// <summary>Sets an app up on a browser that has confirmed. Its code has been used then, so the clock goes on to the next.</summary>
    public static async Task<AppSteps> SetUpAsync(TestApp app, PageClient pages, bool endsOthers = false)
    {
        await pages.ReadAsync("/settings/security/app");
        var key = KeyOn(pages);
        var fields = new Dictionary<string, string> { ["code"] = CodeOf(app, key) };
        if (endsOthers) fields["end_others"] = "true";
        using var answer = await pages.SubmitAsync("/settings/security/app", fields);
        await answer.BodyAsync(200);
        var codes = CodesOn(pages);
        Assert.Equal(10, codes.Distinct().Count());
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        return new AppSteps(app, key, codes);
    }

    public static string KeyOn(PageClient pages) => Secret().Match(pages.Text).Groups[1].Value;

    public static string[] CodesOn(PageClient pages) => [.. Shown().Matches(pages.Html).Select(match => match.Value)];

    /// <summary>A guest's browser on which the password was entered.</summary>
    public static async Task<PageClient> AfterPasswordAsync(TestApp app, Person person, string returnTo = "/explore")
    {
        var pages = app.Pages();
        await pages.ReadAsync($"/signin?return_to={Uri.EscapeDataString(returnTo)}");
        using var answer = await pages.SubmitAsync("/signin", new Dictionary<string, string> { ["email"] = person.Email, ["password"] = Password });
        Assert.Equal($"/signin/code?return_to={Uri.EscapeDataString(returnTo)}", answer.LeadsTo());
        await pages.ReadAsync(answer.LeadsTo());
        return pages;
    }

    public static Task<HttpResponseMessage> EnterAsync(PageClient pages, string code) =>
        pages.SubmitAsync("/signin/code", new Dictionary<string, string> { ["code"] = code });

    [GeneratedRegex("secret=([A-Z2-7]{32})&issuer=Cruddur")]
    private static partial Regex Secret();

    [GeneratedRegex("(?<=<li><code>)[a-z2-9]{4}(-[a-z2-9]{4}){3}(?=</code>)")]
    private static partial Regex Shown();
}
