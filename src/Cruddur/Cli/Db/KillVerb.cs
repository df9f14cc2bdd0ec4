using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Sessions;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db kill</c>.</summary>
internal static class KillVerb
{
    private static readonly Argument<int[]> Pids = new("pid") { Description = "Sessions by number, as 'cruddur db sessions' shows them", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> App = new("--app") { Description = "Every session of the program of that name" };
    private static readonly Option<TimeSpan?> IdleInTransaction = new("--idle-in-tx")
    {
        Description = "Every session that has held a transaction open and idled for longer, such as 30s, 5m or 2h",
        HelpName = "age",
        CustomParser = Age,
    };
    private static readonly Option<bool> All = new("--all") { Description = "Every session but this one; a protected database also wants --confirm" };

    public static Verb Create(CliHost host)
    {
        var verb = new Verb("kill",
            "Ends sessions: cancels their statement, and after five seconds ends who still runs one. Prints who that was.",
            "Ends itself, replication, or a superuser's session that is not one's own role's.",
            "cruddur db kill --idle-in-tx 5m") { Pids, App, IdleInTransaction, All, Guarded.Confirm };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(Pids) is not { Tokens.Count: > 0 } && result.GetResult(App) is null && result.GetResult(IdleInTransaction) is null && result.GetResult(All) is null)
                result.AddError("Say whose session: a pid, --app, --idle-in-tx or --all.");
        });
        return DbRun.On(verb, host, RunAsync);
    }

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        if (run.Options.GetValue(All)) await DemandNameAsync(run, database, ct);
        var ended = await SessionKill.RunAsync(database, new KillChoice(
            run.Options.GetValue(Pids) ?? [], run.Options.GetValue(App), run.Options.GetValue(IdleInTransaction), run.Options.GetValue(All)), ct);
        foreach (var session in ended.Rows)
        {
            run.Screen.Data($"ended pid {session[0]}, {session[1]}, from {session[2]}, user {session[3]}, {session[4]}",
                new { pid = int.Parse(session[0]!, CultureInfo.InvariantCulture), app = session[1], client = session[2], user = session[3], state = session[4] });
        }
        if (ended.Rows.Count == 0) run.Screen.Line("There was nobody to end.");
        return 0;
    }

    private static async Task DemandNameAsync(DbRun run, OpenDatabase database, CancellationToken ct)
    {
        if (!(await database.ProtectionAsync(ct)).IsProtected || run.Options.GetValue(Guarded.Confirm) == database.Place) return;
        throw new DatabaseException("CDB-004", $"Refused: {database.Place} is protected, and --all would end the sessions of everybody on it. If you mean it: pass --confirm={database.Place}.", 4);
    }

    private static TimeSpan? Age(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            switch (text[^1])
            {
                case 's': return TimeSpan.FromSeconds(number);
                case 'm': return TimeSpan.FromMinutes(number);
                case 'h': return TimeSpan.FromHours(number);
            }
        }
        result.AddError($"'{text}' is no age. Write 30s, 5m or 2h.");
        return null;
    }
}
