using System.CommandLine;
using System.Globalization;
using Cruddur.Cli.Db;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Doctor;
using Cruddur.Social;
using Cruddur.Social.Activities;

namespace Cruddur.Cli;

/// <summary><c>cruddur doctor</c>.</summary>
internal static class DoctorCommand
{
    private const int Ill = 12;
    private static readonly TimeSpan MostLag = TimeSpan.FromSeconds(60);
    private static readonly Option<double> Patience = new Option<double>("--patience") { Description = "Seconds that a session may idle in a transaction or wait for a lock", DefaultValueFactory = _ => 300, HelpName = "seconds" }.Between(0, 86_400);
    private static readonly Option<bool> All = new("--all") { Description = "Also list what is well" };

    public static Verb Create(CliHost host, bool top) => DbRun.On(new Verb("doctor",
        "Examines the settings, the data folder, the way to the database, the server, the schema, who is connected, and whether cruds expire in time. One line for each thing wrong, with its remedy; exit code 12 when there is one.",
        "Changes anything.",
        top ? "cruddur doctor --target prod" : "cruddur db doctor --all") { Patience, All }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var (wrong, checks) = (0, 0);
        var doctor = new DatabaseDoctor(run.Target, TimeSpan.FromSeconds(run.Options.GetValue(Patience)), run.Host.Clock);
        var way = await doctor.WayAsync(ct);
        foreach (var finding in MachineChecks.Look(run.Target).Concat(way)) Tell(finding);
        // Where nobody answers, connecting would only say so again.
        if (way.Any(finding => finding is { IsWell: false, Check: "name" or "port" })) return Ill;
        var database = await run.OpenAsync(ct);
        await foreach (var finding in doctor.ExamineAsync(database, ct)) Tell(finding);
        foreach (var finding in await PromisesAsync(database, run.Host.Clock.GetUtcNow(), ct)) Tell(finding);
        run.Screen.Line(string.Create(CultureInfo.InvariantCulture, $"{database.Place}: {checks} checks, {(wrong == 0 ? "all well" : $"{wrong} wrong")}."));
        return wrong == 0 ? 0 : Ill;

        void Tell(Finding finding)
        {
            checks++;
            if (!finding.IsWell) wrong++;
            if (finding.IsWell && !run.Options.GetValue(All)) return;
            run.Screen.Data(finding.IsWell ? $"ok     {finding.Check}" : $"wrong  {finding.Check}: {finding.What}. Fix: {finding.Fix}", finding);
        }
    }

    /// <summary>What Cruddur itself promises: that cruds go in time, and that counts are true.</summary>
    private static async Task<IReadOnlyList<Finding>> PromisesAsync(OpenDatabase database, DateTimeOffset now, CancellationToken ct)
    {
        var db = new Platform.Data.Db(database.Source);
        try
        {
            var findings = new List<Finding>();
            foreach (var sweep in PlatformModule.Sweeps.Concat(SocialModule.Sweeps))
            {
                var lag = await sweep.LagAsync(db, now, ct);
                findings.Add(lag <= MostLag ? Finding.Well($"expiry of {sweep.Name}") : new Finding($"expiry of {sweep.Name}",
                    string.Create(CultureInfo.InvariantCulture, $"rows that should have gone {lag.TotalSeconds:0} s ago are still there, though hidden"), "Start Cruddur, which erases them, or run 'cruddur db expire'."));
            }
            var drift = await Counters.CheckAsync(db, now, Guid.Empty, 1, ct);
            findings.Add(drift.Count == 0 ? Finding.Well("counters") : new Finding("counters", $"the counts of crud {drift[0].Uuid} are not those of its rows", "cruddur db counters fix"));
            return findings;
        }
        catch (DbError error) when (error.Kind == DbErrorKind.WrongSchema)
        {
            // Told by the check of the migrations.
            return [];
        }
    }
}
