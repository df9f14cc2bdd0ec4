using System.CommandLine;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db new</c>.</summary>
internal static class NewVerb
{
    private static readonly Argument<string> Name = new("name") { Description = "What the step does, such as add_bio or 'add bio'" };
    private static readonly Option<string> Phase = new("--phase") { Description = "expand adds, backfill fills, contract removes", DefaultValueFactory = _ => "expand", HelpName = "phase" };

    static NewVerb() => Phase.AcceptOnlyFromAmong("expand", "backfill", "contract");

    public static Verb Create(CliHost host) => DbRun.On(new Verb("new",
        "Writes a migration file with the next number into db/migrations, with the blocks that its phase needs.",
        "Overwrites a file, or connects to a database.",
        "cruddur db new add_bio --phase expand") { Name, Phase }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var folder = run.Host.PathOf(MigrationFolder.InCheckout);
        if (!Directory.Exists(folder)) throw new UsageException($"There is no folder {MigrationFolder.InCheckout} here. Run it at the root of a checkout.");
        var name = MigrationTemplate.Name(run.Options.GetRequiredValue(Name)) ?? throw new UsageException("The name of a migration is made of letters, digits and '_', such as add_bio.");
        var file = $"{MigrationTemplate.NextVersion(Directory.EnumerateFiles(folder, "*.sql").Select(Path.GetFileName)!)}_{name}.sql";
        await using (var stream = new FileStream(Path.Combine(folder, file), FileMode.CreateNew))
        await using (var writer = new StreamWriter(stream)) await writer.WriteAsync(MigrationTemplate.Text(run.Options.GetRequiredValue(Phase)).AsMemory(), ct);
        run.Screen.Data($"{MigrationFolder.InCheckout}/{file}", new { file = $"{MigrationFolder.InCheckout}/{file}" });
        return 0;
    }
}
