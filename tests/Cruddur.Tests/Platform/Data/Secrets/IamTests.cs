using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Secrets;
using Cruddur.Tests.Cli;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Secrets;

/// <summary>Passwords that the process signs itself, against a PostgreSQL that has them checked as RDS does.</summary>
public sealed class IamTests(TlsServer server) : IClassFixture<TlsServer>
{
    private readonly MovableClock clock = new();

    private Dictionary<string, string> Settings => new()
    {
        ["DB_HOST"] = "localhost",
        ["DB_PORT"] = $"{server.Port}",
        ["DB_NAME"] = "postgres",
        ["DB_USER"] = "iam",
        ["DB_IAM"] = "1",
        ["CRUDDUR_DB_CA"] = server.RootFile,
        ["AWS_REGION"] = "eu-west-3",
        ["AWS_ACCESS_KEY_ID"] = Signatures.KeyId,
        ["AWS_SECRET_ACCESS_KEY"] = Signatures.Secret,
        ["AWS_SESSION_TOKEN"] = "a/session+token=",
    };

    [Fact]
    public async Task Sessions_outlive_their_token_and_new_ones_get_a_new_one()
    {
        var (dropped, failed, opened) = (0, 0, 0);
        var tokens = new HashSet<string>();
        server.Outside!.Accepts = (name, token) =>
        {
            lock (tokens) tokens.Add(token);
            return name == "cn=iam" && Signatures.RefusalOfToken(token, $"localhost:{server.Port}", "iam", clock.GetUtcNow()) is null;
        };
        await using var pool = new ConnectionPool(ConnectionPlan.For(await TargetAsync(Settings), null, "app").With(settings => settings.MaxPoolSize = 50));
        var held = new List<NpgsqlConnection>();
        for (var round = 0; round < (Figures.Full ? 40 : 6); round++)
        {
            try
            {
                // The waiting one keeps the pool from handing out a session that exists.
                held.Add(await pool.OpenAsync(default));
                opened++;
            }
            catch (NpgsqlException)
            {
                failed++;
            }
            clock.Advance(TimeSpan.FromMinutes(10));
            foreach (var session in held)
            {
                await using var command = new NpgsqlCommand("select 1", session);
                if (await command.ExecuteScalarAsync() is not 1) dropped++;
            }
        }
        foreach (var session in held) await session.DisposeAsync();
        Figures.Record(38, "sessions dropped when their token expired", dropped, "0");
        Figures.Record(38, "opens that failed", failed, "0");
        Assert.Equal((0, 0), (dropped, failed));
        Assert.Equal(opened, tokens.Count);

        server.Outside.Accepts = (_, token) => Signatures.RefusalOfToken(token, $"localhost:{server.Port}", "iam", clock.GetUtcNow().AddMinutes(16)) is null;
        await using var late = new ConnectionPool(ConnectionPlan.For(await TargetAsync(Settings), null, "app"));
        await Assert.ThrowsAsync<PostgresException>(async () => await late.OpenAsync(default));
    }

    [Fact]
    public async Task A_refused_token_is_told_with_what_to_check()
    {
        server.Outside!.Accepts = (_, _) => false;
        var run = await CliRun.Of(["db", "status"], Settings);
        Assert.Equal(6, run.ExitCode);
        Assert.StartsWith("CDB-015: Server refused the IAM token for 'iam' [28000]. Grant rds_iam to that role,", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Amz-Signature=", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_is_for_the_real_endpoint_and_travels_only_over_verified_TLS()
    {
        var token = new RdsToken(Settings.GetValueOrDefault, clock).Create("app.c1.us-east-2.rds.amazonaws.com", 5432, "app user");
        Assert.Contains("%2Fus-east-2%2Frds-db%2Faws4_request", token, StringComparison.Ordinal);
        Assert.Null(Signatures.RefusalOfToken(token, "app.c1.us-east-2.rds.amazonaws.com:5432", "app user", clock.GetUtcNow().AddMinutes(14)));
        Assert.Equal("expired", Signatures.RefusalOfToken(token, "app.c1.us-east-2.rds.amazonaws.com:5432", "app user", clock.GetUtcNow().AddMinutes(16)));

        var target = await TargetAsync(Settings);
        Assert.Contains("SSL Mode=VerifyFull", ConnectionPlan.For(target, null, "app").ConnectionString, StringComparison.Ordinal);
        var weak = new Dictionary<string, string>(Settings) { ["CONNECTION_URL"] = $"postgres://iam@localhost:{server.Port}/postgres?sslmode=require" };
        weak["CRUDDUR_DB_CA"] = "system";
        var failure = Assert.Throws<DatabaseException>(() => ConnectionPlan.For(TargetAsync(weak).GetAwaiter().GetResult(), null, "app"));
        Assert.Contains("an IAM token is sent as it is and needs sslmode=verify-full", failure.Message, StringComparison.Ordinal);
    }

    private Task<DatabaseTarget> TargetAsync(Dictionary<string, string> settings) =>
        DatabaseTarget.ResolveAsync(new DatabaseChoice("local", null, "", settings.GetValueOrDefault, clock, "/nowhere"), default);
}
