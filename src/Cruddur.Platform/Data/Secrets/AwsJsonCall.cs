using System.Net.Http.Headers;
using System.Text.Json;

namespace Cruddur.Platform.Data.Secrets;

/// <summary>Secrets Manager and Systems Manager themselves, by signed calls of AWS's JSON 1.1 protocol.</summary>
internal sealed class AwsJsonCall(Func<string, string?> setting, TimeProvider clock)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly AwsKeys keys = new(setting);

    /// <summary>Reads a value.</summary>
    /// <exception cref="SecretUnread">It could not be read.</exception>
    public async Task<SecretValue> ReadAsync(SecretName name, string stage, CancellationToken ct)
    {
        var (operation, question) = name.Store == SecretStore.SecretsManager
            ? ("GetSecretValue", JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["SecretId"] = name.Name, ["VersionStage"] = stage }))
            : ("GetParameter", JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["Name"] = name.Name, ["WithDecryption"] = true }));
        return SecretHttp.ReadValue(name, await AskAsync(name, operation, question, ct));
    }

    /// <summary>When a secret is rotated next; null when it is not.</summary>
    /// <exception cref="SecretUnread">It could not be read; the right to read a value does not include this one.</exception>
    public async Task<DateTimeOffset?> NextRotationAsync(SecretName name, CancellationToken ct)
    {
        var question = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string> { ["SecretId"] = name.Name });
        using var json = JsonDocument.Parse(await AskAsync(name, "DescribeSecret", question, ct));
        return SecretHttp.ReadTime(json.RootElement, "NextRotationDate");
    }

    private async Task<string> AskAsync(SecretName name, string operation, byte[] question, CancellationToken ct)
    {
        var (service, target, variable) = name.Store == SecretStore.SecretsManager
            ? ("secretsmanager", "secretsmanager", "AWS_ENDPOINT_URL_SECRETS_MANAGER")
            : ("ssm", "AmazonSSM", "AWS_ENDPOINT_URL_SSM");
        var region = name.Region ?? keys.Region
            ?? throw new SecretUnread("no AWS region is known", $"Set AWS_REGION, or write a whole ARN into {name.Setting}.", true, 2);
        var address = Endpoint(setting(variable) is { Length: > 0 } own ? own : setting("AWS_ENDPOINT_URL"), service, region);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(question) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        request.Headers.Add("X-Amz-Target", $"{target}.{operation}");
        AwsSignature.Sign(request, question, await keys.GetAsync(ct), (region, service), clock.GetUtcNow());
        try
        {
            using var client = SecretHttp.Remote(Timeout);
            using var answer = await client.SendAsync(request, ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            return (int)answer.StatusCode == 200 ? body : throw SecretUnread.Of(name, (int)answer.StatusCode, SecretHttp.FailureType(body), $"{service} in {region}");
        }
        catch (HttpRequestException error)
        {
            throw new SecretUnread($"{address.Host} does not answer ({error.GetBaseException().Message.TrimEnd('.')})", "Check the network, or the VPC endpoint.", false, 5, error);
        }
        catch (TaskCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new SecretUnread($"{address.Host} took longer than 5 s to answer", "Check the network, or the VPC endpoint.", false, 5, error);
        }
    }

    private static Uri Endpoint(string? given, string service, string region)
    {
        var suffix = region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        if (given is not { Length: > 0 }) return new Uri($"https://{service}.{region}.{suffix}/");
        return Uri.TryCreate(given, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
            ? new Uri(address.GetLeftPart(UriPartial.Authority))
            : throw new SecretUnread("AWS_ENDPOINT_URL is not an https address", "Correct it; plain http is only for this machine.", true, 2);
    }
}
