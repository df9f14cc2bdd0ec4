using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Cli;

public sealed class DbVerbTests(PostgresCluster cluster)
{
    private string Url(string database) => $"postgres://postgres@127.0.0.1:{cluster.Port}/{database}?sslmode=disable";

    private string UrlOf(string connectionString) => Url(new NpgsqlConnectionStringBuilder(connectionString).Database!);

    private static async Task<CliRun> Answers(int exitCode, string[] args, Dictionary<string, string>? environment = null, string input = "")
    {
        var run = await CliRun.Of(args, environment ?? [], input);
        Assert.True(exitCode == run.ExitCode, $"{string.Join(' ', args)} answered {run.ExitCode}: {run.Error}{run.Output}");
        return run;
    }

    [Fact]
    public async Task Create_makes_the_database_once()
    {
        var url = Url("made_by_create");
        Assert.Contains("created", (await Answers(0, ["db", "create", "--url", url])).Output, StringComparison.Ordinal);
        Assert.Contains("already exists", (await Answers(0, ["db", "create", "--url", url])).Output, StringComparison.Ordinal);
        await using var source = NpgsqlDataSource.Create(cluster.ConnectionString("made_by_create"));
        await using var command = source.CreateCommand("select environment || pg_encoding_to_char(encoding) from cruddur_meta, pg_database where datname = current_database()");
        Assert.Equal("localUTF8", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Create_quotes_any_name()
    {
        var run = await Answers(0, ["db", "create", "--url", Url("a%22%3B%20drop%20b--")]);
        Assert.Contains("a\"; drop b--: created", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrate_brings_status_from_3_to_0_and_rollback_back()
    {
        var url = UrlOf(await cluster.CreateDatabaseAsync());
        await Answers(3, ["db", "status", "--exit-code", "--url", url]);
        Assert.Contains("Nothing was changed.", (await Answers(0, ["db", "migrate", "--dry-run", "--url", url])).Error, StringComparison.Ordinal);
        Assert.Matches("applying 0002_cruds \\(2/\\d+\\) … \\d+ ms", (await Answers(0, ["db", "migrate", "--url", url])).Error);
        Assert.Contains("every migration already", (await Answers(0, ["db", "migrate", "--url", url])).Error, StringComparison.Ordinal);
        var status = await Answers(0, ["db", "status", "--exit-code", "--json", "--quiet", "--url", url]);
        Assert.Contains("{\"migration\":\"0001_people\",\"state\":\"applied\"", status.Output, StringComparison.Ordinal);
        Assert.Empty(status.Error);
        await Answers(0, ["db", "rollback", "--to", "0001", "--url", url]);
        await Answers(3, ["db", "status", "--exit-code", "--url", url]);
        await Answers(2, ["db", "migrate", "--to", "9999", "--url", url]);
        await Answers(2, ["db", "rollback", "--to", "1", "--step", "1", "--url", url]);
        await Answers(2, ["db", "repair", "1", "--as", "done", "--url", url]);
    }

    [Fact]
    public async Task Migrate_waits_for_the_lock_and_then_says_who_has_it()
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var holder = await source.OpenConnectionAsync();
        await using (var command = new NpgsqlCommand("select pg_advisory_lock(1129469252, 1)", holder)) await command.ExecuteNonQueryAsync();
        var run = await Answers(7, ["db", "migrate", "--lock-wait", "0.1", "--url", UrlOf(connectionString)]);
        Assert.StartsWith($"CDB-007: Another migration is running: pid {holder.ProcessID}", run.Error, StringComparison.Ordinal);
        Assert.Contains($"pid {holder.ProcessID}", (await Answers(0, ["db", "locks", "--url", UrlOf(connectionString)])).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_verb_answers_130_and_changes_nothing()
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var holder = await source.OpenConnectionAsync();
        await using (var command = new NpgsqlCommand("select pg_advisory_lock(1129469252, 1)", holder)) await command.ExecuteNonQueryAsync();
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        var run = await CliRun.Of(["db", "migrate", "--url", UrlOf(connectionString)], [], ct: stop.Token);
        Assert.Equal(130, run.ExitCode);
        Assert.Equal("Interrupted. What was under way was rolled back.", run.Error.Trim());
        await using var check = new NpgsqlCommand("select to_regclass('users') is null", holder);
        Assert.Equal(true, await check.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Seed_adds_its_rows_once()
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        var url = UrlOf(connectionString);
        Assert.StartsWith("CDB-023", (await Answers(3, ["db", "seed", "--url", url])).Error, StringComparison.Ordinal);
        await Answers(0, ["db", "migrate", "--url", url]);
        Assert.StartsWith("8 people, 8 credentials, 47 follows, 31 cruds", (await Answers(0, ["db", "seed", "--url", url])).Output, StringComparison.Ordinal);
        Assert.Equal("0 people, 0 credentials, 0 follows, 0 cruds, 0 replies, 0 likes, 0 notifications", (await Answers(0, ["db", "seed", "--url", url])).Output.Trim());
        await Answers(2, ["db", "seed", "--set", "production", "--url", url]);
    }

    [Fact]
    public async Task A_database_marked_as_production_is_protected()
    {
        var url = UrlOf(await cluster.CreateMigratedAsync());
        var production = new Dictionary<string, string> { ["PROD_CONNECTION_URL"] = url };
        await Answers(0, ["db", "create", "--target", "prod"], production);
        Assert.Contains("[prod] ", (await Answers(0, ["db", "migrate", "--target", "prod"], production)).Error, StringComparison.Ordinal);
        Assert.StartsWith("CDB-005: Refused: you are on target 'local' but the database is marked 'prod'", (await Answers(4, ["db", "rollback", "--url", url])).Error, StringComparison.Ordinal);
        await Answers(4, ["db", "seed", "--url", url]);
        var change = "create table changed ();\n\\q\n";
        var named = $"127.0.0.1/{new Uri(url).AbsolutePath[1..]}\n{change}";
        Assert.Contains("CDB-027: PostgreSQL refused the statement: [25006]", (await Answers(0, ["db", "connect", "--built-in", "--url", url], null, change)).Error, StringComparison.Ordinal);
        await Answers(4, ["db", "connect", "--built-in", "--write", "--url", url], null, $"yes\n{change}");
        Assert.DoesNotContain("CDB-", (await Answers(0, ["db", "connect", "--built-in", "--write", "--url", url], null, named)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sql_runs_every_statement_with_its_example_and_keeps_nothing()
    {
        var url = UrlOf(await cluster.CreateMigratedAsync());
        var run = await Answers(0, ["db", "sql", "Social/Feed#Home", "--url", url]);
        Assert.Contains("(0 rows)", run.Error, StringComparison.Ordinal);
        Assert.Contains("actual rows=0", run.Error, StringComparison.Ordinal);
        Assert.Contains("Social/Feed/Feed.sql#Home", (await Answers(0, ["db", "sql"])).Output, StringComparison.Ordinal);
        Assert.Contains("Did you mean Social/Feed/Feed.sql#Home?", (await Answers(2, ["db", "sql", "Fed#Home", "--url", url])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_or_database_that_is_not_there_is_told_in_one_line()
    {
        Assert.StartsWith("CDB-024: There is no database 'nowhere' on 127.0.0.1.", (await Answers(3, ["db", "status", "--url", Url("nowhere")])).Error, StringComparison.Ordinal);
        var closed = await Answers(5, ["db", "status", "--url", "postgres://u@127.0.0.1:1/d?sslmode=disable"]);
        Assert.StartsWith("CDB-025: No PostgreSQL answers at 127.0.0.1:1 (", closed.Error, StringComparison.Ordinal);
        var stranger = await Answers(6, ["db", "status", "--url", Url("postgres").Replace("postgres@", "stranger@", StringComparison.Ordinal)]);
        Assert.StartsWith("CDB-015: Server refused the password for 'stranger' [28000].", stranger.Error, StringComparison.Ordinal);
        Assert.Equal(15, (await CliRun.Of("db", "migrate", "--url", "postgres://u@db.example:6432/d")).ExitCode);
    }

    [Fact]
    public async Task Which_database_is_decided_in_one_place()
    {
        var one = new Dictionary<string, string> { ["CONNECTION_URL"] = "postgres://u@one/d", ["DATABASE_URL"] = "postgres://u@two/d" };
        Assert.Equal("CDB-002: Two settings disagree: CONNECTION_URL says one/d, DATABASE_URL says two/d. Remove one.", (await Answers(2, ["db", "status"], one)).Error.Trim());
        var none = await Answers(2, ["db", "status", "--target", "prod"]);
        Assert.Equal("[prod] CDB-001: No database configured. Looked for --url, PROD_CONNECTION_URL, DB_SECRET_ARN, DB_PARAMETER, DB_HOST. Run 'cruddur db use local' or set one of them.", none.Error.Trim());
        Assert.StartsWith("CDB-003: Unknown parameter 'sslmod'", (await Answers(2, ["db", "status", "--url", "postgres://h/d?sslmod=x"])).Error, StringComparison.Ordinal);
    }
}
