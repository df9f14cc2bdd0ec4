using System.CommandLine;
using Cruddur.Cli.Db;
using Cruddur.Platform;
using Cruddur.Platform.Identity.Cognito;

namespace Cruddur.Cli.User;

/// <summary><c>cruddur user list-cognito</c> and <c>cruddur user sync-cognito</c>.</summary>
internal static class CognitoVerbs
{
    private static readonly Option<bool> Write = new("--write") { Description = "Do it; without this, only what would be done is shown" };

    public static Verb List(CliHost host) => DbRun.OnName(new Verb("list-cognito",
        "Lists everybody in the user pool of Cognito:UserPoolId, with the credentials of AWS that this machine has.",
        "Changes anything, here or there.",
        "cruddur user list-cognito --json"), host, ListAsync);

    public static Verb Sync(CliHost host) => DbRun.On(new Verb("sync-cognito",
        "Brings the people here in line with the user pool: adds who is missing, and ties a row from before the pool to the account that has its handle and its verified e-mail.",
        "Changes the pool, deletes anybody, or ties a row by the handle or the e-mail alone.",
        "cruddur user sync-cognito --write") { Write }, host, SyncAsync);

    private static async Task<int> ListAsync(DbRun run, CancellationToken ct)
    {
        using var http = new CognitoHttp();
        var accounts = await DirectoryOf(run, http).ListAsync(ct);
        foreach (var (profile, status, isEnabled, isVerified) in accounts)
        {
            run.Screen.Data($"{profile.Sub}  @{profile.Handle ?? "-"}  {profile.Email ?? "-"}{(isVerified ? "" : " (not verified)")}  {status}{(isEnabled ? "" : ", switched off")}",
                new { sub = profile.Sub, handle = profile.Handle, name = profile.Name, email = profile.Email, email_verified = isVerified, status, enabled = isEnabled });
        }
        run.Screen.Line(FormattableString.Invariant($"{accounts.Count} accounts."));
        return 0;
    }

    private static async Task<int> SyncAsync(DbRun run, CancellationToken ct)
    {
        using var http = new CognitoHttp();
        var accounts = await DirectoryOf(run, http).ListAsync(ct);
        var (db, write) = (new Platform.Data.Db((await run.OpenAsync(ct)).Source), run.Options.GetValue(Write));
        var sync = new CognitoSync(db, new CognitoPeople(db, run.Host.Clock, run.Host.NewId), run.Host.Clock);
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal) { ["created"] = 0, ["linked"] = 0, ["same"] = 0, ["skipped"] = 0 };
        foreach (var account in accounts)
        {
            var (sub, handle, outcome, why) = await sync.RunAsync(account, write, ct);
            counts[outcome]++;
            run.Screen.Data($"{sub}  {(handle is null ? "-" : $"@{handle}")}  {outcome}{(why is null ? "" : $": {why}")}", new { sub, handle, outcome, why });
        }
        run.Screen.Line(FormattableString.Invariant($"{accounts.Count} accounts: {string.Join(", ", counts.Select(count => $"{count.Value} {count.Key}"))}."));
        if (!write && counts["created"] + counts["linked"] > 0) run.Screen.Line("Nothing was changed. Do it with --write.");
        return 0;
    }

    private static CognitoDirectory DirectoryOf(DbRun run, CognitoHttp http)
    {
        var settings = Settings.Load(run.Choice.DataFolder).Cognito
            ?? throw new UsageException("No user pool is named. Set CRUDDUR_Cognito__Region, CRUDDUR_Cognito__UserPoolId and CRUDDUR_Cognito__ClientId.");
        return new CognitoDirectory(settings, http, run.Host.Setting, run.Host.Clock);
    }
}
