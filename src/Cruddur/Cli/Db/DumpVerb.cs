using System.CommandLine;
using Cruddur.Platform.Data;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db dump</c>.</summary>
internal static class DumpVerb
{
    private static readonly Option<string?> To = new("--to") { Description = "File to write, such as db/schema.sql; without it, standard output", HelpName = "file" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("dump",
        "Writes the schema as SQL that makes it again, always in the same order. Needs no pg_dump.",
        "Writes rows: for those there is 'backup'.",
        "cruddur db dump --to db/schema.sql") { To }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenAsync(ct);
        var dump = await SchemaDump.ReadAsync(database.Source, ct);
        if (run.Options.GetValue(To) is not { } file)
        {
            run.Screen.Data(dump.TrimEnd(), new { schema = dump });
            return 0;
        }
        await File.WriteAllTextAsync(run.Host.PathOf(file), dump, ct);
        run.Screen.Line($"wrote {file}");
        return 0;
    }
}
