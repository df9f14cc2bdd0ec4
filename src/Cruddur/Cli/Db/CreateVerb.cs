using System.CommandLine;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Guard;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db create</c>.</summary>
internal static class CreateVerb
{
    private static readonly Option<string?> Role = new("--role") { Description = "Also make this role for the app; its password comes from CRUDDUR_ROLE_PASSWORD or standard input", HelpName = "name" };

    public static Verb Create(CliHost host) => DbRun.On(new Verb("create",
        "Creates the database when it is missing (UTF-8, C.UTF-8), and marks what it is: local, prod …",
        "Touches a database that exists, or changes its mark.",
        "cruddur db create --target prod --role cruddur_app") { Role }, host, RunAsync);

    /// <summary>Creates and marks; says what was done.</summary>
    public static async Task<bool> EnsureAsync(DbRun run, OpenDatabase database, CancellationToken ct)
    {
        var created = await database.CreateAsync(ct);
        run.Screen.Data($"{database.Place}: {(created ? "created" : "already exists")}", new { database = database.Place, created });
        return created;
    }

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        await EnsureAsync(run, database, ct);
        if (run.Options.GetValue(Role) is not { } role) return 0;
        var password = run.Host.Setting("CRUDDUR_ROLE_PASSWORD") ?? await run.Host.Input.ReadLineAsync(ct);
        if (string.IsNullOrWhiteSpace(password))
            throw new UsageException($"Role '{role}' needs a password. Put it into CRUDDUR_ROLE_PASSWORD, or send it on standard input.");
        var made = await DatabaseRole.EnsureAsync(database, role, password, ct);
        run.Screen.Data($"{role}: {(made ? "created" : "has the password and the rights now")}", new { role, created = made });
        return 0;
    }
}
