using System.CommandLine;
using Cruddur.Cli.Db;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Operators;

namespace Cruddur.Cli.User;

/// <summary><c>cruddur user reset-password</c>.</summary>
internal static class ResetPasswordVerb
{
    private static readonly Option<bool> Print = new("--print") { Description = "Print the code, although there is a mail server that could bring it" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("reset-password",
        "Makes the password worthless, ends every session and token, and mails the person a code with which they set a new one; prints the code where no mail server is set.",
        "Chooses or shows a password: only the person ever knows it.",
        "cruddur user reset-password @andrew --print") { UserRun.Who, Print, UserRun.Confirmed }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        await using var user = await UserRun.OpenAsync(run, ct);
        user.DemandNoPool("Reset it there with 'aws cognito-idp admin-reset-user-password --user-pool-id {0} --username <e-mail>', and end what is signed in here with 'cruddur user revoke-sessions'.");
        var person = await user.FindAsync(ct);
        await user.GuardAsync($"make the password of @{person.Handle} worthless and sign them out everywhere", ct);
        var mails = user.Settings.Smtp is not null && !run.Options.GetValue(Print);
        var code = await user.Get<PasswordReset>().RunAsync(person, mails, Actor.Operator, ct);
        user.Screen.Data(mails ? $"@{person.Handle}: a code is on its way to {person.Email}." : $"@{person.Handle}: {code}", new { uuid = person.Uuid, handle = person.Handle, mailed = mails, code = mails ? null : code });
        user.Screen.Line("With the code a new password is set under 'Forgot your password?', once and within ten minutes. Servers that remember a session forget it within five seconds.");
        return 0;
    }
}
