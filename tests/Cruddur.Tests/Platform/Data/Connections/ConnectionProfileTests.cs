using System.Data.Common;
using Cruddur.Platform.Data.Connections;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Connections;

public class ConnectionProfileTests
{
    private static readonly string[] Columns =
        ["Pooling", "Minimum Pool Size", "Maximum Pool Size", "Connection Idle Lifetime", "Connection Lifetime", "Timeout", "Command Timeout",
         "Cancellation Timeout", "Keepalive", "TCP Keepalive", "Max Auto Prepare", "No Reset On Close", "SSL Mode", "GSS Encryption Mode", "Require Auth", "Enlist"];

    [Theory]
    [InlineData(ConnectionProfile.Direct, "True 2 20 300 1800 5 10 2000 0 True 50 False VerifyFull Disable ScramSHA256 True")]
    [InlineData(ConnectionProfile.PgBouncer, "True 0 20 300 1800 15 10 2000 0 True 0 True VerifyFull Disable ScramSHA256 False")]
    [InlineData(ConnectionProfile.NeonPooler, "True 0 20 240 1800 15 10 2000 0 True 0 True VerifyFull Disable ScramSHA256 False")]
    [InlineData(ConnectionProfile.RdsProxy, "True 0 20 900 1800 10 10 -1 0 True 0 True VerifyFull Disable – False")]
    [InlineData(ConnectionProfile.Lambda, "True 0 2 60 600 5 10 500 0 False 0 False VerifyFull Disable – False")]
    [InlineData(ConnectionProfile.Migration, "False – – – – 15 0 2000 30 True 0 False VerifyFull Disable ScramSHA256 False")]
    public void A_profile_is_its_row_of_settings(ConnectionProfile profile, string expected)
    {
        var driver = new DbConnectionStringBuilder { ConnectionString = Machine.Parse("postgres://u:p@db.example/d").ToNpgsql(profile) };
        Assert.Equal(expected, string.Join(' ', Columns.Select(c => driver.TryGetValue(c, out var value) ? value : "–")));
        Assert.Equal("False", driver["Include Error Detail"]);
        Assert.Equal("False", driver["Log Parameters"]);
    }

    [Theory]
    [InlineData(ConnectionProfile.Direct, "cruddur/worker/")]
    [InlineData(ConnectionProfile.RdsProxy, "cruddur/app/")]
    [InlineData(ConnectionProfile.Migration, "cruddur-db/worker/")]
    public void Sessions_carry_a_name(ConnectionProfile profile, string expected)
    {
        var driver = new DbConnectionStringBuilder { ConnectionString = Machine.Parse("postgres://u:p@db.example/d").ToNpgsql(profile, "worker") };
        Assert.StartsWith(expected, (string)driver["Application Name"]);
        Assert.True(((string)driver["Application Name"]).Length > expected.Length);
    }

    [Theory]
    [InlineData("db.example", 5432, ConnectionProfile.Direct)]
    [InlineData("db.example", 6432, ConnectionProfile.PgBouncer)]
    [InlineData("db.example", 6543, ConnectionProfile.PgBouncer)]
    [InlineData("ep-cool-1-pooler.eu-central-1.aws.neon.tech", 5432, ConnectionProfile.NeonPooler)]
    [InlineData("ep-cool-1.eu-central-1.aws.neon.tech", 5432, ConnectionProfile.Direct)]
    [InlineData("db-pooler.example", 5432, ConnectionProfile.PgBouncer)]
    [InlineData("app.proxy-c1.eu-west-1.rds.amazonaws.com", 5432, ConnectionProfile.RdsProxy)]
    [InlineData("app.c1.eu-west-1.rds.amazonaws.com", 5432, ConnectionProfile.Direct)]
    public void Poolers_are_recognised(string host, int port, ConnectionProfile expected) =>
        Assert.Equal(expected, ConnectionProfiles.Detect(host, port));
}
