using System.Net;
using System.Net.Sockets;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Processes;

/// <summary>What keeps it from starting is told in a sentence, without a stack trace.</summary>
[Collection(nameof(Processes))]
public sealed class StartFailureTests(PostgresCluster cluster)
{
    private static readonly Dictionary<string, string> Pool = new()
    {
        ["CRUDDUR_Cognito__Region"] = "eu-central-1",
        ["CRUDDUR_Cognito__UserPoolId"] = "eu-central-1_aBcDeFgHi",
        ["CRUDDUR_Cognito__ClientId"] = "1a2b3c4d5e",
    };

    [Fact]
    public async Task A_port_that_is_taken()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = $"{((IPEndPoint)other.LocalEndpoint).Port}";
        var url = Url(await cluster.CreateMigratedAsync());
        await AssertRefusedAsync($"Port {port} is taken by another program.", new() { ["CONNECTION_URL"] = url }, "serve", "--port", port);
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_written()
    {
        using var folder = new DataFolder();
        var file = Path.Combine(folder.Path, "file");
        await File.WriteAllTextAsync(file, "");
        await AssertRefusedAsync(file, [], "serve", "--port", "1", "--data", Path.Combine(file, "data"));
    }

    [Fact]
    public async Task A_settings_file_that_is_not_json()
    {
        using var folder = new DataFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "cruddur.json"), "{ \"Log\": ");
        await AssertRefusedAsync("is not valid JSON", [], "serve", "--data", folder.Path);
    }

    [Fact]
    public async Task An_unknown_setting() =>
        await AssertRefusedAsync("Unknown setting 'CRUDDUR_Log__Levle'", new() { ["CRUDDUR_Log__Levle"] = "Debug" }, "serve", "--data", "nowhere");

    [Theory]
    [InlineData("Endpoint", "http://127.0.0.1:9229")]
    [InlineData("Endpoint", "http://localhost:9229")]
    [InlineData("Domain", "http://[::1]:9229")]
    public async Task An_emulator_of_Cognito_beside_a_database_that_is_not_embedded(string name, string address) =>
        await AssertRefusedAsync("so an emulator on this machine would decide who signs in", new(Pool)
        {
            ["CONNECTION_URL"] = Url(await cluster.CreateMigratedAsync()),
            [$"CRUDDUR_Cognito__{name}"] = address,
        }, "serve");

    [Theory]
    [InlineData("UserPoolId", "eu-west-1_aBcDeFgHi", "the id of a pool in that region")]
    [InlineData("UserPoolId", "", "belong together")]
    [InlineData("ClientId", "a/b", "the id of an app client")]
    [InlineData("Domain", "http://pool.example.com", "plain http is only for this machine")]
    [InlineData("TriggerSecret", "short", "fewer than 32 characters")]
    public async Task Settings_of_Cognito_that_do_not_fit(string name, string value, string sentence) =>
        await AssertRefusedAsync(sentence, new(Pool) { [$"CRUDDUR_Cognito__{name}"] = value }, "serve", "--data", "nowhere");

    [Theory]
    [InlineData("not a url")]
    [InlineData("mysql://cruddur:kanarienvogel@localhost/cruddur")]
    [InlineData("postgresql://cruddur:kanarienvogel@localhost/cruddur?sslmood=require")]
    [InlineData("postgresql://cruddur:kanarienvogel@localhost:port/cruddur")]
    public async Task A_broken_connection_url(string url) => await AssertRefusedAsync("CDB-003", new() { ["CONNECTION_URL"] = url }, "serve");

    [Fact]
    public async Task A_server_that_does_not_answer() => await AssertRefusedAsync(
        "No PostgreSQL answers at 127.0.0.1:1", new() { ["CONNECTION_URL"] = "postgresql://cruddur:kanarienvogel@127.0.0.1:1/cruddur?sslmode=disable" }, "serve");

    [Fact]
    public async Task A_database_that_is_not_there() => await AssertRefusedAsync(
        "There is no database 'nowhere' on 127.0.0.1", new() { ["CONNECTION_URL"] = Url(cluster.ConnectionString("nowhere")) }, "serve");

    [Fact]
    public async Task A_database_without_its_migrations() => await AssertRefusedAsync(
        "Run 'cruddur db migrate', or start with --migrate.", new() { ["CONNECTION_URL"] = Url(await cluster.CreateDatabaseAsync()) }, "serve");

    [Theory]
    [InlineData("--prot", "4567")]
    [InlineData("serve", "--port", "many")]
    [InlineData("serve", "--port", "65536")]
    [InlineData("swerve")]
    public async Task An_option_that_is_not_understood(params string[] arguments) => await AssertRefusedAsync("--help", [], arguments);

    private static async Task AssertRefusedAsync(string expected, Dictionary<string, string> settings, params string[] arguments)
    {
        await using var cruddur = CruddurProcess.Run(CruddurProcess.FreePort(), settings, arguments);
        Assert.NotEqual(0, await cruddur.ExitAsync());
        Assert.Contains(expected, cruddur.Error, StringComparison.Ordinal);
        Assert.InRange(cruddur.Error.Trim().Split('\n').Length, 1, expected == "--help" ? 6 : 1);
        Assert.DoesNotContain("   at ", cruddur.Error + cruddur.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", cruddur.Error + cruddur.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("unexpectedly", cruddur.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("kanarienvogel", cruddur.Error + cruddur.Output, StringComparison.Ordinal);
    }

    private static string Url(string connectionString)
    {
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        return $"postgresql://postgres@127.0.0.1:{parts.Port}/{parts.Database}?sslmode=disable";
    }
}
