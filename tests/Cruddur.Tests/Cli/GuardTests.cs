using System.Text.RegularExpressions;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Cli;

/// <summary>Nobody destroys a protected database by accident, and who means it can.</summary>
public sealed class GuardTests(PostgresCluster cluster)
{
    private const string Allow = "CRUDDUR_ALLOW_DESTRUCTIVE";

    /// <summary>Ways to come upon a destructive verb: its arguments and the environment, with U for the URL, P for host/database, D for the database.</summary>
    private static readonly (string Args, string Environment)[] Ways =
    [
        ("drop --url U", ""),
        ("drop --url U", "CI=true"),
        ("drop --url U", "CI=1 DEBIAN_FRONTEND=noninteractive"),
        ("drop --url U --quiet", ""),
        ("drop --url U --json", ""),
        ("drop --url U --disconnect", ""),
        ("drop --url U --without-backup", ""),
        ("drop --url U --confirm=P", ""),
        ("drop --url U --confirm=P --without-backup", ""),
        ("drop --url U --without-backup", $"{Allow}=P"),
        ("drop --url U", $"{Allow}=1"),
        ("drop --url U --confirm=yes --without-backup", $"{Allow}=yes"),
        ("drop --url U --confirm=D --without-backup", $"{Allow}=D"),
        ("drop --target prod", "PROD_CONNECTION_URL=U"),
        ("drop prod", "PROD_CONNECTION_URL=U"),
        ("drop --target prod", $"PROD_CONNECTION_URL=U {Allow}=P"),
        ("drop --target prod --confirm=P", "PROD_CONNECTION_URL=U"),
        ("drop --target prod --confirm=P", $"PROD_CONNECTION_URL=U {Allow}=P"),
        ("drop --target prod --confirm=P --without-backup", $"PROD_CONNECTION_URL=U {Allow}=127.0.0.1/other"),
        ("drop --target prod --confirm=127.0.0.1/other --without-backup", $"PROD_CONNECTION_URL=U {Allow}=P"),
        ("drop --target prod --confirm=localhost/D --without-backup", $"PROD_CONNECTION_URL=U {Allow}=localhost/D"),
        ("drop --target prod --confirm=p --without-backup", $"PROD_CONNECTION_URL=U {Allow}=p"),
        ("drop --target prod --confirm=* --without-backup", $"PROD_CONNECTION_URL=U {Allow}=*"),
        ("drop --target prod --confirm= --without-backup", $"PROD_CONNECTION_URL=U {Allow}="),
        ("drop --url U --target local --confirm=P --without-backup", $"{Allow}=P"),
        ("drop --url U --target staging --confirm=P --without-backup", $"{Allow}=P"),
        ("drop", "CONNECTION_URL=U"),
        ("drop", "DATABASE_URL=U"),
        ("drop", $"DATABASE_URL=U CRUDDUR_TARGET=local {Allow}=P"),
        ("drop --confirm=P --without-backup", $"CONNECTION_URL=U {Allow}=P"),
        ("reset", "CONNECTION_URL=U"),
        ("reset --url U --disconnect --without-backup", ""),
        ("reset prod --disconnect", "PROD_CONNECTION_URL=U"),
        ("reset --target prod --confirm=P", $"PROD_CONNECTION_URL=U {Allow}=P"),
        ("reset", "PROD_CONNECTION_URL=U CRUDDUR_TARGET=prod"),
        ("rollback --to 0 --url U", ""),
        ("rollback --to 0003 --target prod", "PROD_CONNECTION_URL=U"),
        ("rollback --to 0003 --target prod --accept-loss=platform.backups,platform.operator_actions", "PROD_CONNECTION_URL=U"),
        ("rollback --to 0 --target prod --confirm=P --without-backup", $"PROD_CONNECTION_URL=U {Allow}=P"),
        ("rollback --to 0 --target prod --confirm=P --without-backup --accept-loss=users", $"PROD_CONNECTION_URL=U {Allow}=P"),
        ("redo --url U", ""),
        ("redo prod", "PROD_CONNECTION_URL=U"),
        ("seed prod", "PROD_CONNECTION_URL=U"),
        ("drop -y --url U", ""),
        ("drop --force --url U", ""),
        ("drop --yes --url U", ""),
        ("kill-all prod", "PROD_CONNECTION_URL=U"),
    ];

    [Fact]
    public async Task Forty_ways_to_a_destructive_verb_end_in_a_refusal()
    {
        Assert.True(Ways.Length >= 40);
        var url = await ProtectedAsync();
        foreach (var (args, environment) in Ways)
        {
            var run = await CliRun.Of(["db", .. Filled(args, url).Split(' ')], Variables(Filled(environment, url)), input: string.Concat(Enumerable.Repeat("y\nyes\n", 50)));
            Assert.True(run.ExitCode is 4 or 2, $"db {args} with {environment} answered {run.ExitCode}: {run.Error}{run.Output}");
            Assert.True(await IntactAsync(url), $"db {args} with {environment} destroyed the database");
        }
        Figures.Record(32, $"databases dropped in {Ways.Length} ways", 0, "0");
    }

