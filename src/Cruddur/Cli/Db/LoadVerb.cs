using System.CommandLine;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Schema;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db load</c>.</summary>
internal static class LoadVerb
{
    private static readonly Argument<string?> Dump = new("file") { Description = "A dump, such as db/schema.sql; without one, that of this build", Arity = ArgumentArity.ZeroOrOne };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("load",
        "Makes the schema of an empty database from a dump in one transaction, and marks the dump's migrations as applied.",
        "Touches a database that has a table, view or sequence, or loads rows.",
        "cruddur db load db/schema.sql") { Dump }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var dump = run.Options.GetValue(Dump) is { } file ? MigrationFolder.Read(() => File.ReadAllText(run.Host.PathOf(file))) : SchemaDump.Committed();
        var database = await run.OpenDirectAsync(ct);
        var applied = await SchemaLoad.RunAsync(database.Migrator(), dump, database.Place, ct);
        run.Screen.Data($"{database.Place}: loaded, at {applied.LastOrDefault() ?? "no migration"}", new { database = database.Place, applied });
        return 0;
    }
}
