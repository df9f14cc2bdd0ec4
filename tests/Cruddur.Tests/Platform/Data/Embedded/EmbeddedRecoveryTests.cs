using System.Runtime.Versioning;
using Cruddur.Platform.Data.Embedded;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Embedded;

[UnsupportedOSPlatform("windows")]
public sealed class EmbeddedRecoveryTests : DataFolderFixture
{
    [Fact]
    public async Task A_server_that_outlived_its_program_is_taken_over()
    {
        var orphan = await StartAsync(await PreparedAsync());
        await ExecuteAsync(orphan, "create table kept (n int); insert into kept values (1)");
        await orphan.AbandonAsync();

        await using (var heir = await StartAsync(Options()))
        {
            Assert.Equal(orphan.ServerPid, heir.ServerPid);
            Assert.Equal(orphan.Port, heir.Port);
            Assert.Contains(heir.Notes, note => note.StartsWith("Took over the PostgreSQL that was still running", StringComparison.Ordinal));
            Assert.Equal("1", await ReadAsync(heir, "select n from kept"));
        }

        await UntilAsync(() => !Directory.Exists($"/proc/{orphan.ServerPid}"));
        Assert.False(Directory.Exists(orphan.SocketFolder));
    }

    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_server_and_program_are_killed()
    {
        var killed = await StartAsync(await PreparedAsync());
        await ExecuteAsync(killed, "create table kept (n int); insert into kept select generate_series(1, 1000)");
        await killed.AbandonAsync();
        Native.Signal(killed.ServerPid, Native.Kill);

        await using var next = await StartAsync(Options());
        Assert.NotEqual(killed.ServerPid, next.ServerPid);
        Assert.Equal("1000", await ReadAsync(next, "select count(*) from kept"));
        Assert.False(Directory.Exists(killed.SocketFolder));
    }

    [Fact]
    public async Task A_server_that_dies_meanwhile_is_started_again_in_the_same_place()
    {
        await using var postgres = await StartAsync(await PreparedAsync());
        await ExecuteAsync(postgres, "create table kept (n int); insert into kept values (7)");
        for (var death = 1; death <= 2; death++)
        {
            Native.Signal(postgres.ServerPid, Native.Kill);
            await UntilAsync(() => postgres.Restarts == death);
            Assert.Equal("7", await ReadAsync(postgres, "select n from kept"));
        }
    }

    [Fact]
    public async Task A_pid_file_that_names_a_stranger_or_nothing_does_not_hinder()
    {
        var killed = await StartAsync(await PreparedAsync());
        await killed.AbandonAsync();
        Native.Signal(killed.ServerPid, Native.Kill);
        await UntilAsync(() => !Directory.Exists($"/proc/{killed.ServerPid}"));
        var pidFile = Path.Combine(killed.ClusterFolder, "postmaster.pid");
        var lines = File.ReadAllLines(pidFile);
        // A process of the same user, which PostgreSQL itself would take for a living server.
        using var stranger = Child.Start((await Account.ForAsync(killed.ClusterFolder, default)).Command("sleep", "60"));
        lines[0] = stranger.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        File.WriteAllLines(pidFile, lines);

        await using (var next = await StartAsync(Options()))
            Assert.False(stranger.HasExited);
        stranger.Kill();

        File.WriteAllText(pidFile, "");
        await using var last = await StartAsync(Options());
    }

    [Fact]
    public async Task A_lost_password_file_is_replaced()
    {
        var secret = Path.Combine(Root, "data", "postgres.secret");
        await using (var first = await StartAsync(await PreparedAsync()))
            await ExecuteAsync(first, "create table kept (n int); insert into kept values (1)");
        File.Delete(secret);
        await using var second = await StartAsync(Options());
        Assert.Equal("1", await ReadAsync(second, "select n from kept"));
    }
}