    [Fact]
    public async Task A_protected_database_is_dropped_by_who_names_it_twice_and_has_a_backup()
    {
        var url = await ProtectedAsync();
        var (place, environment) = (Place(url), Variables($"PROD_CONNECTION_URL={url} {Allow}={Place(url)}"));
        string[] drop = ["db", "drop", "--target", "prod", $"--confirm={place}"];
        Assert.Equal($"[prod] CDB-006: Refused: last verified backup of {place} is missing. Run 'cruddur db backup --verify' or pass --without-backup.", (await CliRun.Of(drop, environment)).Error.Trim());
        await SqlAsync(url, $"insert into platform.backups values (gen_random_uuid(), now() - interval '1 hour', null, '{place}', '', 0, '', '', '')");
        Assert.Equal(4, (await CliRun.Of(drop, environment)).ExitCode);
        await SqlAsync(url, $"insert into platform.backups values (gen_random_uuid(), now() - interval '80 hours', now(), '{place}', '', 0, '', '', '')");
        Assert.Contains("is 3 days old", (await CliRun.Of(drop, environment)).Error, StringComparison.Ordinal);
        await SqlAsync(url, $"insert into platform.backups values (gen_random_uuid(), now() - interval '1 hour', now(), 'elsewhere/{place}', '', 0, '', '', '')");
        Assert.Equal(4, (await CliRun.Of(drop, environment)).ExitCode);
        await SqlAsync(url, $"insert into platform.backups values (gen_random_uuid(), now() - interval '1 hour', now(), '{place}', '', 0, '', '', '')");
        var dropped = await CliRun.Of(drop, environment);
        Assert.Equal((0, $"{place}: dropped"), (dropped.ExitCode, dropped.Output.Trim()));
        Assert.Equal($"{place}: nothing to drop", (await CliRun.Of(drop, environment)).Output.Trim());
    }

    [Fact]
    public async Task The_refusal_says_what_would_be_lost_and_how_to_insist()
    {
        var url = await ProtectedAsync();
        var run = await CliRun.Of(["db", "drop", "--target", "prod"], Variables($"PROD_CONNECTION_URL={url}"));
        Assert.Matches($"^\\[prod\\] CDB-004: Refused: {Place(url)} is marked 'prod' since \\d{{4}}-\\d\\d-\\d\\d\\. 'drop' would destroy \\d+ tables, \\d+ rows\\. "
            + $"If you mean it: set {Allow}={Place(url)} and pass --confirm={Place(url)}\\.$", run.Error.Trim());
        Assert.Equal("CDB-005: Refused: you are on target 'local' but the database is marked 'prod'. Check 'cruddur db target'.", (await CliRun.Of("db", "drop", "--url", url)).Error.Trim());
    }

