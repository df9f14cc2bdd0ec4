using System.Net;
using System.Text.Json;
using Cruddur.Platform.Data;

namespace Cruddur.Platform.Aws;

/// <summary>The one rule of a security group that lets operators in to the database.</summary>
/// <param name="Group">The security group.</param>
/// <param name="Id">The rule.</param>
/// <param name="Protocol">Such as <c>tcp</c>.</param>
/// <param name="FromPort">The first port that it opens.</param>
/// <param name="ToPort">The last.</param>
/// <param name="Cidr">Whom it lets in.</param>
/// <param name="Description">What people wrote to it.</param>
public sealed record IngressRule(string Group, string Id, string Protocol, int FromPort, int ToPort, string Cidr, string Description)
{
    private const string Reads = "ec2:DescribeSecurityGroupRules";
    private const string Changes = "ec2:ModifySecurityGroupRules";

    /// <summary>Reads the rule as it is.</summary>
    /// <exception cref="DatabaseException">CDB-053: it is no rule that lets addresses in to that group. CDB-054: AWS refused.</exception>
    public static async Task<IngressRule> ReadAsync(AwsProgram aws, string group, string id, CancellationToken ct)
    {
        using var answer = JsonDocument.Parse(await aws.RunAsync(["ec2", "describe-security-group-rules", "--security-group-rule-ids", id, "--output", "json"], Reads, ct));
        var rule = answer.RootElement.GetProperty("SecurityGroupRules").EnumerateArray().FirstOrDefault();
        if (rule.ValueKind != JsonValueKind.Object || Text(rule, "GroupId") != group) throw Unfit(id, $"does not belong to {group}");
        if (rule.GetProperty("IsEgress").GetBoolean()) throw Unfit(id, "lets traffic out, not in");
        if ((Text(rule, "CidrIpv4") ?? Text(rule, "CidrIpv6")) is not { } cidr) throw Unfit(id, "lets a group or a list in, not an address");
        return new IngressRule(group, id, Text(rule, "IpProtocol") ?? "tcp", rule.GetProperty("FromPort").GetInt32(), rule.GetProperty("ToPort").GetInt32(), cidr, Text(rule, "Description") ?? "");
    }

    /// <summary>Lets that address in, and whoever was let in no more; all else stays. Returns the rule as AWS has it then.</summary>
    /// <exception cref="DatabaseException">CDB-054: AWS refused, or has another rule afterwards.</exception>
    public async Task<IngressRule> AllowAsync(AwsProgram aws, IPAddress address, CancellationToken ct)
    {
        var cidr = PublicAddress.ToCidr(address);
        var rule = new Dictionary<string, object>
        {
            ["IpProtocol"] = Protocol,
            ["FromPort"] = FromPort,
            ["ToPort"] = ToPort,
            [cidr.Contains(':', StringComparison.Ordinal) ? "CidrIpv6" : "CidrIpv4"] = cidr,
        };
        if (Description.Length > 0) rule["Description"] = Description;
        var change = JsonSerializer.Serialize(new[] { new { SecurityGroupRuleId = Id, SecurityGroupRule = rule } });
        await aws.RunAsync(["ec2", "modify-security-group-rules", "--group-id", Group, "--security-group-rules", change, "--output", "json"], Changes, ct);
        var after = await ReadAsync(aws, Group, Id, ct);
        return after.Cidr == cidr ? after : throw new DatabaseException("CDB-054", $"The rule {Id} lets {after.Cidr} in although {cidr} was asked for. Look at it in the EC2 console.", 5);
    }

    public override string ToString() => FormattableString.Invariant($"{Cidr} to {Protocol} {(FromPort == ToPort ? $"{FromPort}" : $"{FromPort}-{ToPort}")}{(Description.Length > 0 ? $" ({Description})" : "")}");

    private static string? Text(JsonElement rule, string name) => rule.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DatabaseException Unfit(string id, string why) => new("CDB-053", $"Refused: the rule {id} {why}. Correct DB_SG_RULE_ID or DB_SG_ID. Nothing was changed.", 2);
}
