using Cruddur.Platform.Data.Secrets;

namespace Cruddur.Cli.Db;

/// <summary><c>cruddur db secret check</c>.</summary>
internal static class SecretVerb
{
    private const int Refused = 6;

    public static Verb Create(CliHost host) => new("secret",
        "Looks after the secret that user and password come from.",
        "Rotates, writes or shows a secret.",
        "cruddur db secret check")
    {
        DbRun.On(new Verb("check",
            "Reads the version in force and the one that a rotation prepares, tries each against the server, and tells their age.",
            "Shows a password, or changes the secret.",
            "cruddur db secret check --target prod"), host, RunAsync),
    };

    private static async Task<int> RunAsync(DbRun run, CancellationToken ct)
    {
        var check = await SecretCheck.RunAsync(run.Target, run.Host.Clock.GetUtcNow(), ct)
            ?? throw new UsageException($"The database of target '{run.Target.Name}' comes from {run.Target.Source}, not from a secret. Set DB_SECRET_ARN or DB_PARAMETER.");
        run.Screen.Rows(check.Rows);
        run.Screen.Line($"{check.Name}. {check.NextRotation}");
        if (!check.Accepted) run.Screen.Failure("The server refuses the version in force. Rotate the secret, or set that password in the server.");
        return check.Accepted ? 0 : Refused;
    }
}