    [Fact]
    public async Task A_database_in_use_is_dropped_only_with_disconnect()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        var url = Url(connectionString);
        await using var source = NpgsqlDataSource.Create(connectionString + ";Application Name=somebody's report");
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var refused = await CliRun.Of("db", "drop", "--url", url);
        Assert.Equal(4, refused.ExitCode);
        Assert.Contains($"Connected: pid {connection.ProcessID}, somebody's report, from 127.0.0.1", refused.Error, StringComparison.Ordinal);
        Assert.Contains($"CDB-028: Refused: others are connected to {Place(url)}. Stop these programs, or pass --disconnect to end their sessions.", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0L, await ScalarAsync(url, "select count(*) from users"));
        var dropped = await CliRun.Of("db", "drop", "--disconnect", "--url", url);
        Assert.Equal((0, $"{Place(url)}: dropped"), (dropped.ExitCode, dropped.Output.Trim()));
    }

    [Fact]
    public async Task Rollback_on_a_protected_database_wants_every_table_named()
    {
        var url = await ProtectedAsync();
        var environment = Variables($"PROD_CONNECTION_URL={url} {Allow}={Place(url)}");
        string[] rollback = ["db", "rollback", "--to", "0003", "--target", "prod", $"--confirm={Place(url)}", "--without-backup"];
        var dry = await CliRun.Of(["db", "rollback", "--to", "0003", "--target", "prod", "--dry-run"], environment);
        Assert.Equal(0, dry.ExitCode);
        var lost = Regex.Match(dry.Error, "Rows or columns would be lost in: (.*)\\.").Groups[1].Value.Replace(", ", ",", StringComparison.Ordinal);
        Assert.Contains("platform.backups,platform.operator_actions", lost, StringComparison.Ordinal);
        Assert.Contains($"pass --accept-loss={lost}.", (await CliRun.Of([.. rollback, "--accept-loss=platform.backups"], environment)).Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.Of([.. rollback, $"--accept-loss={lost}"], environment)).ExitCode);
        Assert.Equal(3, (await CliRun.Of(["db", "status", "--exit-code", "--target", "prod"], environment)).ExitCode);
    }

    [Fact]
    public async Task Prepare_makes_migrates_and_then_leaves_alone_even_in_parallel()
    {
        var url = $"postgres://postgres@127.0.0.1:{cluster.Port}/prepared?sslmode=disable";
        var runs = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => CliRun.Of("db", "prepare", "--url", url)));
        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.Equal(0, (await CliRun.Of("db", "status", "--exit-code", "--url", url)).ExitCode);
        await SqlAsync(url, "delete from activities");
        Assert.Equal(0, (await CliRun.Of("db", "prepare", "--url", url)).ExitCode);
        Assert.Equal(0L, await ScalarAsync(url, "select count(*) from activities"));
    }

    [Fact]
    public async Task Reset_brings_a_local_database_back_to_its_demo()
    {
        var url = Url(await cluster.CreateMigratedAsync());
        Assert.Equal(0, (await CliRun.Of("db", "reset", "--url", url)).ExitCode);
        Assert.Equal(8L, await ScalarAsync(url, "select count(*) from users"));
        var redo = await CliRun.Of("db", "redo", "--url", url);
        Assert.True(redo.ExitCode == 0, redo.Error);
        var newest = MigrationFiles.Embedded()[^1].Id;
        Assert.Matches($"undoing {newest}.*\n.*applying {newest}", redo.Error);
    }

    [Fact]
    public async Task Seeding_twice_changes_no_row()
    {
        var url = Url(await cluster.CreateMigratedAsync());
        await CliRun.Of("db", "seed", "--url", url);
        const string Fingerprint = "select md5(string_agg(t::text, '' order by t::text)) from (select u::text from users u union all select a::text from activities a union all select f::text from follows f union all select l::text from likes l) rows (t)";
        var before = await ScalarAsync(url, Fingerprint);
        await CliRun.Of("db", "seed", "--url", url);
        Assert.Equal(before, await ScalarAsync(url, Fingerprint));
        Figures.Record(33, "rows changed by seeding twice", 0, "0");
    }

    [Fact]
    public async Task A_role_for_the_app_signs_in_and_cannot_change_tables()
    {
        var url = Url(await cluster.CreateMigratedAsync());
        var made = await CliRun.Of(["db", "create", "--role", "app_of_test", "--url", url], [], input: "it's a \"secret\"\n");
        Assert.True(made.ExitCode == 0, made.Error);
        Assert.DoesNotContain("secret", made.Output + made.Error, StringComparison.Ordinal);
        Assert.StartsWith("SCRAM-SHA-256$4096:", (string)(await ScalarAsync(url, "select rolpassword from pg_authid where rolname = 'app_of_test'"))!, StringComparison.Ordinal);
        var asApp = url.Replace("postgres@", "app_of_test@", StringComparison.Ordinal);
        Assert.Equal(0L, await ScalarAsync(asApp, "select count(*) from users"));
        await Assert.ThrowsAsync<PostgresException>(() => SqlAsync(asApp, "drop table likes"));
        Assert.Equal(2, (await CliRun.Of(["db", "create", "--role", "app_of_test", "--url", url], [], input: "")).ExitCode);
    }

    private static Dictionary<string, string> Variables(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1]);

    private static string Filled(string text, string url) => string.Join(' ', text.Split(' ').Select(word => word.Split('=', 2) switch
    {
        ["U"] => url,
        [var name, "U"] => $"{name}={url}",
        [var name, "P"] => $"{name}={Place(url)}",
        [var name, "p"] => $"{name}={Place(url).ToUpperInvariant()}",
        [var name, "D"] => $"{name}={Name(url)}",
        [var name, "localhost/D"] => $"{name}=localhost/{Name(url)}",
        _ => word,
    }));

    private static string Name(string url) => new Uri(url).AbsolutePath[1..];

    private static string Place(string url) => $"127.0.0.1/{Name(url)}";

    private string Url(string connectionString) => $"postgres://postgres@127.0.0.1:{cluster.Port}/{new NpgsqlConnectionStringBuilder(connectionString).Database}?sslmode=disable";

    private async Task<string> ProtectedAsync()
    {
        var url = Url(await cluster.CreateMigratedAsync());
        Assert.Equal(0, (await CliRun.Of(["db", "create", "--target", "prod"], Variables($"PROD_CONNECTION_URL={url}"))).ExitCode);
        await SqlAsync(url, "insert into users values ('00000000-0000-7000-8000-000000000099', 'kept', 'Kept', 'kept@example.com', '', null, now(), now())");
        return url;
    }

    private static async Task<bool> IntactAsync(string url) =>
        await ScalarAsync(url, "select (select count(*) from users where handle = 'kept') + (select count(*) from platform.backups)") is 1L;

    private static async Task SqlAsync(string url, string sql) => await ScalarAsync(url, sql);

    private static async Task<object?> ScalarAsync(string url, string sql)
    {
        var uri = new Uri(url);
        await using var connection = new NpgsqlConnection($"Host={uri.Host};Port={uri.Port};Username={uri.UserInfo};Database={Name(url)};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }
}
