using System.CommandLine;
using Cruddur.Cli.Db;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Operators;
using Cruddur.Platform.Web;

namespace Cruddur.Cli.User;

/// <summary><c>cruddur user create</c>.</summary>
internal static class CreateUserVerb
{
    private static readonly Argument<string> Handle = new("handle") { Description = "3 to 20 of a to z, 0 to 9 and _" };
    private static readonly Argument<string> Email = new("email") { Description = "What the person signs in with; it counts as confirmed" };
    private static readonly Option<string> Name = new("--name") { Description = "Display name; the handle without it", DefaultValueFactory = _ => "", HelpName = "name" };
    private static readonly Option<bool> Admin = new("--admin") { Description = "Make an administrator" };
    private static readonly Option<bool> PasswordStdin = new("--password-stdin") { Description = "Read the password from standard input, instead of printing a code with which the person sets one" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("create",
        "Makes an account for somebody, and prints a code, good once and for ten minutes, with which they set a password under 'Forgot your password?'.",
        "Takes a password as an argument, where everybody on the machine could read it.",
        "cruddur user create andrew andrew@example.com --admin") { Handle, Email, Name, Admin, PasswordStdin }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        await using var user = await UserRun.OpenAsync(run, ct);
        user.DemandNoPool("Make the account there with 'aws cognito-idp admin-create-user --user-pool-id {0} --username <e-mail>', or have the person sign up. 'cruddur user sync-cognito --write' adds who is missing here.");
        var takesPassword = run.Options.GetValue(PasswordStdin);
        var password = takesPassword ? await run.Host.Input.ReadLineAsync(ct) ?? "" : null;
        var request = new AccountRequest(
            run.Options.GetRequiredValue(Handle), run.Options.GetRequiredValue(Email), run.Options.GetRequiredValue(Name), password, run.Options.GetValue(Admin));
        try
        {
            var uuid = await user.Get<NewAccount>().RunAsync(request, Actor.Operator, ct);
            var made = (await user.Get<Accounts>().FindAsync(uuid, ct))!;
            var code = takesPassword ? null : await user.Get<PasswordReset>().CodeAsync(uuid, ct);
            user.Screen.Data($"@{made.Handle} is made{(made.IsAdmin ? ", an administrator" : "")}{(code is null ? "" : $". Code: {code}")}", new { uuid, handle = made.Handle, email = made.Email, is_admin = made.IsAdmin, code });
            if (code is not null) user.Screen.Line($"With this code and {made.Email} a password is set under 'Forgot your password?', once and within ten minutes. Another: 'cruddur user reset-password @{made.Handle}'.");
            return 0;
        }
        catch (RequestError refused) when (refused.Status == 422)
        {
            throw new UsageException($"Nothing was made. {string.Join(" ", refused.Sentences)}");
        }
    }
}
