using System.CommandLine;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Identity;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db seed</c>.</summary>
internal static class SeedVerb
{
    private static readonly Option<string> Set = new("--set") { Description = "Which rows", DefaultValueFactory = _ => "demo" };
    private static readonly Option<int> People = new Option<int>("--people") { Description = "How many people the set 'large' has", DefaultValueFactory = _ => SeedSize.Large.People, HelpName = "n" }.Between(20, 1_000_000);
    private static readonly Option<int> Cruds = new Option<int>("--cruds") { Description = "How many live cruds the set 'large' has, replies apart", DefaultValueFactory = _ => SeedSize.Large.Cruds, HelpName = "n" }.Between(100, 10_000_000);

    static SeedVerb() => Set.AcceptOnlyFromAmong([.. Seeds.Sets]);

    public static Verb Create(CliHost host) => DbRun.On(new Verb("seed",
        "Adds demo people and what they say, in one transaction; a second run changes nothing. The set 'large' is a crowd to measure with, for a database without people; it takes minutes.",
        "Changes or removes rows that are there, or runs on a protected database.",
        "cruddur db seed --set demo") { Set, People, Cruds }, host, RunAsync);

    /// <summary>Loads a set, and says how many rows of each kind it added.</summary>
    public static async Task LoadAsync(DbRun run, OpenDatabase database, string set, CancellationToken ct)
    {
        var counts = await Seeds.LoadAsync(database.Source, set, run.Host.Clock.GetUtcNow(), () => new PasswordHash().Create(Demo.Password), ct,
            new(run.Options.GetValue(People), run.Options.GetValue(Cruds)), run.Progress);
        run.Screen.Data(string.Join(", ", counts.Select(count => FormattableString.Invariant($"{count.Value} {count.Key}"))), counts.ToDictionary());
    }

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenAsync(ct);
        var set = run.Options.GetRequiredValue(Set);
        if (!Seeds.IsReference(set)) await run.RefuseProtectedAsync(database, ct);
        if ((await database.Migrator().StatusAsync(ct)).HasPending)
            throw new DatabaseException("CDB-023", $"{database.Place} lacks migrations, so rows cannot be added yet. Run 'cruddur db migrate' first.", 3);
        await LoadAsync(run, database, set, ct);
        return 0;
    }
}
