using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Cli;

public sealed class RedactionTests(PostgresCluster cluster)
{
    private const string Password = "Sw0rdf1sh;x";
    private static readonly string[] Verbs = ["create", "migrate", "status", "rollback", "seed", "locks", "repair 1 --as done", "sql Social/Feed#Home", "connect --built-in", "connect", "target", "url", "url --format npgsql", "url --format jdbc", "secret check"];

    [Fact]
    public async Task No_verb_prints_the_password_when_it_works_or_fails()
    {
        var database = new NpgsqlConnectionStringBuilder(await cluster.CreateMigratedAsync()).Database!;
        string[] urls =
        [
            $"postgres://postgres:{Password}@127.0.0.1:{cluster.Port}/{database}?sslmode=disable",
            $"postgres://postgres:{Password}@127.0.0.1:{cluster.Port}/missing?sslmode=disable",
            $"postgres://nobody:{Password}@127.0.0.1:{cluster.Port}/{database}?sslmode=disable",
            $"postgres://postgres:{Password}@127.0.0.1:1/{database}?sslmode=disable",
            $"postgres://postgres:{Password}@127.0.0.1:{cluster.Port}/{database}?sslmode=verify-full",
            $"postgres://postgres:{Password}/x@127.0.0.1/{database}",
            $"postgres://postgres:{Password}@127.0.0.1/{database}?sslmod=disable",
            $"postgres:/postgres:{Password}@127.0.0.1/{database}",
        ];
        foreach (var verb in Verbs)
        {
            foreach (var url in urls)
            {
                var run = await CliRun.Of(["db", .. verb.Split(' '), "--verbose", "--url", url], [], "select 1;\n\\q\n");
                AssertSilent(run, $"{verb} on {url}");
            }
        }
    }

    [Theory]
    [InlineData("db", "postgres://u:Sw0rdf1sh;x@h/d")]
    [InlineData("db", "status", "postgres://u:Sw0rdf1sh;x@h/d")]
    [InlineData("postgres://u:Sw0rdf1sh;x@h/d")]
    [InlineData("--url", "postgres://u:Sw0rdf1sh;x@h/d")]
    [InlineData("serve", "--port", "postgres://u:Sw0rdf1sh;x@h/d")]
    public async Task A_url_in_the_wrong_place_is_refused_without_its_password(params string[] args)
    {
        var run = await CliRun.Of(args);
        Assert.Equal(2, run.ExitCode);
        AssertSilent(run, string.Join(' ', args));
    }

    private static void AssertSilent(CliRun run, string what) =>
        Assert.False((run.Output + run.Error).Contains("Sw0rdf1sh", StringComparison.OrdinalIgnoreCase), $"{what} printed the password:\n{run.Output}{run.Error}");
}
