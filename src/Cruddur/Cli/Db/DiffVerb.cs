using System.CommandLine;
using Cruddur.Platform.Data.Schema;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db diff</c>.</summary>
internal static class DiffVerb
{
    private const int Differs = 3;
    private static readonly Option<bool> Scratch = new("--scratch") { Description = "Compare with what the migrations make on this very server, in a database that is dropped again" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("diff",
        "Shows in what the schema of the database differs from what the migrations make: '-' is missing, '+' is there instead. Answers with 3 when it does.",
        "Changes the database: the way back is a migration, or a look at who changed it by hand.",
        "cruddur db diff --target prod") { Scratch, MigrationFolder.Option }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var files = MigrationFolder.Read(run);
        var database = run.Options.GetValue(Scratch) || files is not null ? await run.OpenDirectAsync(ct) : await run.OpenAsync(ct);
        var differences = await LiveSchema.CompareAsync(database, files, run.Options.GetValue(Scratch) || files is not null, ct);
        foreach (var difference in differences)
        {
            run.Screen.Data(string.Join(Environment.NewLine, [$"{difference.Thing}: {difference.Change}", .. difference.Lines.Select(line => $"  {line}")]),
                new { difference.Thing, difference.Change, difference.Lines });
        }
        run.Screen.Line(differences.Count == 0 ? $"{database.Place} is as the migrations make it."
            : (await database.Migrator(files).StatusAsync(ct)).HasPending ? $"{database.Place} differs, and migrations are pending. Run 'cruddur db migrate' first."
            : $"{database.Place} differs from what the migrations make.");
        return differences.Count == 0 ? 0 : Differs;
    }
}
