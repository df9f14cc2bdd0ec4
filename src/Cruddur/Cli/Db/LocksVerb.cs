namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db locks</c>.</summary>
internal static class LocksVerb
{
    public static Verb Create(CliHost host) => DbRun.On(new Verb("locks",
        "Says who is migrating now.",
        "Ends anybody's session.",
        "cruddur db locks"), host, RunAsync);

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var database = await run.OpenDirectAsync(ct);
        var holder = await database.Migrator().FindLockHolderAsync(ct);
        run.Screen.Data(holder ?? "Nobody is migrating.", new { holder });
        return 0;
    }
}
