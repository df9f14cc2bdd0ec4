using System.CommandLine;
using Cruddur.Cli.Db;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Operators;

namespace Cruddur.Cli.User;

/// <summary><c>cruddur user disable</c>, <c>enable</c>, <c>disable-2fa</c>, <c>make-admin</c> and <c>revoke-sessions</c>: each can be run again, and then changes nothing.</summary>
internal static class AccountVerbs
{
    private static readonly Option<bool> Undo = new("--undo") { Description = "Take it away again" };

    public static Verb Disable(CliHost host) => DbRun.On(new Verb("disable",
        "Switches an account off: ends every session and API token, and lets nobody sign in to it.",
        "Hides or deletes what the person wrote, or takes their handle away.",
        "cruddur user disable @andrew --target prod --confirm=db.example.com/cruddur") { UserRun.Who, UserRun.Confirmed }, host, (run, ct) =>
        ChangeAsync(run, "sign @{0} out everywhere and keep them out", ("is disabled now; servers that remember a session forget it within five seconds", "was disabled already"),
            (user, person) => user.Get<AccountChanges>().SetDisabledAsync(person.Uuid, true, Actor.Operator, ct), ct));

    public static Verb Enable(CliHost host) => DbRun.On(new Verb("enable",
        "Switches an account on again that was disabled.",
        "Brings sessions and tokens back: the person signs in anew.",
        "cruddur user enable @andrew") { UserRun.Who }, host, (run, ct) =>
        ChangeAsync(run, null, ("is enabled now", "was enabled already"), (user, person) => user.Get<AccountChanges>().SetDisabledAsync(person.Uuid, false, Actor.Operator, ct), ct));

    public static Verb DisableFactor(CliHost host) => DbRun.On(new Verb("disable-2fa",
        "Switches off the authenticator app of somebody who has lost it and their recovery codes, ends every session and API token, and tells them by mail.",
        "Changes the password, or takes passkeys away. Make sure first that it is they who ask.",
        "cruddur user disable-2fa @andrew") { UserRun.Who, UserRun.Confirmed }, host, (run, ct) =>
        ChangeAsync(run, "take the second factor of @{0} away and sign them out everywhere", ("signs in by password alone now; servers that remember a session forget it within five seconds", "had no authenticator app"),
            (user, person) => user.Get<FactorReset>().RunAsync(person, Actor.Operator, ct), ct,
            "Reset it there with 'aws cognito-idp admin-set-user-mfa-preference --user-pool-id {0} --username <e-mail> --software-token-mfa-settings Enabled=false'."));

    public static Verb MakeAdmin(CliHost host) => DbRun.On(new Verb("make-admin",
        "Makes somebody an administrator, who sees accounts and the audit in the browser; --undo takes that away.",
        "Confirms or enables the account.",
        "cruddur user make-admin @andrew") { UserRun.Who, Undo }, host, (run, ct) => run.Options.GetValue(Undo)
        ? ChangeAsync(run, null, ("is no administrator any more", "was none"), (user, person) => user.Get<AccountChanges>().SetAdminAsync(person.Uuid, false, Actor.Operator, ct), ct)
        : ChangeAsync(run, null, ("is an administrator now", "was one already"), (user, person) => user.Get<AccountChanges>().SetAdminAsync(person.Uuid, true, Actor.Operator, ct), ct));

    public static Verb RevokeSessions(CliHost host) => DbRun.On(new Verb("revoke-sessions",
        "Ends every session and API token of a person, who may sign in again.",
        "Changes the password: whoever knows it signs in again.",
        "cruddur user revoke-sessions @andrew") { UserRun.Who }, host, (run, ct) =>
        ChangeAsync(run, null, ("is signed out everywhere; servers that remember a session forget it within five seconds", "was signed in nowhere"),
            async (user, person) => await user.Get<AccountChanges>().RevokeSessionsAsync(person.Uuid, Actor.Operator, ct) > 0, ct));

    /// <param name="run">The verb's run.</param>
    /// <param name="harm">What the guard says would happen, with {0} for the handle; null for what harms nobody.</param>
    /// <param name="texts">What to say after the handle when it was changed, and when it was so before.</param>
    /// <param name="change">Makes the change, and says whether it was one.</param>
    /// <param name="ct"></param>
    /// <param name="atPool">What to do instead where a user pool does this itself; null for what is done here in any case.</param>
    private static async Task<int> ChangeAsync(
        DbRun run, string? harm, (string Changed, string Same) texts, Func<UserRun, Account, Task<bool>> change, CancellationToken ct, string? atPool = null)
    {
        await using var user = await UserRun.OpenAsync(run, ct);
        if (atPool is not null) user.DemandNoPool(atPool);
        var person = await user.FindAsync(ct);
        if (harm is not null) await user.GuardAsync(harm.Replace("{0}", person.Handle, StringComparison.Ordinal), ct);
        var changed = await change(user, person);
        user.Screen.Data($"@{person.Handle} {(changed ? texts.Changed : texts.Same)}.", new { uuid = person.Uuid, handle = person.Handle, changed });
        return 0;
    }
}
