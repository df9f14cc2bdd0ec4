using System.Diagnostics;
using System.Net;
using Cruddur.Platform.Aws;
using Cruddur.Platform.Data;
using Cruddur.Tests.Platform.Data.Secrets;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Cruddur.Tests.Cli;

/// <summary>The command that opens the database to one address, against a stand-in for the program <c>aws</c> that notes how it is called.</summary>
public sealed class AllowIpTests : IDisposable
{
    private const string Modify = "ec2 modify-security-group-rules --group-id sg-1 --security-group-rules ";

    private readonly string folder = Directory.CreateTempSubdirectory("cruddur-aws-").FullName;

    public AllowIpTests()
    {
        Answer(Rule("198.51.100.9/32"));
        Script("""
            here=$(dirname "$0")
            echo "$*" >>"$here/calls"
            echo "$AWS_DEFAULT_REGION" >"$here/region"
            case "$2" in
              describe-security-group-rules) cat "$here/rule" ;;
              modify-security-group-rules) sed -i "s|\"CidrIpv[46]\": *\"[^\"]*\"|$(echo "$6" | grep -o '"CidrIpv[46]":"[^"]*"')|" "$here/rule"; echo '{"Return": true}' ;;
            esac
            """);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task The_rule_lets_the_address_in_and_keeps_everything_else()
    {
        var run = await RunAsync("--ip", "203.0.113.7");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal("Before: 198.51.100.9/32 to tcp 5432 (GITPOD)\nAfter:  203.0.113.7/32 to tcp 5432 (GITPOD)\n", run.Error.ReplaceLineEndings("\n"));
        Assert.Equal("sgr-1 of sg-1 lets 203.0.113.7/32 in.", run.Output.Trim());
        Assert.Equal(
            [
                "ec2 describe-security-group-rules --security-group-rule-ids sgr-1 --output json",
                Modify + """[{"SecurityGroupRuleId":"sgr-1","SecurityGroupRule":{"IpProtocol":"tcp","FromPort":5432,"ToPort":5432,"CidrIpv4":"203.0.113.7/32","Description":"GITPOD"}}] --output json""",
                "ec2 describe-security-group-rules --security-group-rule-ids sgr-1 --output json",
            ], Calls());
        Assert.Equal("eu-west-3", (await File.ReadAllTextAsync(Path.Combine(folder, "region"))).Trim());
        var again = await RunAsync("--ip", "203.0.113.7/32", "--json");
        Assert.Contains("\"before\":\"203.0.113.7/32\",\"after\":\"203.0.113.7/32\",\"changed\":false", again.Output, StringComparison.Ordinal);
        Assert.Equal(4, Calls().Length);
    }

    [Fact]
    public async Task An_address_of_the_newer_kind_goes_where_it_belongs()
    {
        Assert.Equal(0, (await RunAsync("--ip", "2001:db8::7")).ExitCode);
        Assert.Contains("\"CidrIpv6\":\"2001:db8::7/128\"", Calls()[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("::/0")]
    [InlineData("0.0.0.0")]
    [InlineData("203.0.113.0/24")]
    [InlineData("10.1.2.3")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255/32")]
    [InlineData("192.168.1.1")]
    [InlineData("100.64.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("127.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::1")]
    [InlineData("fd00::1")]
    [InlineData("fe80::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("everybody")]
    [InlineData("203.0.113.7/32/32")]
    public async Task Ranges_and_private_addresses_are_refused_before_anything_is_asked(string address)
    {
        var run = await RunAsync("--ip", address);
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("CDB-053: Refused: ", run.Error, StringComparison.Ordinal);
        Assert.Empty(Calls());
    }

    [Theory]
    [InlineData("An error occurred (UnauthorizedOperation) when calling the DescribeSecurityGroupRules operation", 6, "these credentials lack ec2:DescribeSecurityGroupRules")]
    [InlineData("Unable to locate credentials. You can configure credentials by running aws configure.", 6, "Run 'aws sso login' or 'aws configure'")]
    [InlineData("An error occurred (InvalidSecurityGroupRuleId.NotFound)", 2, "Correct DB_SG_ID, DB_SG_RULE_ID or AWS_REGION.")]
    [InlineData("You must specify a region.", 2, "Set AWS_REGION")]
    [InlineData("Could not connect to the endpoint URL.", 5, "The program 'aws' failed: Could not connect to the endpoint URL. Correct that, then try again.")]
    public async Task What_aws_refuses_is_told_with_what_to_do(string error, int exitCode, string text)
    {
        Script($"echo \"{error}\" >&2; exit 254");
        var run = await RunAsync("--ip", "203.0.113.7");
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(text, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"GroupId\": \"sg-2\", \"IsEgress\": false, \"CidrIpv4\": \"198.51.100.9/32\"", "does not belong to sg-1")]
    [InlineData("\"GroupId\": \"sg-1\", \"IsEgress\": true, \"CidrIpv4\": \"198.51.100.9/32\"", "lets traffic out, not in")]
    [InlineData("\"GroupId\": \"sg-1\", \"IsEgress\": false, \"PrefixListId\": \"pl-1\"", "lets a group or a list in, not an address")]
    public async Task Another_kind_of_rule_is_left_alone(string rule, string why)
    {
        Answer($$"""{"SecurityGroupRules": [{"SecurityGroupRuleId": "sgr-1", "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, {{rule}}}]}""");
        var run = await RunAsync("--ip", "203.0.113.7");
        Assert.Equal((2, $"CDB-053: Refused: the rule sgr-1 {why}. Correct DB_SG_RULE_ID or DB_SG_ID. Nothing was changed."), (run.ExitCode, run.Error.Trim()));
        Assert.Single(Calls());
    }

    [Fact]
    public async Task Without_the_program_or_the_settings_it_says_what_is_missing()
    {
        var without = await CliRun.Of(["aws", "rds", "allow-ip", "--ip", "203.0.113.7"], new() { ["PATH"] = "/nowhere", ["DB_SG_ID"] = "sg-1", ["DB_SG_RULE_ID"] = "sgr-1" });
        Assert.Equal(2, without.ExitCode);
        Assert.Contains("Install the AWS CLI (https://aws.amazon.com/cli/)", without.Error, StringComparison.Ordinal);
        var unset = await CliRun.Of(["aws", "rds", "allow-ip", "--ip", "203.0.113.7"], new() { ["PATH"] = folder });
        Assert.Equal((2, true), (unset.ExitCode, unset.Error.StartsWith("DB_SG_ID is not set.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_callers_address_is_asked_for()
    {
        await using var server = await SecretServer.StartAsync();
        var address = "203.0.113.8\n";
        server.Instead = _ => Results.Text(address);
        var service = new Uri($"http://127.0.0.1:{server.Port}/");
        Assert.Equal(IPAddress.Parse("203.0.113.8"), await PublicAddress.FindAsync(service, default));
        address = "10.0.0.1\n";
        Assert.StartsWith("CDB-053: Refused: 10.0.0.1 is private", (await Assert.ThrowsAsync<DatabaseException>(() => PublicAddress.FindAsync(service, default))).Message, StringComparison.Ordinal);
        await server.StopAsync();
        Assert.Contains("does not answer. Pass the public address of this machine with --ip", (await Assert.ThrowsAsync<DatabaseException>(() => PublicAddress.FindAsync(service, default))).Message, StringComparison.Ordinal);
    }

    private Task<CliRun> RunAsync(params string[] args) =>
        CliRun.Of(["aws", "rds", "allow-ip", .. args], new() { ["PATH"] = folder, ["DB_SG_ID"] = "sg-1", ["DB_SG_RULE_ID"] = "sgr-1", ["AWS_REGION"] = "eu-west-3" });

    private static string Rule(string cidr) =>
        $$"""{"SecurityGroupRules": [{"SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 5432, "ToPort": 5432, "CidrIpv4": "{{cidr}}", "Description": "GITPOD"}]}""";

    private void Answer(string text) => File.WriteAllText(Path.Combine(folder, "rule"), text);

    private void Script(string body)
    {
        var file = Path.Combine(folder, "aws");
        File.WriteAllText(file, $"#!/bin/sh\n{body}\n");
        using var chmod = Process.Start("chmod", ["755", file]);
        chmod.WaitForExit();
    }

    private string[] Calls() => File.Exists(Path.Combine(folder, "calls")) ? File.ReadAllLines(Path.Combine(folder, "calls")) : [];
}
