using System.Runtime.Versioning;
using Cruddur.Platform.Data.Embedded;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class EmbeddedStartTests : DataFolderFixture
{
    [Fact]
    public async Task A_first_start_makes_everything_and_a_second_keeps_it()
    {
        var options = Options("my data ünï");
        await using (var first = await StartAsync(options))
        {
            Assert.Equal(Path.Combine(Root, "my data ünï", "postgres"), first.ClusterFolder);
            Assert.Empty(first.Notes);
            Assert.Matches(@"^\d+\.\d+$", first.ServerVersion);
            Assert.NotNull(first.SocketFolder);
            Assert.Equal("UTF8", await ReadAsync(first, "show server_encoding"));
            Assert.Equal("UTC", await ReadAsync(first, "show timezone"));
            Assert.Equal("on", await ReadAsync(first, "show fsync"));
            Assert.Equal("on", await ReadAsync(first, "show data_checksums"));
            Assert.Equal("127.0.0.1", await ReadAsync(first, "show listen_addresses"));
            Assert.Equal("cruddur", await ReadAsync(first, "select current_user || case when rolsuper then '!' else '' end from pg_roles where rolname = current_user"));
            Assert.Equal("on", await ReadAsync(first.AdminConnectionString, "show is_superuser"));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(options.DataFolder, "postgres.secret")));
            await ExecuteAsync(first, "create table kept (word text); insert into kept values ('straße')");
        }

        Assert.False(File.Exists(Path.Combine(options.DataFolder, "postgres", "postmaster.pid")));
        await using var second = await StartAsync(options);
        Assert.Equal("STRASSE", (await ReadAsync(second, "select replace(upper(word), 'ß', 'SS') from kept")));
    }

    [Fact]
    public async Task A_wrong_password_is_refused_over_loopback_and_socket()
    {
        await using var postgres = await StartAsync(await PreparedAsync());
        foreach (var host in (string[])["127.0.0.1", postgres.SocketFolder!])
        {
            var refused = await Assert.ThrowsAsync<Npgsql.PostgresException>(() => ReadAsync($"Host={host};Port={postgres.Port};Username=postgres;Password=guess", "select 1"));
            Assert.Equal("28P01", refused.SqlState);
        }
    }

    [Fact]
    public async Task Two_data_folders_run_side_by_side_and_one_folder_only_once()
    {
        await using var one = await StartAsync(await PreparedAsync("one"));
        await using var two = await StartAsync(await PreparedAsync("two"));
        await ExecuteAsync(one, "create table only_here (word text)");
        Assert.NotEqual(one.Port, two.Port);
        Assert.Equal("0", await ReadAsync(two, "select count(*) from pg_tables where tablename = 'only_here'"));

        Directory.CreateSymbolicLink(Path.Combine(Root, "link"), Path.Combine(Root, "one"));
        var refusal = await RefusalAsync(Options("link"));
        Assert.Contains($"(process {Environment.ProcessId})", refusal, StringComparison.Ordinal);
        Assert.Contains("--data", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_first_start_left_is_cleared_away()
    {
        var half = Directory.CreateDirectory(Path.Combine(Root, "data", "postgres.new-4711", "base"));
        File.WriteAllText(Path.Combine(half.FullName, "PG_VERSION"), "15");
        await using var postgres = await StartAsync(Options());
        Assert.Equal("1", await ReadAsync(postgres, "select 1"));
        Assert.Empty(Directory.EnumerateDirectories(Path.Combine(Root, "data"), "postgres.new-*"));
    }

    [Fact]
    public async Task A_cancelled_first_start_leaves_nothing_running_and_can_be_repeated()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => EmbeddedPostgres.StartAsync(Options(), null, cancel.Token));
        Assert.Equal(["cruddur.lock", "postgres.secret"], Directory.EnumerateFileSystemEntries(Path.Combine(Root, "data")).Select(Path.GetFileName).Order());
        await using var postgres = await StartAsync(Options());
    }

    [Fact]
    public async Task A_missing_database_is_made_with_the_chosen_name()
    {
        var options = (await PreparedAsync()) with { Database = "cruddur_2" };
        await using (var postgres = await StartAsync(options))
            Assert.Equal("cruddur_2", await ReadAsync(postgres, "select current_database()"));
        await using var other = await StartAsync(Options());
        Assert.Equal("cruddur", await ReadAsync(other, "select current_database()"));
    }
}
