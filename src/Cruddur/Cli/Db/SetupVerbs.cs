using System.CommandLine;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli.Db;

/// <summary>The verbs that are made of others: <c>prepare</c>, <c>setup</c>, <c>reset</c> and <c>redo</c>.</summary>
internal static class SetupVerbs
{
    private static readonly Option<int> Step = new Option<int>("--step") { Description = "How many migrations", DefaultValueFactory = _ => 1, HelpName = "n" }.Between(1, 10_000);

    public static Verb Prepare(CliHost host) => DbRun.On(new Verb("prepare",
        "Makes the database ready for this build: a missing one is created, migrated and (when local) seeded; one that is there is migrated. Safe at every start of a container, in several at once.",
        "Drops, rolls back, or seeds a database that was there.",
        "cruddur db prepare --target prod") { MigrateVerb.LockWait, MigrateVerb.LockRetries }, host, async (run, ct) =>
        {
            var database = await run.OpenDirectAsync(ct);
            var isNew = await CreateVerb.EnsureAsync(run, database, ct);
            await MigrateVerb.ApplyAsync(run, database, ct);
            if (isNew && !(await database.ProtectionAsync(ct)).IsProtected) await SeedVerb.LoadAsync(run, database, "demo", ct);
            return 0;
        });

    public static Verb Setup(CliHost host) => DbRun.On(new Verb("setup",
        "Creates the database when it is missing, migrates it, and adds the demo people: 'create', 'migrate' and 'seed' in one.",
        "Drops anything, or seeds a protected database.",
        "cruddur db setup") { MigrateVerb.LockWait, MigrateVerb.LockRetries }, host, async (run, ct) => await SetUpAsync(run, await run.OpenDirectAsync(ct), ct));

    public static Verb Reset(CliHost host) => DbRun.On(new Verb("reset",
        "Drops the database and sets it up anew: 'drop' and 'setup' in one.",
        "Resets a protected database for less than 'drop' asks for: its name twice, and a fresh backup.",
        "cruddur db reset --disconnect") { DropVerb.Disconnect, Guarded.Confirm, Guarded.WithoutBackup, MigrateVerb.LockWait, MigrateVerb.LockRetries }, host, async (run, ct) =>
        {
            var database = await run.OpenDirectAsync(ct);
            await DropVerb.DropAsync(run, database, ct);
            return await SetUpAsync(run, database, ct);
        });

    public static Verb Redo(CliHost host) => DbRun.On(new Verb("redo",
        "Undoes the newest migrations and applies them again: for who is writing one.",
        "Runs on a protected database.",
        "cruddur db redo --step 2") { Step, MigrateVerb.LockWait, MigrateVerb.LockRetries }, host, async (run, ct) =>
        {
            var database = await run.OpenDirectAsync(ct);
            await run.RefuseProtectedAsync(database, ct);
            await database.Migrator().RollbackAsync(run.Options.GetValue(Step), null, new MigrateVerb.Steps(run.Screen, "undoing"), ct);
            await MigrateVerb.ApplyAsync(run, database, ct);
            return 0;
        });

    private static async Task<int> SetUpAsync(DbRun run, OpenDatabase database, CancellationToken ct)
    {
        await CreateVerb.EnsureAsync(run, database, ct);
        await MigrateVerb.ApplyAsync(run, database, ct);
        if (!(await database.ProtectionAsync(ct)).IsProtected) await SeedVerb.LoadAsync(run, database, "demo", ct);
        else run.Screen.Line($"{database.Place} is protected, so no demo people were added.");
        return 0;
    }
}
