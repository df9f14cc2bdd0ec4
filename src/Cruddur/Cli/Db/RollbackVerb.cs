using System.CommandLine;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Guard;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db rollback</c>.</summary>
internal static class RollbackVerb
{
    private static readonly Option<int> Step = new Option<int>("--step") { Description = "How many migrations to undo", DefaultValueFactory = _ => 1, HelpName = "n" }.Between(1, 10_000);
    private static readonly Option<string?> To = new("--to") { Description = "Undo everything after this version; 0 undoes all", HelpName = "version" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Say what would be undone, and which tables would lose rows" };
    private static readonly Option<string[]> AcceptLoss = new("--accept-loss")
    {
        Description = "On a protected database: every table that loses rows or columns, by name",
        HelpName = "table,…",
        CustomParser = result => [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
    };

    public static Verb Create(CliHost host)
    {
        var verb = new Verb("rollback",
            "Undoes migrations, newest first, each in one transaction.",
            "Skips a step that cannot be undone, or takes rows from a protected database unless --accept-loss names every table and the guard of 'drop' is satisfied.",
            "cruddur db rollback --step 2 --dry-run") { Step, To, DryRun, AcceptLoss, Guarded.Confirm, Guarded.WithoutBackup };
        verb.Validators.Add(result =>
        {
            if (result.GetResult(To) is not null && result.GetResult(Step) is { Implicit: false }) result.AddError("Give --step or --to, not both.");
        });
        return DbRun.On(verb, host, RunAsync);
    }

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        var (steps, to) = (run.Options.GetValue(Step), run.Options.GetValue(To));
        var plan = await database.Migrator().PlanRollbackAsync(steps, to, ct);
        var loss = plan.SelectMany(DataLoss.Of).Distinct(StringComparer.Ordinal).ToList();
        if (run.Options.GetValue(DryRun))
        {
            foreach (var step in plan) run.Screen.Data($"would undo {step.Id}", new { step.Id, loses = DataLoss.Of(step) });
            run.Screen.Line(loss.Count == 0 ? "No table would lose rows." : $"Rows or columns would be lost in: {string.Join(", ", loss)}.");
            run.Screen.Line("Nothing was changed.");
            return 0;
        }
        await DestructiveGuard.CheckTargetAsync(database, ct);
        if (loss.Count > 0) await AllowLossAsync(run, database, loss, ct);
        var done = await database.Migrator().RollbackAsync(steps, to, new MigrateVerb.Steps(run.Screen, "undoing"), ct);
        if (done.Count == 0) run.Screen.Line($"{database.Place} has nothing to undo.");
        return 0;
    }

    private static async Task AllowLossAsync(DbRun run, OpenDatabase database, List<string> loss, CancellationToken ct)
    {
        await run.GuardAsync(database, ct);
        if (!(await database.ProtectionAsync(ct)).IsProtected) return;
        var accepted = run.Options.GetValue(AcceptLoss) ?? [];
        if (loss.Except(accepted, StringComparer.Ordinal).ToList() is { Count: > 0 } unnamed)
        {
            throw new DatabaseException("CDB-004", $"Refused: rows or columns would be lost in {string.Join(", ", unnamed)} of {database.Place}. "
                + $"If you mean it: pass --accept-loss={string.Join(',', loss)}.", 4);
        }
    }
}
