using System.CommandLine;
using System.Globalization;
using Cruddur.Social.Activities;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db counters</c>.</summary>
internal static class CountersVerb
{
    private const int Drifted = 12;
    private const int Shown = 100;

    public static Command Create(CliHost host) => new("counters", "Compares the counts of likes, reposts and replies with the rows that they count.")
    {
        DbRun.On(new Verb("check",
            "Lists live cruds whose counts are wrong, the first hundred; exit code 12 when there are any.",
            "Changes a count.",
            "cruddur db counters check"), host, CheckAsync),
        DbRun.On(new Verb("fix",
            "Corrects counts that are wrong, a few hundred cruds at a time; who likes meanwhile is counted.",
            "Touches a count that is right.",
            "cruddur db counters fix"), host, FixAsync),
    };

    private static async Task<int> CheckAsync(DbRun run, CancellationToken ct)
    {
        var db = new Platform.Data.Db((await run.OpenAsync(ct)).Source);
        var wrong = await Counters.CheckAsync(db, run.Host.Clock.GetUtcNow(), Guid.Empty, Shown, ct);
        foreach (var crud in wrong)
            run.Screen.Data(string.Create(CultureInfo.InvariantCulture, $"{crud.Uuid}: likes {crud.LikesCount}, rows {crud.Likes}; replies {crud.RepliesCount}, rows {crud.Replies}; reposts {crud.RepostsCount}, rows {crud.Reposts}"), crud);
        run.Screen.Line(wrong.Count == 0 ? "Every count is right." : "Correct them with 'cruddur db counters fix'.");
        return wrong.Count == 0 ? 0 : Drifted;
    }

    private static async Task<int> FixAsync(DbRun run, CancellationToken ct)
    {
        var db = new Platform.Data.Db((await run.OpenAsync(ct)).Source);
        var corrected = await Counters.FixAsync(db, run.Host.Clock.GetUtcNow(), new Lines(run.Screen), ct);
        run.Screen.Data(string.Create(CultureInfo.InvariantCulture, $"{corrected} cruds corrected"), new { corrected });
        return 0;
    }

    private sealed class Lines(Screen screen) : IProgress<int>
    {
        public void Report(int value) => screen.Line(string.Create(CultureInfo.InvariantCulture, $"{value} corrected …"));
    }
}
