using System.Data.Common;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Connections;

public class ConnectionUrlTests
{
    private const string Url = "postgres://u:p@db.example/d";

    [Theory]
    [InlineData("postgres://u:p@db.example/d", "u:***@db.example/d")]
    [InlineData("postgres://u@db.example:5433/d", "u:***@db.example:5433/d")]
    [InlineData("postgres://u:p@a.example,b.example:1/d", "u:***@a.example,b.example:1/d")]
    [InlineData("postgres://u%0Ax:p@db.example/d", "u%0Ax:***@db.example/d")]
    public void Redacted_names_person_host_and_database(string url, string expected)
    {
        Assert.Equal(expected, Machine.Parse(url).Redacted);
        Assert.Equal(expected, Machine.Parse(url).ToString());
    }

    [Theory]
    [InlineData("postgres://localhost/d", true)]
    [InlineData("postgres://127.8.9.1/d", true)]
    [InlineData("postgres://[::1]/d", true)]
    [InlineData("postgres:///d", true)]
    [InlineData("postgres://localhost,db.example/d", false)]
    [InlineData("postgres://localhost.example/d", false)]
    [InlineData("postgres://localhost/d?hostaddr=192.0.2.1&sslmode=require", false)]
    public void Loopback_means_that_every_host_is_this_machine(string url, bool expected) =>
        Assert.Equal(expected, Machine.Parse(url).IsLoopback);

    [Fact]
    public void A_protected_database_is_not_reached_without_encryption()
    {
        foreach (var mode in new[] { "disable", "allow", "prefer" })
        {
            var refusal = Assert.Throws<DatabaseException>(Machine.Parse($"{Url}?sslmode={mode}").RequireEncryption);
            Assert.StartsWith("CDB-016: TLS to db.example failed: ", refusal.Message);
            Assert.EndsWith($" sslmode is '{mode}'; CA in use: system store.", refusal.Message);
            Assert.Equal(5, refusal.ExitCode);
        }

        Machine.Parse(Url).RequireEncryption();
        Machine.Parse("postgres://localhost/d?sslmode=disable").RequireEncryption();
    }

    [Fact]
    public void The_system_store_is_not_replaced_by_an_authority_lying_around()
    {
        var ambient = Machine.Plain with { RootCertificate = "/home/op/.postgresql/root.crt" };
        var refusal = Assert.Throws<DatabaseException>(() =>
            ConnectionUrl.Parse(Url + "?sslrootcert=system", ambient).ToNpgsql(ConnectionProfile.Direct));
        Assert.Equal("CDB-016", refusal.Code);
        Assert.EndsWith("CA in use: /home/op/.postgresql/root.crt.", refusal.Message);
    }

    [Fact]
    public void Require_verifies_the_chain_when_the_machine_has_an_authority()
    {
        var ambient = Machine.Plain with { RootCertificate = "/ca.pem" };
        var driver = Read(ConnectionUrl.Parse(Url + "?sslmode=require", ambient).ToNpgsql(ConnectionProfile.Direct));
        Assert.Equal("VerifyCA", driver["SSL Mode"]);
        Assert.Equal("/ca.pem", driver["Root Certificate"]);
    }

    [Fact]
    public void A_migration_does_not_go_through_a_pooler()
    {
        foreach (var url in new[] { "postgres://u@db.example:6432/d", "postgres://u@ep-x-pooler.neon.tech/d", Url + "?pgbouncer=true" })
        {
            var refusal = Assert.Throws<DatabaseException>(() => Machine.Parse(url).ToNpgsql(ConnectionProfile.Migration));
            Assert.Equal(("CDB-014", 15), (refusal.Code, refusal.ExitCode));
        }
    }

    [Fact]
    public void An_iam_token_travels_only_over_verified_tls()
    {
        var driver = Read(Machine.Parse(Url).ToNpgsql(ConnectionProfile.RdsProxy, iam: true));
        Assert.Equal(("VerifyFull", "Password"), (driver["SSL Mode"], driver["Require Auth"]));
        var refusal = Assert.Throws<DatabaseException>(() => Machine.Parse(Url + "?sslmode=require").ToNpgsql(ConnectionProfile.Direct, iam: true));
        Assert.Equal("CDB-016", refusal.Code);
    }

    [Fact]
    public void What_a_person_wrote_wins_over_the_profile()
    {
        var driver = Read(Machine.Parse(Url + "?connect_timeout=40&gssencmode=prefer&keepalives=1&application_name=mine&connection_limit=7")
            .ToNpgsql(ConnectionProfile.Lambda));
        Assert.Equal(("40", "Prefer", "True", "mine", "7"),
            (driver["Timeout"], driver["GSS Encryption Mode"], driver["TCP Keepalive"], driver["Application Name"], driver["Maximum Pool Size"]));
    }

    [Theory]
    [InlineData("primary", false, false, true)]
    [InlineData("primary", true, false, false)]
    [InlineData("standby", true, true, true)]
    [InlineData("standby", false, true, false)]
    [InlineData("read-write", false, true, false)]
    [InlineData("read-write", false, false, true)]
    [InlineData("read-only", false, true, true)]
    [InlineData("read-only", false, false, false)]
    [InlineData("any", true, true, true)]
    public void A_single_server_is_judged_by_libpqs_rules(string wanted, bool inRecovery, bool readOnly, bool expected) =>
        Assert.Equal(expected, SessionTarget.Satisfies(wanted, inRecovery, readOnly));

    private static DbConnectionStringBuilder Read(string driver) => new() { ConnectionString = driver };
}
