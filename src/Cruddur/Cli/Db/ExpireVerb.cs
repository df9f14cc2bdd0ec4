using System.CommandLine;
using System.Globalization;
using Cruddur.Platform;
using Cruddur.Social;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db expire</c>.</summary>
internal static class ExpireVerb
{
    private static readonly Option<int> Batch = new Option<int>("--batch") { Description = "Rows erased in each transaction", DefaultValueFactory = _ => 1000, HelpName = "rows" }.Between(1, 100_000);

    public static Verb Create(CliHost host) => DbRun.On(new Verb("expire",
        "Erases what has expired, in small batches, as a running Cruddur does by itself; says how far behind that was.",
        "Erases what is still alive, or blocks who reads and writes.",
        "cruddur db expire --batch 500") { Batch }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var db = new Platform.Data.Db((await run.OpenAsync(ct)).Source);
        var now = run.Host.Clock.GetUtcNow();
        foreach (var sweep in PlatformModule.Sweeps.Concat(SocialModule.Sweeps))
        {
            var lag = await sweep.LagAsync(db, now, ct);
            var total = 0;
            await sweep.EraseAsync(db, now, run.Options.GetValue(Batch), rows =>
            {
                total += rows;
                if (rows > 0) run.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{sweep.Name}: {total} erased …"));
            }, ct);
            run.Screen.Data(string.Create(CultureInfo.InvariantCulture, $"{sweep.Name}: {total} erased, lag was {lag.TotalSeconds:0} s"), new { rows = sweep.Name, erased = total, lagSeconds = lag.TotalSeconds });
        }
        return 0;
    }
}
