namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db create</c>.</summary>
internal static class CreateVerb
{
    public static Verb Create(CliHost host) => DbRun.On(new Verb("create",
        "Creates the database when it is missing (UTF-8), and marks what it is: local, prod …",
        "Touches a database that exists, or changes its mark.",
        "cruddur db create --target prod"), host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        var created = await database.CreateAsync(ct);
        run.Screen.Data($"{database.Place}: {(created ? "created" : "already exists")}", new { database = database.Place, created });
        return 0;
    }
}
