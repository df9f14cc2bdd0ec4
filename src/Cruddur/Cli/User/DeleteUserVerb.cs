using System.CommandLine;
using Cruddur.Cli.Db;
using Cruddur.Platform.Accounts;
using Cruddur.Platform.Identity;

namespace Cruddur.Cli.User;

/// <summary><c>cruddur user delete</c>.</summary>
internal static class DeleteUserVerb
{
    private static readonly Option<bool> Now = new("--now") { Description = "Erase at once, without the seven days" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("delete",
        "Deletes an account as its owner could: out of sight and signed out everywhere at once, erased with everything in seven days, or at once with --now.",
        "Keeps a copy: what is erased is in backups only.",
        "cruddur user delete @andrew --now") { UserRun.Who, Now, UserRun.Confirmed }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        await using var user = await UserRun.OpenAsync(run, ct);
        var person = await user.FindAsync(ct);
        var atOnce = run.Options.GetValue(Now);
        await user.GuardAsync($"erase @{person.Handle} and everything of theirs {(atOnce ? "at once" : "in seven days")}", ct);
        if (atOnce) await user.Get<LeaveAccount>().EraseNowAsync(person.Uuid, Actor.Operator, ct);
        var changed = atOnce || await user.Get<LeaveAccount>().RunAsync(person.Uuid, Actor.Operator, "user.delete", ct);
        var until = atOnce ? run.Host.Clock.GetUtcNow() : person.DeleteAt ?? run.Host.Clock.GetUtcNow() + LeaveAccount.Grace;
        user.Screen.Data(
            atOnce ? $"@{person.Handle} is erased." : changed ? $"@{person.Handle} is out of sight, and will be erased on {UserRun.Text(until)}." : $"@{person.Handle} was to be erased on {UserRun.Text(until)} already.",
            new { uuid = person.Uuid, handle = person.Handle, changed, delete_at = until });
        return 0;
    }
}
