using System.CommandLine;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db url</c>.</summary>
internal static class UrlVerb
{
    private static readonly Option<string> Format = new("--format") { Description = "For whom: libpq (psql, most languages), npgsql or jdbc", DefaultValueFactory = _ => "libpq" };
    private static readonly Option<bool> Reveal = new("--reveal") { Description = "Show the password" };

    static UrlVerb() => Format.AcceptOnlyFromAmong(UrlOutput.Formats);

    public static Verb Create(CliHost host) => DbRun.On(new Verb("url",
        "Writes the database's URL with the TLS that is in force here, and says which profile its connections get.",
        "Shows a password unless --reveal is given, or weakens TLS on the way to another program.",
        "cruddur db url --format jdbc") { Format, Reveal }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var (url, password) = await FindAsync(run, ct);
        var profile = run.Target.Profile ?? ConnectionProfile.Direct;
        var output = UrlOutput.Of(url, profile, run.Options.GetValue(Format)!, password, run.Options.GetValue(Reveal));
        run.Screen.Data(output.Text, new { url = output.Text, profile = $"{profile}", direct = run.Target.Direct?.Host });
        run.Screen.Line($"Profile: {ConnectionProfiles.Describe(profile)}");
        foreach (var note in url.Warnings.Concat(output.Notes)) run.Screen.Line($"Note: {note}");
        if (run.Target is { IsDirectDerived: true, Direct: { } direct }) run.Screen.Line($"Note: operator work goes to {direct.Host}, derived from the pooler's name.");
        if (run.Target.Source.EndsWith("IAM", StringComparison.Ordinal) && run.Options.GetValue(Reveal)) run.Screen.Line("Note: the password is a token for new sessions of the next 15 minutes.");
        return 0;
    }

    private static async Task<(ConnectionUrl Url, string? Password)> FindAsync(DbRun run, CancellationToken ct)
    {
        if (run.Target.Url is { } url) return (url, run.Target.PasswordNow());
        await using var running = await OpenDatabase.FindRunningAsync(run.Target, null, run.Verb, ct)
            ?? throw new DatabaseException("CDB-052", "The embedded PostgreSQL is not running, so it has no URL. Start it with 'cruddur', or set CONNECTION_URL.", 5);
        return (running.ToUrl(), null);
    }
}
