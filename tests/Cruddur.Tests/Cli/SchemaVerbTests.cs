using System.Text.Json;
using Cruddur.Cli;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Data.Migrations;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Cli;

/// <summary>The verbs that look after a schema: lint, new, diff, dump, load, verify, repair, wait.</summary>
public sealed class SchemaVerbTests(PostgresCluster cluster) : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cruddur-schema-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Url(string connectionString) => $"postgres://postgres@127.0.0.1:{cluster.Port}/{new NpgsqlConnectionStringBuilder(connectionString).Database}?sslmode=disable";

    /// <summary>Runs a verb in the folder, and expects its exit code.</summary>
    private async Task<CliRun> Answers(int exitCode, params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var host = new CliHost(_ => null, TextReader.Null, TimeProvider.System, false) { Folder = folder };
        var run = new CliRun(await CommandLine.RunAsync(["db", .. args], host, output, error, default), output.ToString(), error.ToString());
        Assert.True(exitCode == run.ExitCode, $"{string.Join(' ', args)} answered {run.ExitCode}: {run.Error}{run.Output}");
        return run;
    }

    private static async Task<object?> Sql(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }

    [Fact]
    public async Task Lint_answers_11_names_every_place_and_needs_no_database()
    {
        Steps.Write(folder, [("0001_bad.sql", "-- cruddur: phase=expand\n-- up\ntruncate users;\nalter table users drop bio;\n"), ("0002_good.sql", Steps.Table("one"))]);
        var files = Directory.GetFiles(folder);
        var run = await Answers(11, ["lint", .. files]);
        Assert.Equal("CDB-011: truncating-table in 0001_bad.sql:3. TRUNCATE takes AccessExclusiveLock on users (unknown rows). Write instead: delete in batches in a step with phase=backfill.", run.Error.Split('\n')[0]);
        Assert.Contains("2 files, 2 findings", run.Error, StringComparison.Ordinal);
        var json = (await Answers(11, ["lint", "--json", "--quiet", .. files])).Output.Trim().Split('\n');
        Assert.Equal(["truncating-table", "dropping-column"], json.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("rule").GetString()));
        await Answers(0, "lint");
        Assert.Contains("index-not-concurrent", (await Answers(0, "lint", "--list")).Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "0003_odd.sql"), "select 1;");
        Assert.StartsWith("0003_odd.sql, line 1: SQL stands before the first block.", (await Answers(2, "lint", "0003_odd.sql")).Error, StringComparison.Ordinal);
        await Answers(2, "lint", "0009_nowhere.sql");
    }

    [Fact]
    public async Task On_production_every_line_of_a_refusal_says_so()
    {
        Steps.Write(folder, [("0001_bad.sql", "-- cruddur: phase=expand\n-- up\ntruncate users;\nalter table users drop bio;\n")]);
        var settings = new Dictionary<string, string> { ["PROD_CONNECTION_URL"] = Url(await cluster.CreateDatabaseAsync()) };
        var run = await CliRun.Of(["db", "migrate", "--migrations", folder, "--target", "prod"], settings);
        Assert.Equal(11, run.ExitCode);
        Assert.All(run.Error.Trim().Split('\n'), line => Assert.StartsWith("[prod] CDB-011: ", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task New_writes_the_next_file_from_a_template_that_only_lacks_its_statements()
    {
        await Answers(2, "new", "x");
        Directory.CreateDirectory(Path.Combine(folder, "db", "migrations"));
        Assert.Equal("db/migrations/0001_add_bio.sql", (await Answers(0, "new", "Add bio")).Output.Trim());
        Assert.Equal("db/migrations/0002_fill_bio.sql", (await Answers(0, "new", "fill-bio", "--phase", "backfill")).Output.Trim());
        await Answers(2, "new", "Ö!");
        var (expand, fill) = (await File.ReadAllTextAsync(Path.Combine(folder, "db/migrations/0001_add_bio.sql")), await File.ReadAllTextAsync(Path.Combine(folder, "db/migrations/0002_fill_bio.sql")));
        Assert.Equal("0001_add_bio.sql: has no statement in a block '-- up'.", Assert.Throws<FormatException>(() => MigrationFiles.Parse("0001_add_bio.sql", expand)).Message);
        var filled = MigrationFiles.Parse("0002_fill_bio.sql", fill.Replace("-- update … set … where uuid in (select uuid from … where … is null limit 5000);", "update u set a = 1 where uuid in (select uuid from u where a is null limit 5000);", StringComparison.Ordinal)
            .Replace("-- select", "select", StringComparison.Ordinal));
        Assert.Equal((MigrationPhase.Backfill, false), (filled.Phase, filled.Transactional));
        Assert.Empty(Cruddur.Platform.Data.Linting.Lint.Check(filled));
    }

    [Fact]
    public async Task Diff_shows_what_was_changed_by_hand()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        var url = Url(connectionString);
        await Answers(0, "diff", "--url", url);
        await Answers(0, "diff", "--scratch", "--url", url);
        await Sql(connectionString, "alter table users alter bio drop not null; drop index activities_expiry; create table stray (id int)");
        var run = await Answers(3, "diff", "--url", url);
        Assert.Equal("""
            index activities_expiry: missing
              - create index activities_expiry on public.activities using btree (expires_at)
            table public.users: differs
              - bio text default ''::text not null
              + bio text default ''::text
            table public.stray: extra
              + create table public.stray (
              +   id integer
              + )
            """, run.Output.Trim(), ignoreLineEndingDifferences: true, ignoreCase: true);
        Assert.Equal(run.Output, (await Answers(3, "diff", "--scratch", "--url", url)).Output);
        Assert.Equal(0L, await Sql(connectionString, "select count(*) from pg_database where datname ~ 'scratch'"));
        Assert.Contains("migrations are pending", (await Answers(3, "diff", "--url", Url(await cluster.CreateDatabaseAsync()))).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dump_and_load_copy_a_schema_into_an_empty_database_only()
    {
        var (from, to) = (Url(await cluster.CreateMigratedAsync()), Url(await cluster.CreateDatabaseAsync()));
        await Answers(0, "create", "--url", to);
        await Answers(0, "dump", "--to", "made.sql", "--url", from);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(folder, "made.sql")), (await Answers(0, "dump", "--url", from)).Output, ignoreLineEndingDifferences: true);
        Assert.Contains($"loaded, at {MigrationFiles.Embedded()[^1].Id}", (await Answers(0, "load", "made.sql", "--url", to)).Output, StringComparison.Ordinal);
        await Answers(0, "status", "--exit-code", "--url", to);
        await Answers(0, "verify", "--url", to);
        Assert.Matches("^CDB-004: Refused: 127.0.0.1/test_\\d+ is not empty, it has \\d+ tables", (await Answers(4, "load", "--url", to)).Error);
        await Answers(2, "load", "nowhere.sql", "--url", to);
        var empty = Url(await cluster.CreateDatabaseAsync());
        await File.WriteAllTextAsync(Path.Combine(folder, "bad.sql"), "create table one (id int);\ncreate table one (id int);\n");
        Assert.StartsWith("CDB-042: The dump failed at line 2: [42P07]", (await Answers(8, "load", "bad.sql", "--url", empty)).Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "newer.sql"), "create table one (id int);\n-- applied: 9999_future\n");
        Assert.StartsWith("CDB-013: There is no migration '9999_future'.", (await Answers(2, "load", "newer.sql", "--url", empty)).Error, StringComparison.Ordinal);
        await Answers(0, "load", "--url", empty);
    }

    [Fact]
    public async Task Migrate_keeps_the_dump_of_a_checkout_up_to_date()
    {
        Directory.CreateDirectory(Path.Combine(folder, "db"));
        await File.WriteAllTextAsync(Path.Combine(folder, SchemaDump.File), "old");
        var url = Url(await cluster.CreateDatabaseAsync());
        Assert.DoesNotContain("wrote", (await Answers(0, "migrate", "--to", "0002", "--url", url)).Error, StringComparison.Ordinal);
        Assert.Contains("wrote db/schema.sql", (await Answers(0, "migrate", "--url", url)).Error, StringComparison.Ordinal);
        Assert.Equal(SchemaDump.Committed(), await File.ReadAllTextAsync(Path.Combine(folder, SchemaDump.File)));
    }

    [Fact]
    public async Task Verify_finds_what_status_cannot_see()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        var url = Url(connectionString);
        await Answers(0, "verify", "--url", url);
        await Sql(connectionString, "alter table users add constraint odd check (handle <> '') not valid; alter table platform.backups rename to kept; update pg_index set indisvalid = false where indexrelid = 'likes_user'::regclass");
        var checks = (await Answers(3, "verify", "--json", "--url", url)).Output.Trim().Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToDictionary(check => check.GetProperty("check").GetString()!);
        Assert.Equal(["constraints", "indexes", "schema", "verify"], checks.Where(check => check.Value.GetProperty("result").GetString() == "failed").Select(check => check.Key).Order());
        Assert.StartsWith("0004_operations is not in place.", checks["verify"].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("public.likes_user", checks["indexes"].GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Contains("odd on users", checks["constraints"].GetProperty("detail").GetString(), StringComparison.Ordinal);
        await Sql(connectionString, "update platform.migrations set sha256 = repeat('0', 64) where version = 2");
        Assert.Contains("CDB-010: 0002_cruds.sql was edited", (await Answers(10, "verify", "--url", url)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_answers_0_when_the_database_is_ahead_by_steps_that_only_add()
    {
        var connectionString = await cluster.CreateMigratedAsync();
        var url = Url(connectionString);
        await Sql(connectionString, "insert into platform.migrations select 9001, '9001_more', sha256, 'expand', now(), now(), 1, '2', 'x', 'x', 'done' from platform.migrations limit 1");
        Assert.Contains("CDB-020: The database is ahead: it has 1 migrations this build does not know (9001_more). All are phase=expand, so starting is allowed.",
            (await Answers(0, "status", "--exit-code", "--url", url)).Error, StringComparison.Ordinal);
        await Sql(connectionString, "update platform.migrations set phase = 'contract' where version = 9001");
        Assert.Contains("9001_more is phase=contract, so this build must not start.", (await Answers(3, "status", "--exit-code", "--url", url)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("done")]
    [InlineData("undone")]
    public async Task Repair_decides_a_failed_step_and_writes_down_who_and_why(string state)
    {
        var connectionString = await cluster.CreateMigratedAsync();
        var url = Url(connectionString);
        Steps.Write(folder, MigrationFiles.Embedded().Select(file => (file.File, File.ReadAllText(Path.Combine(Golden.Root, "db/migrations", file.File)))));
        Steps.Write(folder, [("0099_unique.sql", $"-- cruddur: phase=expand transaction=off\n-- up\ncreate unique index concurrently one_bio on users (bio);\n-- verify\n{Steps.Valid.Replace("{0}", "one_bio", StringComparison.Ordinal)}")]);
        await Sql(connectionString, "insert into users (uuid, handle, display_name, email, created_at, updated_at) select gen_random_uuid(), 'user' || n, 'x', 'e' || n, now(), now() from generate_series(1, 2) n");
        string[] at = ["--migrations", folder, "--url", url];
        Assert.Contains("CDB-009: 0099_unique.sql runs without a transaction and stopped at statement 1. verify says: not in place", (await Answers(9, ["migrate", .. at])).Error, StringComparison.Ordinal);
        Assert.Matches("0099_unique +failed", (await Answers(0, ["status", .. at])).Output);
        await Answers(2, ["repair", "99", "--as", state, .. at]);
        if (state == "done")
        {
            Assert.StartsWith("CDB-041: 0099_unique is not done: index public.one_bio is invalid.", (await Answers(9, ["repair", "99", "--as", "done", "--because", "I say so", .. at])).Error, StringComparison.Ordinal);
            await Sql(connectionString, "drop index one_bio; update users set bio = handle; create unique index one_bio on users (bio)");
        }
        var run = await Answers(0, ["repair", "99", "--as", state, "--because", "two people had no bio", .. at]);
        Assert.Contains(state == "done" ? "verify says: in place" : "dropped the invalid index public.one_bio", run.Error, StringComparison.Ordinal);
        var (written, after) = state == "done" ? ("verify said in place; ", "done") : ("verify said not in place; dropped invalid public.one_bio; ", "not applied");
        Assert.Equal($"repair 0099_unique because: two people had no bio; {written}before: running; after: {after}",
            await Sql(connectionString, "select verb || ' ' || subject || ' ' || detail from platform.operator_actions where by <> '' and host <> ''"));
        Assert.Matches($"0099_unique +{(state == "done" ? "applied" : "pending")}", (await Answers(0, ["status", .. at])).Output);
        await Answers(2, ["repair", "99", "--as", state, "--because", "again", .. at]);
    }

    [Fact]
    public async Task Wait_ends_when_its_goal_is_reached_and_not_before()
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        var url = Url(connectionString);
        await Answers(0, "wait", "--timeout", "0", "--url", url);
        var late = await Answers(14, "wait", "--for", "migrated", "--timeout", "0", "--url", url);
        Assert.Contains($"CDB-043: Waited 0s for the migrations, in vain: {MigrationFiles.Embedded().Count} migrations are not applied.", late.Error, StringComparison.Ordinal);
        var waiting = Answers(0, "wait", "--for", "migrated", "--url", url);
        await Task.Delay(400);
        Assert.False(waiting.IsCompleted);
        await Answers(0, "migrate", "--url", url);
        await waiting;
        var nowhere = $"postgres://postgres@127.0.0.1:{cluster.Port}/wait_for_me?sslmode=disable";
        await Answers(0, "wait", "--for", "server", "--timeout", "0", "--url", nowhere);
        await Answers(14, "wait", "--timeout", "0", "--url", nowhere);
        await Answers(14, "wait", "--for", "server", "--timeout", "0", "--url", "postgres://u@127.0.0.1:1/d?sslmode=disable");
        await Answers(6, "wait", "--url", nowhere.Replace("postgres@", "stranger@", StringComparison.Ordinal));
        Assert.Contains("the embedded PostgreSQL does not run", (await Answers(14, "wait", "--timeout", "0", "--data", folder)).Error, StringComparison.Ordinal);
    }
}
