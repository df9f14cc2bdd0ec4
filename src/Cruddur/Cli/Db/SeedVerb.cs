using System.CommandLine;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db seed</c>.</summary>
internal static class SeedVerb
{
    private static readonly Option<string> Set = new("--set") { Description = "Which rows", DefaultValueFactory = _ => "demo" };

    static SeedVerb() => Set.AcceptOnlyFromAmong([.. Seeds.Sets]);

    public static Verb Create(CliHost host) => DbRun.On(new Verb("seed",
        "Adds demo people and what they say, in one transaction; a second run changes nothing.",
        "Changes or removes rows that are there, or runs on a protected database.",
        "cruddur db seed --set demo") { Set }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenAsync(ct);
        await run.RefuseProtectedAsync(database, ct);
        if ((await database.Migrator().StatusAsync(ct)).HasPending)
            throw new DatabaseException("CDB-023", $"{database.Place} lacks migrations, so rows cannot be added yet. Run 'cruddur db migrate' first.", 3);
        var counts = await Seeds.LoadAsync(database.Source, run.Options.GetRequiredValue(Set), run.Host.Clock.GetUtcNow(), () => PasswordHash.Create(Demo.Password), ct);
        run.Screen.Data(string.Join(", ", counts.Select(count => FormattableString.Invariant($"{count.Value} {count.Key}"))), counts.ToDictionary());
        return 0;
    }
}
