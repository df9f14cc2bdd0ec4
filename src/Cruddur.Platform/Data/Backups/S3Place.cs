using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace Cruddur.Platform.Data.Backups;

/// <summary>A bucket and a prefix that backups go to: <c>s3://bucket/prefix</c>.</summary>
/// <param name="url">Where.</param>
/// <param name="setting">Looks up AWS's own environment variables: endpoint, region, keys.</param>
public sealed class S3Place(Uri url, Func<string, string?> setting) : IDisposable
{
    private const string Scheme = "s3";
    private const int PartBytes = 16 << 20;

    private readonly AmazonS3Client client = Client(setting);

    private string Bucket => url.Host;

    private string Prefix => url.AbsolutePath.Trim('/') is { Length: > 0 } prefix ? $"{Uri.UnescapeDataString(prefix)}/" : "";

    /// <summary>Whether a place is in S3; then it is <c>s3://bucket/…</c>.</summary>
    public static bool Is(string place) => place.StartsWith($"{Scheme}://", StringComparison.Ordinal);

    /// <summary>Copies a backup there, in parts when it is large; the manifest last, so that half a backup is none.</summary>
    /// <returns>The dump's place.</returns>
    /// <exception cref="DatabaseException">CDB-047.</exception>
    public async Task<string> SendAsync(BackupFile file, CancellationToken ct)
    {
        using var transfer = new TransferUtility(client, new TransferUtilityConfig { MinSizeBeforePartUpload = PartBytes });
        foreach (var path in (string[])[file.Path, file.ManifestPath])
        {
            await NamedAsync(() => transfer.UploadAsync(new TransferUtilityUploadRequest
            {
                BucketName = Bucket,
                Key = Prefix + Path.GetFileName(path),
                FilePath = path,
                PartSize = PartBytes,
            }, ct));
        }
        return $"{Scheme}://{Bucket}/{Prefix}{file.Id}";
    }

    /// <summary>Fetches a backup; the url is the dump's.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-041: there is no such object. CDB-047.</exception>
    public async Task<BackupFile> FetchAsync(string folder, CancellationToken ct)
    {
        var key = Prefix.TrimEnd('/');
        var file = new BackupFile(Path.Combine(folder, key.Split('/')[^1]));
        var path = key.Contains('/', StringComparison.Ordinal) ? key[..(key.LastIndexOf('/') + 1)] : "";
        foreach (var local in (string[])[file.ManifestPath, file.Path]) await FetchAsync(path + Path.GetFileName(local), local, ct);
        return file;
    }

    public void Dispose() => client.Dispose();

    private Task FetchAsync(string key, string local, CancellationToken ct) => NamedAsync(async () =>
    {
        try
        {
            using var response = await client.GetObjectAsync(new GetObjectRequest { BucketName = Bucket, Key = key }, ct);
            await using var stream = BackupFile.OwnerOnly(local);
            await response.ResponseStream.CopyToAsync(stream, ct);
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            throw BackupFailure.Damaged(url.OriginalString, $"there is no s3://{Bucket}/{key}", missing);
        }
    });

    private async Task NamedAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception refused) when (refused is AmazonServiceException or AmazonClientException or HttpRequestException)
        {
            throw BackupFailure.Store($"{Scheme}://{Bucket}", refused.Message.ReplaceLineEndings(" "), refused);
        }
    }

    private static AmazonS3Client Client(Func<string, string?> setting)
    {
        var config = new AmazonS3Config
        {
            // Checksums are ours; stores that are only compatible with S3 do not know the newer ones of its clients.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if ((Filled(setting("AWS_REGION")) ?? Filled(setting("AWS_DEFAULT_REGION"))) is { } region) config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        if ((Filled(setting("AWS_ENDPOINT_URL_S3")) ?? Filled(setting("AWS_ENDPOINT_URL"))) is { } endpoint)
        {
            (config.ServiceURL, config.ForcePathStyle) = (endpoint, true);
            config.AuthenticationRegion = Filled(setting("AWS_REGION")) ?? Filled(setting("AWS_DEFAULT_REGION")) ?? "us-east-1";
        }
        return (Filled(setting("AWS_ACCESS_KEY_ID")), Filled(setting("AWS_SECRET_ACCESS_KEY")), Filled(setting("AWS_SESSION_TOKEN"))) switch
        {
            ({ } id, { } secret, { } token) => new AmazonS3Client(new SessionAWSCredentials(id, secret, token), config),
            ({ } id, { } secret, null) => new AmazonS3Client(new BasicAWSCredentials(id, secret), config),
            _ => new AmazonS3Client(config),
        };
    }

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
