using System.CommandLine;
using Cruddur.Platform.Data;
using Cruddur.Social;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db sql</c>.</summary>
internal static class SqlVerb
{
    private static readonly Argument<string?> Id = new("statement") { Description = "Such as Social/Feed#Home or Feed.sql#Home; without it, all are listed", Arity = ArgumentArity.ZeroOrOne };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("sql",
        "Prints a statement of the program, runs it with its example values, and shows rows and plan.",
        "Keeps a change: everything runs in a transaction that is rolled back.",
        "cruddur db sql Social/Feed#Home") { Id }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var all = SqlFile.All(typeof(Statement).Assembly).Concat(SqlFile.All(typeof(SocialModule).Assembly)).ToList();
        if (run.Options.GetValue(Id) is not { } wanted)
        {
            foreach (var each in all) run.Screen.Data(each.Id, new { each.Id, each.Parameters });
            return 0;
        }
        var statement = Find(all, wanted);
        var database = await run.OpenAsync(ct);
        run.Screen.Line(statement.Text);
        run.Screen.Line("");
        var trial = await StatementTrial.RunAsync(database.Source, statement, (await database.ProtectionAsync(ct)).IsProtected, ct);
        run.Screen.Rows(trial.Result);
        run.Screen.Line(trial.Result.Summary);
        run.Screen.Line("");
        foreach (var line in trial.Plan) run.Screen.Line(line);
        return 0;
    }

    private static Statement Find(List<Statement> all, string wanted)
    {
        var found = all.Where(statement => statement.Id == wanted || Short(statement.Id) == wanted || statement.Id.EndsWith($"/{wanted}", StringComparison.Ordinal)).ToList();
        if (found.Count == 1) return found[0];
        var near = found.Count > 1 ? found : all.Where(statement => statement.Id.EndsWith($"#{wanted.Split('#')[^1]}", StringComparison.OrdinalIgnoreCase)).ToList();
        throw new UsageException($"There is {(found.Count > 1 ? "more than one" : "no")} statement '{wanted}'. "
            + (near.Count > 0 ? $"Did you mean {string.Join(" or ", near.Select(statement => statement.Id))}?" : "'cruddur db sql' lists them."));
    }

    /// <summary><c>Social/Feed/Feed.sql#Home</c> as <c>Social/Feed#Home</c>.</summary>
    private static string Short(string id)
    {
        var parts = id.Split('#');
        return $"{parts[0][..parts[0].LastIndexOf('/')]}#{parts[1]}";
    }
}
