using System.CommandLine;
using Cruddur.Platform.Aws;

namespace Cruddur.Cli.Aws;

/// <summary><c>cruddur aws rds allow-ip</c>.</summary>
internal static class AllowIpVerb
{
    private static readonly Option<string?> Ip = new("--ip") { Description = "The address to let in; without it, the one this machine is seen under", HelpName = "address" };
    private static readonly Option<bool> Json = new("--json") { Description = "One JSON object on standard output" };

    public static Verb Create(CliHost host)
    {
        var verb = new Verb("allow-ip",
            "Lets one address in to the database: sets the one rule of DB_SG_ID and DB_SG_RULE_ID to it, and shows the rule before and after.",
            "Adds a rule, opens a range, lets everybody in, or touches another port.",
            "cruddur aws rds allow-ip --ip 203.0.113.7") { Ip, Json };
        verb.SetAction((result, ct) => RunAsync(result, host, ct));
        return verb;
    }

    private static async Task<int> RunAsync(ParseResult result, CliHost host, CancellationToken ct)
    {
        var screen = new Screen(host, result.InvocationConfiguration.Error, result.InvocationConfiguration.Output) { Json = result.GetValue(Json) };
        var (group, id) = (Named(host, "DB_SG_ID", "sg-0123456789abcdef0"), Named(host, "DB_SG_RULE_ID", "sgr-0123456789abcdef0"));
        var given = result.GetValue(Ip) is { } text ? PublicAddress.Parse(text) : null;
        var aws = AwsProgram.Find(host.Setting);
        var address = given ?? await PublicAddress.FindAsync(PublicAddress.Service, ct);
        var before = await IngressRule.ReadAsync(aws, group, id, ct);
        screen.Line($"Before: {before}");
        var isChange = before.Cidr != PublicAddress.ToCidr(address);
        var after = isChange ? await before.AllowAsync(aws, address, ct) : before;
        screen.Line(isChange ? $"After:  {after}" : "It is so already; nothing was changed.");
        screen.Data($"{id} of {group} lets {after.Cidr} in.", new { group, rule = id, before = before.Cidr, after = after.Cidr, changed = isChange });
        return 0;
    }

    private static string Named(CliHost host, string setting, string example) => host.Setting(setting) is { Length: > 0 } value ? value
        : throw new UsageException($"{setting} is not set. Set DB_SG_ID to the database's security group and DB_SG_RULE_ID to its rule for operators, such as {setting}={example}.");
}
