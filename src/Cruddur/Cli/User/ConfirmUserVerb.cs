using System.CommandLine;
using Cruddur.Cli.Db;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Operators;

namespace Cruddur.Cli.User;

/// <summary><c>cruddur user confirm</c>.</summary>
internal static class ConfirmUserVerb
{
    private static readonly Argument<string> Who = new("who") { Description = "Handle (with or without @) or e-mail that somebody signed up with" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("confirm",
        "Takes a sign-up for confirmed whose code never came, so that the person can sign in with the password they chose.",
        "Confirms what nobody has signed up with in the last 24 hours.",
        "cruddur user confirm andrew@example.com") { Who }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        await using var user = await UserRun.OpenAsync(run, ct);
        user.DemandNoPool("Confirm the sign-up there with 'aws cognito-idp admin-confirm-sign-up --user-pool-id {0} --username <e-mail>'.");
        var who = run.Options.GetRequiredValue(Who);
        var confirmation = user.Get<SignUpConfirmation>();
        var waiting = await confirmation.FindAsync(who, ct);
        if (waiting.Count > 1)
            throw new UsageException($"Several people signed up with '{who}': {string.Join(", ", waiting.Select(one => $"@{one.Handle}"))}. Name one by its handle, after you have made sure which is right.");
        if (waiting is [var one])
        {
            if (!await confirmation.RunAsync(one.Uuid, Actor.Operator, ct)) throw new UsageException($"@{one.Handle} could not be confirmed: somebody has the handle or the address now.");
            user.Screen.Data($"@{one.Handle} is confirmed now.", new { uuid = one.Uuid, handle = one.Handle, changed = true });
            return 0;
        }
        var person = await user.Get<Accounts>().FindAsync(who, ct) ?? throw new UsageException($"No sign-up of '{who}' waits for a code in {user.Database.Place}: it is over after 24 hours. They may sign up again, or use 'cruddur user create'.");
        user.Screen.Data($"@{person.Handle} was confirmed already.", new { uuid = person.Uuid, handle = person.Handle, changed = false });
        return 0;
    }
}
