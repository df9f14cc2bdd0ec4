using System.CommandLine;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db rollback</c>.</summary>
internal static class RollbackVerb
{
    private static readonly Option<int> Step = new("--step") { Description = "How many migrations to undo", DefaultValueFactory = _ => 1, HelpName = "n" };
    private static readonly Option<string?> To = new("--to") { Description = "Undo everything after this version; 0 undoes all", HelpName = "version" };

    public static Verb Create(CliHost host)
    {
        var verb = new Verb("rollback",
            "Undoes migrations, newest first, each in one transaction.",
            "Runs on a protected database (any that is not local, test or ci), or skips a step that cannot be undone.",
            "cruddur db rollback --step 2") { Step, To };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(To) is not null && result.GetResult(Step) is { Implicit: false }) result.AddError("Give --step or --to, not both.");
        });
        return DbRun.On(verb, host, RunAsync);
    }

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        await run.RefuseProtectedAsync(database, ct);
        var done = await database.Migrator().RollbackAsync(run.Options.GetValue(Step), run.Options.GetValue(To), new MigrateVerb.Steps(run.Screen, "undoing"), ct);
        if (done.Count == 0) run.Screen.Line($"{database.Place} has nothing to undo.");
        return 0;
    }
}
