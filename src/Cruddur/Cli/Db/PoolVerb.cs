using System.CommandLine;
using System.Globalization;
using Cruddur.Platform.Data.Pools;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db pool</c>.</summary>
internal static class PoolVerb
{
    private static readonly Option<int> Processes = new Option<int>("--processes") { Description = "App processes at work, workers included", DefaultValueFactory = _ => 1, HelpName = "n" }.Between(1, 10_000);
    private static readonly Option<double> Surge = new Option<double>("--surge") { Description = "How many times as many run during a deployment", DefaultValueFactory = _ => 2, HelpName = "factor" }.Between(1, 10);
    private static readonly Option<int> Others = new Option<int>("--others") { Description = "Connections that other programs keep", DefaultValueFactory = _ => 0, HelpName = "n" }.Between(0, 10_000);

    public static Verb Create(CliHost host) => DbRun.On(new Verb("pool",
        "Computes the pool that each app process may have from what the server allows, and whether the configured one can exhaust it (exit code 12).",
        "Changes a setting.",
        "cruddur db pool --processes 4 --surge 2") { Processes, Surge, Others }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenAsync(ct);
        var budget = await PoolBudget.ReadAsync(database, new PoolPlan(run.Options.GetValue(Processes), run.Options.GetValue(Surge), run.Options.GetValue(Others)), ct);
        run.Screen.Line(string.Create(CultureInfo.InvariantCulture,
            $"{database.Place}: {budget.Max} connections, {budget.Used} open, {budget.Reserved} reserved, {budget.Usable} for the app."));
        run.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"Configured: {budget.Configured} in each process, {budget.Peak} at the peak."));
        run.Screen.Data(string.Create(CultureInfo.InvariantCulture, $"connection_limit={budget.PerProcess}"), budget);
        return budget.Fits ? 0 : throw budget.TooMuch(database.Host);
    }
}
