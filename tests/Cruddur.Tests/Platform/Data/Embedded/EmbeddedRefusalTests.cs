using System.Runtime.Versioning;
using Cruddur.Platform.Data.Embedded;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class EmbeddedRefusalTests : DataFolderFixture
{
    [Fact]
    public async Task Programs_that_are_too_old_are_named()
    {
        WriteProgram("old", "13.4 (Debian 13.4-1)");
        var refusal = await RefusalAsync(Options() with { BinDir = Path.Combine(Root, "old") });
        Assert.Contains("PostgreSQL 13.4 in", refusal, StringComparison.Ordinal);
        Assert.Contains("too old", refusal, StringComparison.Ordinal);
        Assert.Contains("apt-get install postgresql", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_without_programs_is_named()
    {
        var refusal = await RefusalAsync(Options() with { BinDir = Path.Combine(Root, "nowhere") });
        Assert.Contains("nowhere has no postgres and initdb", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_found_says_what_to_install()
    {
        var refusal = Assert.Throws<EmbeddedPostgresException>(() => PostgresPrograms.Find([], null));
        Assert.StartsWith("Cruddur found no PostgreSQL 15 or newer on this machine: install PostgreSQL", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_of_another_version_is_refused_or_opened_with_programs_of_its_own()
    {
        WriteProgram("17", "17.2");
        WriteProgram("18", "18.4");
        var cluster = Directory.CreateDirectory(Path.Combine(Root, "data", "postgres"));
        File.WriteAllText(Path.Combine(cluster.FullName, "PG_VERSION"), "17\n");

        var refusal = await RefusalAsync(Options() with { BinDir = Path.Combine(Root, "18") });
        Assert.Contains("was made by PostgreSQL 17, but this machine has 18.4", refusal, StringComparison.Ordinal);
        Assert.Contains("postgresql-17", refusal, StringComparison.Ordinal);

        var site = await ClusterSite.ChooseAsync(Options(), Path.Combine(Root, "data"), default);
        Assert.Equal("17.2", ProgramChoice.Choose(site, [Path.Combine(Root, "18"), Path.Combine(Root, "17")]).Version);

        File.WriteAllText(Path.Combine(cluster.FullName, "PG_VERSION"), "9.6\n");
        Assert.Contains("made by PostgreSQL 9.6, but Cruddur needs 15", await RefusalAsync(Options()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_named()
    {
        File.WriteAllText(Path.Combine(Root, "file"), "");
        Assert.Contains("cannot be written", await RefusalAsync(Options("file/data")), StringComparison.Ordinal);
        Assert.Contains("cannot be written", await RefusalAsync(new EmbeddedOptions("/proc/cruddur")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_elses_files_are_not_touched()
    {
        var file = Path.Combine(Directory.CreateDirectory(Path.Combine(Root, "data", "postgres")).FullName, "diary.txt");
        File.WriteAllText(file, "mine");
        Assert.Contains("not a PostgreSQL cluster", await RefusalAsync(Options()), StringComparison.Ordinal);
        Assert.True(File.Exists(file));
    }

    [Theory]
    [InlineData("Cruddur"), InlineData("a;drop"), InlineData(""), InlineData("1a")]
    public async Task A_database_name_that_would_need_quotes_is_refused(string name) =>
        Assert.Contains("cannot be the name", await RefusalAsync(Options() with { Database = name }), StringComparison.Ordinal);

    [Fact]
    public async Task A_damaged_cluster_is_told_from_a_crash()
    {
        var options = await PreparedAsync();
        string cluster;
        await using (var postgres = await StartAsync(options))
            cluster = postgres.ClusterFolder;
        File.WriteAllBytes(Path.Combine(cluster, "global", "pg_control"), new byte[8192]);
        Assert.Contains("is damaged", await RefusalAsync(options), StringComparison.Ordinal);
    }
}
