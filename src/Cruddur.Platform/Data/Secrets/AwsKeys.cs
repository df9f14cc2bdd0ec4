using Amazon.Runtime;
using Amazon.Runtime.Credentials;

namespace Cruddur.Platform.Data.Secrets;

/// <summary>Who this process is to AWS, and where: its keys by the usual chain, and its region.</summary>
internal sealed class AwsKeys(Func<string, string?> setting)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The region of AWS_REGION or AWS_DEFAULT_REGION.</summary>
    public string? Region => Filled("AWS_REGION") ?? Filled("AWS_DEFAULT_REGION");

    /// <summary>Keys of the environment, or else those of the profile, the container, or the machine.</summary>
    /// <exception cref="SecretUnread">There are none.</exception>
    public async Task<ImmutableCredentials> GetAsync(CancellationToken ct)
    {
        if (OfEnvironment() is { } keys) return keys;
        try
        {
            var chain = await DefaultAWSCredentialsIdentityResolver.GetCredentialsAsync(null).WaitAsync(Patience, ct);
            return await chain.GetCredentialsAsync().WaitAsync(Patience, ct);
        }
        catch (Exception error) when (error is AmazonClientException or TimeoutException)
        {
            throw None(error);
        }
    }

    /// <summary>The same on the caller's thread.</summary>
    /// <exception cref="SecretUnread">There are none.</exception>
    public ImmutableCredentials Get()
    {
        if (OfEnvironment() is { } keys) return keys;
        try
        {
            return DefaultAWSCredentialsIdentityResolver.GetCredentials(null).GetCredentials();
        }
        catch (AmazonClientException error)
        {
            throw None(error);
        }
    }

    private ImmutableCredentials? OfEnvironment() => Filled("AWS_ACCESS_KEY_ID") is { } id && Filled("AWS_SECRET_ACCESS_KEY") is { } secret
        ? new ImmutableCredentials(id, secret, Filled("AWS_SESSION_TOKEN"))
        : null;

    private static SecretUnread None(Exception error) => new("there are no AWS credentials",
        "Give this process a role, run 'aws configure', or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.", false, 6, error);

    private string? Filled(string name) => setting(name) is { Length: > 0 } value ? value : null;
}
