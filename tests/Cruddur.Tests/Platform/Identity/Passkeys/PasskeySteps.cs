using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Accounts;
using Xunit;

namespace Cruddur.Tests.Platform.Identity.Passkeys;

/// <summary>What people and their browsers do with passkeys.</summary>
internal static class PasskeySteps
{
    public const string New = "/settings/security/passkeys/new";
    public const string SignIn = "/signin/passkey";
    public const string Confirm = "/settings/confirm/passkey";

    public static SoftKey Key(this TestApp app) => new(app.Address.GetLeftPart(UriPartial.Authority));

    /// <summary>Begins on a page, has the browser answer, and sends the page's form.</summary>
    public static async Task<HttpResponseMessage> AnswerAsync(this PageClient pages, string page, string action, Func<string, string> answer, params (string Name, string Value)[] fields)
    {
        await pages.ReadAsync(page);
        var form = pages.HiddenFields(action);
        using var begun = await pages.PostAsync($"{action}/options", form);
        form["credential"] = answer(await begun.BodyAsync(200));
        foreach (var (name, value) in fields) form[name] = value;
        return await pages.PostAsync(action, form);
    }

    public static Task<HttpResponseMessage> RegisterAsync(this PageClient pages, SoftKey key, string name = "my phone") =>
        pages.AnswerAsync(New, New, key.Create, ("name", name));

    public static Task<HttpResponseMessage> SignInAsync(this PageClient pages, Func<string, string> answer) => pages.AnswerAsync("/signin?return_to=/explore", SignIn, answer);

    /// <summary>A passkey that this person has made.</summary>
    public static async Task<SoftKey> HavePasskeyAsync(this TestApp app, Person person)
    {
        var key = app.Key();
        using var answer = await (await app.ConfirmedAsync(person)).RegisterAsync(key);
        Assert.Equal("/settings/security?notice=passkey-added", answer.LeadsTo());
        return key;
    }
}
