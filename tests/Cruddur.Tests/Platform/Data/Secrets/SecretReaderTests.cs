using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Secrets;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Secrets;

public sealed class SecretReaderTests : IAsyncLifetime
{
    private const string Name = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db+x-AbCdEf";

    private SecretServer server = null!;

    public async ValueTask InitializeAsync() => server = await SecretServer.StartAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_secret_and_a_parameter_are_read_by_either_way(bool near)
    {
        var settings = near ? server.AgentSettings : server.AwsSettings;
        server.Set(Name, "one");
        server.Prepare(Name, "two");
        server.Set("/prod/db url", "three");
        var secret = Reader(SecretStore.SecretsManager, Name, settings);
        var value = await secret.ReadAsync(SecretStage.Current, fresh: false, default);
        Assert.Equal(("one", "v1"), (value.Text, value.Version));
        Assert.InRange(DateTimeOffset.UtcNow - value.ChangedAt!.Value, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(4));
        Assert.Equal("two", (await secret.ReadPendingAsync(default))!.Text);
        server.Finish(Name);
        Assert.Null(await secret.ReadPendingAsync(default));
        var parameter = await Reader(SecretStore.ParameterStore, "/prod/db url", settings).ReadAsync(SecretStage.Current, fresh: false, default);
        Assert.Equal(("three", "7"), (parameter.Text, parameter.Version));
    }

    [Fact]
    public async Task Names_are_encoded_and_freshness_is_asked_for()
    {
        server.Set(Name, "x");
        await Reader(SecretStore.SecretsManager, Name, server.AgentSettings).ReadAsync(SecretStage.Current, fresh: true, default);
        Assert.Equal($"/secretsmanager/get?secretId={Uri.EscapeDataString(Name)}&versionStage=AWSCURRENT&refreshNow=true", server.Requests.Single());
    }

