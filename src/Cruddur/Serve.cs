using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Embedded;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Platform.Operators;

namespace Cruddur;

/// <param name="DataFolder">Everything that must survive: the embedded cluster, <c>cruddur.json</c>, the log.</param>
/// <param name="Seed">Whether a new embedded database gets the demo people.</param>
/// <param name="Migrate">Whether pending migrations are applied to a database that is not embedded.</param>
/// <param name="Target">The database.</param>
public sealed record ServeOptions(int Port, string DataFolder, bool Seed, bool Migrate, DatabaseTarget Target);

/// <summary>The verb <c>serve</c>: starts the database and the web server, says where they are, and stops both cleanly.</summary>
public static class Serve
{
    public static async Task<int> RunAsync(ServeOptions options, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var settings = Settings.Load(options.DataFolder);
        settings = settings with { Cognito = settings.Cognito?.Beside(options.Target.IsEmbedded) };
        var progress = new Lines(options.Target.Prefix);
        var opening = Task.Run(() => OpenAsync(options, settings, progress, ct), ct);
        // Put together while the database is being reached; it is asked for nothing before it is there.
        RunningDatabase? found = null;
        var app = App.Create(new AppOptions(
            () => found!.Plan, () => found!.Identity, token => found!.CountPendingAsync(token), settings,
            HasDemo(options) && settings.Cognito is null ? Demo.Person : null, $"http://localhost:{options.Port}")
        {
            IsEmbedded = options.Target.IsEmbedded,
        });
        var checking = app.Services.CheckCognitoAsync(ct);
        await using var database = found = await opening;
        await using var beforeDatabase = app;
        try
        {
            await checking;
            await app.StartAsync(ct);
        }
        catch (IOException error) when (error.GetBaseException() is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } or Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new SettingsException($"Port {options.Port} is taken by another program. Stop that program, or choose another port with --port.");
        }
        // Demo people are people: only where there are none may there be nobody.
        var isEmpty = !HasDemo(options) && !await app.Services.GetRequiredService<Accounts>().AnyAsync(ct);
        Banner(app, database, options, new Greeting(settings.Cognito, isEmpty), Stopwatch.GetElapsedTime(started));
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    private static bool HasDemo(ServeOptions options) => options.Target.IsEmbedded && options.Seed;

    private static async Task<RunningDatabase> OpenAsync(ServeOptions options, Settings settings, IProgress<string> progress, CancellationToken ct)
    {
        var embedded = new EmbeddedOptions(options.DataFolder, settings.PostgresBinDir, ToolsFolder: Environment.GetEnvironmentVariable("CRUDDUR_TOOLS"));
        var database = await RunningDatabase.OpenAsync(new DatabaseOptions(options.Target, embedded, options.Migrate), progress, ct);
        try
        {
            if (HasDemo(options)) await Demo.SeedAsync(database.Plan.ConnectionString, progress, ct);
            return database;
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    private static void Banner(WebApplication app, RunningDatabase database, ServeOptions options, Greeting greeting, TimeSpan took)
    {
        List<(string Label, string Text)> lines = [("Open", app.Urls.First()), ("Database", database.Identity.ToString())];
        lines.Add(("Data", database.ClusterFolder is { } folder ? $"{Path.GetFullPath(options.DataFolder)} (cluster in {folder})" : Path.GetFullPath(options.DataFolder)));
        if (options.Target is { IsEmbedded: false, Name: not DatabaseTarget.Local }) lines.Add(("Target", $"{options.Target.Name} ({options.Target.Source})"));
        if (greeting.Pool is { } pool) lines.Add(("People", $"Amazon Cognito, user pool {pool.UserPoolId}{(pool.Endpoint is null ? "" : $" at {pool.Endpoint}")}"));
        else if (HasDemo(options)) lines.Add(("Sign in as", $"{Demo.Person.Email} with the password {Demo.Person.Password}"));
        if (greeting is { IsEmpty: true, Pool: null }) lines.Add(("Nobody yet", $"Make the administrator: open {app.Urls.First()}/first-run on this machine, or run 'cruddur user create <handle> <e-mail> --admin{OnTarget(options)}'"));
        else if (greeting.IsEmpty) lines.Add(("Nobody yet", $"Sign up at {app.Urls.First()}/signup, and run 'cruddur user make-admin <handle>{OnTarget(options)}'"));
        lines.AddRange(database.Notes.Select(note => ("Note", note)));
        lines.Add(("Stop", "Ctrl-C"));
        // Written without Spectre.Console, which takes a quarter of the time to the first answer and breaks long lines.
        var (bold, plain) = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? ("", "") : ("\e[1m", "\e[0m");
        Console.Out.WriteLine($"\n{options.Target.Prefix}{bold}Cruddur {Build.Version.Split('+')[0]} is ready after {took.TotalSeconds.ToString("F1", CultureInfo.InvariantCulture)} s{plain}");
        foreach (var (label, text) in lines) Console.Out.WriteLine($"{options.Target.Prefix}{label,-12}{text}");
        Console.Out.WriteLine();
    }

    private static string OnTarget(ServeOptions options) => options.Target.Name == DatabaseTarget.Local ? "" : $" --target {options.Target.Name}";

    /// <param name="Pool">The user pool that identifies people; null where Cruddur does.</param>
    /// <param name="IsEmpty">Whether there is nobody yet.</param>
    private sealed record Greeting(CognitoSettings? Pool, bool IsEmpty);

    private sealed class Lines(string prefix) : IProgress<string>
    {
        public void Report(string value) => Console.Out.WriteLine(prefix + value);
    }
}
