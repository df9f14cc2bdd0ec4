using System.Text.Json;
using Cruddur.Platform.Data.Health;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db health</c>.</summary>
internal static class HealthVerb
{
    private const int ReadOnly = 12;

    public static Verb Create(CliHost host) => DbRun.On(new Verb("health",
        "Asks whether the database answers and takes writes, for container checks: JSON, and 0, 5 (not reached), 6 (not let in) or 12 (takes no writes).",
        "Leaves a row behind: what it writes is rolled back.",
        "cruddur db health --quiet"), host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var findings = await HealthProbe.LookAsync(await run.OpenAsync(ct), ct);
        run.Screen.Data(JsonSerializer.Serialize(findings, JsonSerializerOptions.Web), findings);
        if (!findings.Writable) run.Screen.Line($"{findings.Database} takes no writes: {findings.Why}. See 'cruddur doctor'.");
        return findings.Writable ? 0 : ReadOnly;
    }
}