    [Theory]
    [InlineData("AWS_TOKEN,AWS_SESSION_TOKEN,AWS_CONTAINER_AUTHORIZATION_TOKEN")]
    [InlineData("AWS_SESSION_TOKEN,AWS_CONTAINER_AUTHORIZATION_TOKEN")]
    [InlineData("AWS_CONTAINER_AUTHORIZATION_TOKEN")]
    public async Task The_token_is_that_of_the_first_variable_which_may_name_a_file(string names)
    {
        server.Set(Name, "x");
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, SecretServer.Token + "\n");
        try
        {
            foreach (var token in new[] { SecretServer.Token, $"file://{file}" })
            {
                var settings = names.Split(',').Skip(1).ToDictionary(name => name, _ => "another");
                settings[names.Split(',')[0]] = token;
                settings["PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"] = $"{server.Port}";
                Assert.Equal("x", (await Reader(SecretStore.SecretsManager, Name, settings).ReadAsync(SecretStage.Current, fresh: false, default)).Text);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task An_endpoint_that_is_late_is_tried_three_times()
    {
        server.Set(Name, "x");
        server.Instead = _ => server.Requests.Count < 3 ? Results.BadRequest("not ready to serve traffic, please wait") : null;
        var reader = Reader(SecretStore.SecretsManager, Name, server.AgentSettings);
        Assert.Equal("x", (await reader.ReadAsync(SecretStage.Current, fresh: false, default)).Text);
        server.Requests.Clear();
        server.Instead = _ => Results.StatusCode(500);
        await FailsAsync(reader);
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var thief = await SecretServer.StartAsync();
        thief.Set(Name, "stolen");
        server.Instead = _ => Results.Redirect($"http://127.0.0.1:{thief.Port}/secretsmanager/get?secretId=x");
        await FailsAsync(Reader(SecretStore.SecretsManager, Name, server.AgentSettings));
        Assert.Empty(thief.Requests);
    }

    [Fact]
    public async Task A_silent_endpoint_costs_six_seconds_at_most()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var clock = Stopwatch.StartNew();
        var failure = await FailsAsync(Reader(SecretStore.SecretsManager, Name, new() { ["PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"] = $"{((IPEndPoint)silent.LocalEndpoint).Port}", ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:1", ["AWS_REGION"] = "x", ["AWS_ACCESS_KEY_ID"] = "x", ["AWS_SECRET_ACCESS_KEY"] = "y" }));
        Assert.Contains("took longer than 2 s", failure.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(5.5), TimeSpan.FromSeconds(25));
    }

    [Theory]
    [InlineData("AWS_SECRET_ACCESS_KEY", "wrong", "CDB-050: The secret secretsmanager:s could not be read: secretsmanager in eu-central-1 refuses the AWS credentials (InvalidSignatureException). Renew them, and check the clock of this machine.", 6)]
    [InlineData("AWS_ACCESS_KEY_ID", "AKIDOTHER", "refuses the AWS credentials (UnrecognizedClientException)", 6)]
    [InlineData("AWS_REGION", "", "no AWS region is known. Set AWS_REGION, or write a whole ARN into DB_SECRET_ARN.", 2)]
    [InlineData("AWS_ENDPOINT_URL", "http://secrets.example.com", "AWS_ENDPOINT_URL is not an https address. Correct it; plain http is only for this machine.", 2)]
    [InlineData("AWS_ENDPOINT_URL_SECRETS_MANAGER", "http://127.0.0.1:1", "127.0.0.1 does not answer (Connection refused). Check the network, or the VPC endpoint.", 5)]
    [InlineData("ANY", "", "knows no such name. Correct DB_SECRET_ARN or the region.", 2)]
    public async Task What_stands_between_is_told_with_what_to_do(string name, string value, string text, int exitCode)
    {
        var settings = server.AwsSettings;
        settings[name] = value;
        var failure = await FailsAsync(Reader(SecretStore.SecretsManager, "s", settings));
        Assert.Contains(text, failure.Message, StringComparison.Ordinal);
        Assert.Equal(exitCode, failure.ExitCode);
        if (name.StartsWith("AWS_ENDPOINT", StringComparison.Ordinal)) Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Where_the_endpoint_of_the_machine_fails_AWS_itself_is_asked_and_the_first_failure_told()
    {
        server.Set(Name, "x");
        var settings = server.AwsSettings;
        settings["PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"] = "1";
        Assert.Equal("x", (await Reader(SecretStore.SecretsManager, Name, settings).ReadAsync(SecretStage.Current, fresh: false, default)).Text);
        settings["AWS_ENDPOINT_URL"] = "http://127.0.0.1:2";
        Assert.Contains("the local endpoint 127.0.0.1:1 does not answer", (await FailsAsync(Reader(SecretStore.SecretsManager, Name, settings))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("hunter2", "is neither JSON nor a database URL")]
    [InlineData("[1]", "is not a JSON object")]
    [InlineData("{}", "has no keys and lacks username and password")]
    [InlineData("""{"user":"u","secret":"hunter2","Password":"hunter2"}""", "has the keys Password, secret, user and lacks username and password")]
    [InlineData("""{"username":"u","password":""}""", "has the keys password, username and lacks password")]
    [InlineData("""{"username":"u","password":"hunter2","engine":"mysql"}""", "is for another engine than postgres")]
    [InlineData("postgres://u@h/d", "is a database URL without user or password")]
    public void A_secret_of_another_shape_is_refused_by_its_keys_and_never_its_values(string text, string what)
    {
        var failure = Assert.Throws<DatabaseException>(() => DatabaseSecret.Parse(new SecretName(SecretStore.SecretsManager, "s", "DB_SECRET_ARN"), new SecretValue(text, "1", null)));
        Assert.Contains($"CDB-051: The secret secretsmanager:s {what}. ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", failure.ToString(), StringComparison.Ordinal);
    }

    private static SecretReader Reader(SecretStore store, string name, Dictionary<string, string> settings) =>
        new(new SecretName(store, name, store == SecretStore.SecretsManager ? "DB_SECRET_ARN" : "DB_PARAMETER"), settings.GetValueOrDefault, TimeProvider.System);

    private static Task<DatabaseException> FailsAsync(SecretReader reader) => Assert.ThrowsAsync<DatabaseException>(() => reader.ReadAsync(SecretStage.Current, fresh: false, default));
}
