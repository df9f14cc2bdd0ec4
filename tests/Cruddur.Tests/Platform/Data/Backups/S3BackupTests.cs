using Cruddur.Tests.Cli;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Backups;

/// <summary>Backups that go to a store which speaks S3.</summary>
public sealed class S3BackupTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_backup_goes_to_a_bucket_in_parts_and_comes_back()
    {
        await using var s3 = await S3Server.StartAsync();
        await using var ground = await BackupGround.LayAsync(cluster);
        // Random bytes do not shrink, so the dump is larger than one part of an upload.
        await ground.SqlAsync("create table large as select array_agg(gen_random_uuid())::text as t from generate_series(1, 800000) n group by n / 20");
        var run = await ground.RunAsync(0, ["backup", "--verify", "--to", $"s3://{S3Server.Bucket}/nightly"], s3.Settings);
        var place = run.Output.Split(": ")[0];
        Assert.Matches($"^s3://{S3Server.Bucket}/nightly/{ground.Name}-\\d{{8}}T\\d{{6}}Z\\.dump$", place);
        Assert.Equal(1L, await ground.SqlAsync("select count(*) from platform.backups where verified_at is not null and size_bytes > 16 * 1024 * 1024"));
        Assert.Empty(ground.Files);
        await ground.RunAsync(0, ["restore", place, "--into", $"{ground.Name}_of_s3"], s3.Settings);
        Assert.Equal(await Sum(ground, ground.Name), await Sum(ground, $"{ground.Name}_of_s3"));
    }

    [Fact]
    public async Task What_is_not_in_the_bucket_and_a_bucket_that_is_not_there_are_named()
    {
        await using var s3 = await S3Server.StartAsync();
        await using var ground = await BackupGround.LayAsync(cluster);
        var missing = await ground.RunAsync(13, ["restore", $"s3://{S3Server.Bucket}/x/gone.dump", "--into", "never"], s3.Settings);
        Assert.Contains($"CDB-041: s3://{S3Server.Bucket}/x/gone.dump cannot be restored: there is no s3://{S3Server.Bucket}/x/gone.json.", missing.Error, StringComparison.Ordinal);
        var nowhere = await ground.RunAsync(13, ["backup", "--to", "s3://not-there/x"], s3.Settings);
        Assert.Contains("CDB-047: s3://not-there cannot be used: ", nowhere.Error, StringComparison.Ordinal);
        Assert.Contains(". Check the bucket, AWS_ENDPOINT_URL_S3 and the credentials.", nowhere.Error, StringComparison.Ordinal);
        Assert.Equal(0L, await ground.SqlAsync("select count(*) from platform.backups"));
        var silent = new Dictionary<string, string>(s3.Settings) { ["AWS_ENDPOINT_URL_S3"] = "http://127.0.0.1:1" };
        Assert.Contains("CDB-047", (await CliRun.Of(["db", "backup", "--to", "s3://backups", "--url", ground.Url], silent)).Error, StringComparison.Ordinal);
    }

    private static Task<object?> Sum(BackupGround ground, string database) => ground.SqlAsync("select md5(string_agg(md5(t), '' order by t)) from large", database);
}
