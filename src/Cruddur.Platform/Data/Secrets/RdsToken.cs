using System.Globalization;
using Amazon.Runtime;

namespace Cruddur.Platform.Data.Secrets;

/// <summary>
/// Passwords for RDS that this process makes itself: signed, good for 15 minutes, and looked at only when a session
/// begins. Signing is local, so that every new session gets its own. RDS checks the signature against its own name, and
/// verify-full, without which no token is sent, sees to it that the host has that name.
/// </summary>
internal sealed class RdsToken(Func<string, string?> setting, TimeProvider clock)
{
    private const string Service = "rds-db";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(15);

    private readonly AwsKeys keys = new(setting);

    /// <summary>A password for a user on a server.</summary>
    /// <exception cref="DatabaseException">CDB-050: there are no AWS credentials, or no region is known.</exception>
    public async ValueTask<string> CreateAsync(string host, int port, string user, CancellationToken ct)
    {
        try
        {
            return Create(host, port, user, await keys.GetAsync(ct));
        }
        catch (SecretUnread failure)
        {
            throw Named(failure);
        }
    }

    /// <summary>The same on the caller's thread.</summary>
    /// <exception cref="DatabaseException">CDB-050.</exception>
    public string Create(string host, int port, string user)
    {
        try
        {
            return Create(host, port, user, keys.Get());
        }
        catch (SecretUnread failure)
        {
            throw Named(failure);
        }
    }

    private string Create(string host, int port, string user, ImmutableCredentials credentials)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
        var query = new Dictionary<string, string> { ["Action"] = "connect", ["DBUser"] = user };
        return $"{address}/?{AwsSignature.Presign(address, query, credentials, (RegionOf(host), Service), clock.GetUtcNow(), Lifetime)}";
    }

    /// <summary>The label before <c>rds.amazonaws.com</c>, or else the region of the process.</summary>
    private string RegionOf(string host)
    {
        var labels = host.ToLowerInvariant().Split('.');
        var rds = Array.IndexOf(labels, "rds");
        return (rds > 0 && labels.ElementAtOrDefault(rds + 1) == "amazonaws" ? labels[rds - 1] : keys.Region)
            ?? throw new SecretUnread("no AWS region is known", "Set AWS_REGION.", true, 2);
    }

    private static DatabaseException Named(SecretUnread failure) =>
        new("CDB-050", $"The IAM token for the database could not be made: {failure.Message}. {failure.Next}", failure.ExitCode, failure);
}
