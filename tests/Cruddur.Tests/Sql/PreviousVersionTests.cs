using System.Diagnostics;
using System.Text.RegularExpressions;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Rules;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Sql;

/// <summary>
/// While a new version is rolled out, programs of the version before go on with the new schema. That version is the commit
/// before migrations were last changed on the branch's own line, since what was merged into it never ran by itself; its
/// statements have to do on the new schema what they do on their own.
/// </summary>
public sealed partial class PreviousVersionTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Its_statements_do_on_the_new_schema_what_they_do_on_their_own()
    {
        var changed = Git("log", "-1", "--first-parent", "--format=%H", "--", "db/migrations").Trim();
        var before = changed.Length > 0 ? Git("rev-parse", "--verify", "--quiet", $"{changed}^").Trim() : "";
        Assert.SkipWhen(before.Length == 0, "This checkout has no history, so nothing says what the version before was.");
        var migrations = MigrationFiles.InOrder(Files(before, "db/migrations").Select(file => MigrationFiles.Parse(Path.GetFileName(file.Path), file.Text)));
        var statements = Files(before, "src").SelectMany(file => SqlFile.Parse(file.Path["src/Cruddur.".Length..], file.Text).Values).ToList();
        Assert.True(statements.Count > 20, $"{before} has only {statements.Count} statements.");

        await using var own = NpgsqlDataSource.Create(await cluster.CreateDatabaseAsync());
        // By hand, because what lint asks of files now need not hold for files of then.
        await RunAsync(own, "create schema platform");
        foreach (var statement in migrations.SelectMany(migration => migration.Up)) await RunAsync(own, statement.Text);
        await using var next = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        List<string> faults = [];
        foreach (var statement in statements)
        {
            var (wanted, found) = (await OutcomeAsync(own, statement), await OutcomeAsync(next, statement));
            // What failed then may do as it likes.
            if (wanted != found && !Failure().IsMatch(wanted)) faults.Add($"{statement.Id} of the version before answered '{wanted}' on its own schema, and '{found}' on this one.");
        }
        Figures.Record(27, $"of {statements.Count} statements those that do something else", faults.Count, "0");
        NoFault.In(faults);
    }

    [Fact]
    public async Task A_column_that_went_away_is_caught()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        Assert.Equal("42703", await OutcomeAsync(source, Statements.Sample("Social/Sample.sql", "select gone from users")));
    }

    /// <summary>The rows, or the reason why there are none; what was changed is taken back.</summary>
    private static async Task<string> OutcomeAsync(NpgsqlDataSource source, Statement statement)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        if (statement.Example.ContainsKey("now")) await Stage.SetAsync(connection, statement, follows: true);
        else await Trial.RowsAsync(connection, Stage.People);
        try
        {
            await using var command = Trial.Bind(connection, statement);
            return await Trial.RowsAsync(command);
        }
        catch (PostgresException refused)
        {
            return refused.SqlState;
        }
    }

    [GeneratedRegex("^[0-9A-Z]{5}$")]
    private static partial Regex Failure();

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static IEnumerable<(string Path, string Text)> Files(string commit, string folder) =>
        Git("ls-tree", "-r", "--name-only", commit, folder).Split('\n').Where(path => path.EndsWith(".sql", StringComparison.Ordinal))
            .Select(path => (path, Git("show", $"{commit}:{path}")));

    /// <summary>What git prints; nothing where there is no git or no repository.</summary>
    private static string Git(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("git", ["-C", Golden.Root, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : "";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "";
        }
    }
}
