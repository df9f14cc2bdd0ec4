namespace Cruddur.Platform.Data.Embedded;

/// <summary>Gives the superuser the password of <c>postgres.secret</c> again when that file was lost; the server must be down.</summary>
internal static class PasswordReset
{
    internal static async Task RunAsync(ClusterSite site, PostgresPrograms programs, string secret, CancellationToken ct)
    {
        // Single-user mode knows no parameters; the secret consists of hexadecimal digits only.
        var statement = $"alter role {DatabaseSetup.Superuser} with superuser login password '{secret}'\n";
        var start = site.Account.Command(programs.Postgres, "--single", "-D", site.Folder, "-c", "password_encryption=scram-sha-256", "-c", "exit_on_error=on", "postgres");
        var (exitCode, said) = await Child.RunAsync(start, statement, ct);
        if (exitCode != 0)
            throw LogDiagnosis.Explain(said, site);
    }
}
