using System.CommandLine;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli.Db;

/// <summary>One run of a database verb: its options, its target, and the connections that it opened.</summary>
internal sealed class DbRun : IAsyncDisposable
{
    private OpenDatabase? database;

    private DbRun(string verb, ParseResult result, CliHost host)
    {
        (Verb, Options, Host) = (verb, result, host);
        Choice = host.Choose(result.GetValue(DbOptions.Target), result.GetValue(DbOptions.Url), result.GetValue(DbOptions.Data));
        var name = DatabaseTarget.NameOf(Choice);
        Screen = new Screen(host, result.InvocationConfiguration.Error, result.InvocationConfiguration.Output)
        {
            Quiet = result.GetValue(DbOptions.Quiet),
            Json = result.GetValue(DbOptions.Json),
            Prefix = DatabaseTarget.PrefixOf(name),
            IsProtected = DatabaseMarker.Protects(name),
        };
    }

    /// <summary>Such as <c>drop</c>.</summary>
    public string Verb { get; }

    public ParseResult Options { get; }

    public CliHost Host { get; }

    public Screen Screen { get; }

    /// <summary>What the person said about the database.</summary>
    public DatabaseChoice Choice { get; }

    /// <summary>What that led to.</summary>
    public DatabaseTarget Target { get; private set; } = null!;

    /// <summary>Tells people how far a long work is.</summary>
    public IProgress<string> Progress => new Lines(Screen);

    /// <summary>Gives a verb its action; the database is found before it begins.</summary>
    public static Verb On(Verb verb, CliHost host, Func<DbRun, CancellationToken, Task<int>> work) => OnName(verb, host, async (run, ct) =>
    {
        run.Target = await DatabaseTarget.ResolveAsync(run.Choice, ct);
        foreach (var note in run.Target.Notes) run.Screen.Line($"Note: {note}");
        return await work(run, ct);
    });

    /// <summary>Gives a verb that needs no database its action.</summary>
    public static Verb OnName(Verb verb, CliHost host, Func<DbRun, CancellationToken, Task<int>> work)
    {
        verb.SetAction(async (result, ct) =>
        {
            await using var run = new DbRun(verb.Name, result, host);
            run.Screen.Heading($"== {Group(result)}-{verb.Name}");
            try
            {
                return await work(run, ct);
            }
            catch (Exception failure)
            {
                throw new VerbFailure(run.Named(failure, ct), run.Screen);
            }
        });
        return verb;
    }

    /// <summary>Connects for schema work, which a transaction pooler is unfit for.</summary>
    public Task<OpenDatabase> OpenDirectAsync(CancellationToken ct) => OpenAsync(ConnectionProfile.Migration, ct);

    /// <summary>Connects for reading and for rows.</summary>
    public Task<OpenDatabase> OpenAsync(CancellationToken ct) => OpenAsync(null, ct);

    /// <summary>Refuses a database that is marked as worth protecting.</summary>
    /// <exception cref="DatabaseException">CDB-005.</exception>
    public async Task RefuseProtectedAsync(OpenDatabase opened, CancellationToken ct)
    {
        var (environment, isProtected) = await opened.ProtectionAsync(ct);
        if (!isProtected) return;
        throw new DatabaseException("CDB-005", environment is null
            ? $"Refused: {opened.Place} is not on this machine and has no marker, so it may be anybody's. Mark it with 'cruddur db create --target <name>'."
            : $"Refused: you are on target '{Target.Name}' but the database is marked '{environment}', and '{Verb}' is for local ones. Check --target and --url.", 4);
    }

    public async ValueTask DisposeAsync()
    {
        if (database is not null) await database.DisposeAsync();
    }

    private static string Group(ParseResult result) => result.CommandResult.Parent is System.CommandLine.Parsing.CommandResult { Command.Name: "user" } ? "user" : "db";

    /// <summary>What a failure is to the person who ran the verb.</summary>
    private Exception Named(Exception failure, CancellationToken ct) =>
        ct.IsCancellationRequested ? new OperationCanceledException("The verb was interrupted.", failure, ct) : database?.Explain(failure) ?? failure;

    private async Task<OpenDatabase> OpenAsync(ConnectionProfile? profile, CancellationToken ct)
    {
        if (database is not null) return database;
        foreach (var warning in Target.Url?.Warnings ?? []) Screen.Line($"Warning: {warning}");
        if (profile == ConnectionProfile.Migration && Target.IsDirectDerived) Screen.Line($"DATABASE_URL_DIRECT is not set; {Target.Direct!.Host} was derived from the pooler's name.");
        return database = await OpenDatabase.OpenAsync(Target, profile, Verb, Progress, ct);
    }

    private sealed class Lines(Screen screen) : IProgress<string>
    {
        public void Report(string value) => screen.Line(value);
    }
}
