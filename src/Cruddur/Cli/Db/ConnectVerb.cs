using System.CommandLine;
using System.Diagnostics;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db connect</c>.</summary>
internal static class ConnectVerb
{
    private static readonly Option<bool> Write = new("--write") { Description = "Allow changes on a protected database" };
    private static readonly Option<bool> BuiltIn = new("--built-in") { Description = "Use the built-in prompt even when psql is there" };
    private static readonly Option<bool> Psql = new("--psql") { Description = "Use psql, and fail when it is not there" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("connect",
        "Opens psql on the database, or a small prompt of its own when there is no psql.",
        "Puts a password where other users of the machine see it, or writes to a protected database without --write.",
        "cruddur db connect --target prod") { Write, BuiltIn, Psql }, host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        var isProtected = (await database.ProtectionAsync(ct)).IsProtected;
        var readOnly = isProtected && !run.Options.GetValue(Write);
        if (readOnly) run.Screen.Line($"{database.Place} is protected: transactions are read-only. --write lifts that.");
        else if (isProtected) await DemandNameAsync(run, database, ct);
        if (run.Options.GetValue(Psql) && FindPsql(run.Host) is null)
            throw new UsageException("There is no psql on the PATH. Install it (apt install postgresql-client), or leave out --psql to use the built-in prompt.");
        return !run.Options.GetValue(BuiltIn) && FindPsql(run.Host) is { } psql
            ? await PsqlAsync(psql, database.PsqlEnvironment(readOnly), ct)
            : await PromptAsync(run, database, readOnly, ct);
    }

    /// <summary>Who would write to a protected database types its name, which no reflex does.</summary>
    private static async Task DemandNameAsync(DbRun run, OpenDatabase database, CancellationToken ct)
    {
        run.Screen.Line($"You are about to write to a protected database. Type {database.Place} to go on:");
        if ((await run.Host.Input.ReadLineAsync(ct))?.Trim() != database.Place)
            throw new DatabaseException("CDB-004", $"Refused: that is not {database.Place}. Nothing was connected for writing.", 4);
    }

    private static string? FindPsql(CliHost host) =>
        (host.Setting("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "psql.exe" : "psql"))
            .FirstOrDefault(File.Exists);

    private static async Task<int> PsqlAsync(string psql, IReadOnlyDictionary<string, string> environment, CancellationToken ct)
    {
        var start = new ProcessStartInfo(psql);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C in psql cancels its statement; it reaches psql by itself, which decides when to end.
            await process.WaitForExitAsync(CancellationToken.None);
        }
        return process.ExitCode;
    }

    private static async Task<int> PromptAsync(DbRun run, OpenDatabase database, bool readOnly, CancellationToken ct)
    {
        run.Screen.Line($"{database.Place}. End a statement with ;  leave with \\q");
        await using var session = await SqlSession.OpenAsync(database.Source, readOnly, ct);
        var text = "";
        while (await run.Host.Input.ReadLineAsync(ct) is { } line)
        {
            if (text.Length == 0 && line.Trim() is "\\q" or "quit" or "exit") break;
            text += line + "\n";
            if (!SqlScript.IsComplete(text)) continue;
            foreach (var statement in SqlScript.Split(text)) await TryAsync(run, session, statement.Text, ct);
            text = "";
        }
        return 0;
    }

    private static async Task TryAsync(DbRun run, SqlSession session, string statement, CancellationToken ct)
    {
        try
        {
            var result = await session.RunAsync(statement, ct);
            run.Screen.Rows(result);
            run.Screen.Line(result.Summary);
        }
        catch (DatabaseException refused) when (refused.Code == "CDB-027")
        {
            run.Screen.Failure(refused.Message);
        }
    }
}
