using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db target</c>.</summary>
internal static class TargetVerb
{
    public static Verb Create(CliHost host) => DbRun.On(new Verb("target",
        "Says which database is meant, by what, and what it is marked as.",
        "Changes anything, starts the embedded PostgreSQL, or shows a password.",
        "cruddur db target prod"), host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var target = run.Target;
        DatabaseMarker? marker = null;
        DatabaseException? failure = null;
        await using var database = target.IsEmbedded ? await OpenDatabase.FindRunningAsync(target, null, run.Verb, ct) : null;
        var opened = database;
        try
        {
            if (!target.IsEmbedded) opened = await run.OpenAsync(ct);
            if (opened is not null) marker = await DatabaseMarker.ReadAsync(opened.Source, ct);
        }
        catch (Exception error) when ((error as DatabaseException ?? opened?.Explain(error)) is { } known)
        {
            failure = known;
        }
        Show(run, opened, marker, failure);
        if (failure is not null) throw failure;
        return 0;
    }

    private static void Show(DbRun run, OpenDatabase? opened, DatabaseMarker? marker, DatabaseException? failure)
    {
        var target = run.Target;
        var mark = marker is not null ? string.Create(CultureInfo.InvariantCulture, $"{marker.Environment} since {marker.CreatedAt:yyyy-MM-dd}{(marker.IsProtected ? ", protected" : "")}")
            : failure is not null ? "unknown"
            : opened is null ? "unknown: the embedded PostgreSQL is not running"
            : target.Url is { IsLoopback: false } ? "none, so it counts as protected" : "none";
        (string Label, string? Text)[] rows =
        [
            ("target", target.Name),
            ("source", target.Source),
            ("host", target.Url?.Host ?? "embedded"),
            ("database", target.Url?.Database ?? opened?.Database ?? "cruddur"),
            ("user", target.Url?.Username),
            ("marker", mark),
            ("direct", target.Direct is { } direct ? direct.Host + (target.IsDirectDerived ? " (derived)" : "") : null),
            ("profile", target.Profile?.ToString()),
        ];
        var shown = rows.Where(row => row.Text is not null).ToList();
        run.Screen.Data(string.Join('\n', shown.Select(row => $"{row.Label,-10}{row.Text}")), shown.ToDictionary(row => row.Label, row => row.Text));
    }
}
