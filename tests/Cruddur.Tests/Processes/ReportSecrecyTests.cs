using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Cruddur.Tests.Cli;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Social.Reports;
using Npgsql;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Processes;

/// <summary>What a report and a seal keep of a crud that is gone can be read in no table, no log and no backup.</summary>
[Collection(nameof(Processes))]
public sealed class ReportSecrecyTests(PostgresCluster cluster)
{
    private const string Insult = "Kanarienvogel-of-a-crud";
    private const string Words = "Kanarienvogel-of-a-note";

    [Fact]
    public async Task Nothing_readable_of_a_reported_crud_is_left_when_it_is_gone()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        var database = new NpgsqlConnectionStringBuilder(app.ConnectionString);
        var url = $"postgresql://postgres@127.0.0.1:{database.Port}/{database.Database}?sslmode=disable";
        using var folder = new DataFolder();
        await using var cruddur = CruddurProcess.Serve(folder.Path, new Dictionary<string, string>
        {
            ["CONNECTION_URL"] = url,
            ["CRUDDUR_Moderation__SealHours"] = "48",
            ["CRUDDUR_Log__Level"] = "Trace",
        });
        await cruddur.ReadyAsync();
        var (andrew, bayko, londo) = (await SignedInAsync(cruddur, Andrew), await SignedInAsync(cruddur, Bayko), await SignedInAsync(cruddur, Londo));
        var crud = await andrew.PostCrudAsync($"{Insult}, and more of it", "1-hour");
        await FileReportTests.ReportAsync(bayko, $"/api/activities/{crud.Uuid}/report", "harassment", Words);
        // While it lives, everybody can read it: the test would find it.
        Assert.Contains(Insult, await TablesAsync(app), StringComparison.Ordinal);
        Assert.Contains(Insult, await BackupAsync(url, folder.Path), StringComparison.Ordinal);

        await app.SqlAsync("update activities set created_at = created_at - interval '2 hours', expires_at = expires_at - interval '2 hours'");
        for (var waited = Stopwatch.StartNew(); await app.CountAsync("activities") > 0; await Task.Delay(200)) Assert.True(waited.Elapsed < TimeSpan.FromSeconds(90));
        Assert.Equal((1, 1, 1), (await app.CountAsync("report_copies"), await app.CountAsync("report_notes"), await app.CountAsync("seals")));
        var content = await (await londo.PostAsync($"/api/admin/reports/{await app.ValueAsync<Guid>("select uuid from cases")}/views", null)).JsonAsync();
        Assert.StartsWith(Insult, content["copies"]![0]!["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(Words, content["notes"]![0]!["note"]!.GetValue<string>());
        await FileReportTests.PutAsync(londo, $"/api/admin/reports/{await app.ValueAsync<Guid>("select uuid from cases")}/decision", new JsonObject { ["outcome"] = "warn", ["reason"] = "harassment" });

        var (tables, backup) = (await TablesAsync(app), await BackupAsync(url, folder.Path));
        await cruddur.TerminateAsync();
        foreach (var (where, text) in new[] { ("tables", tables), ("backup", backup), ("log", cruddur.Output + cruddur.Error) })
        {
            foreach (var secret in new[] { Insult, Words }) Assert.False(IsIn(secret, text), $"'{secret}' can be read in the {where}.");
        }
        Assert.Contains("/api/admin/reports", cruddur.Output + cruddur.Error, StringComparison.Ordinal);
    }

    private static bool IsIn(string secret, string text) =>
        text.Contains(secret, StringComparison.OrdinalIgnoreCase)
        || text.Contains(Convert.ToHexString(Encoding.UTF8.GetBytes(secret)), StringComparison.OrdinalIgnoreCase)
        || text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))[..20], StringComparison.Ordinal);

    private static async Task<HttpClient> SignedInAsync(CruddurProcess cruddur, Person person)
    {
        var api = new HttpClient { BaseAddress = cruddur.Api.BaseAddress };
        using var signIn = await api.SignInAsync(person.Email, Password);
        api.DefaultRequestHeaders.Authorization = new("Bearer", (await signIn.JsonAsync())["token"]!.GetValue<string>());
        return api;
    }

    /// <summary>Every row of every table, as text.</summary>
    private static async Task<string> TablesAsync(TestApp app)
    {
        List<string> tables = [];
        await using (var command = app.Rows.CreateCommand("select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        await using (var reader = await command.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync()) tables.Add(reader.GetString(0));
        }
        Assert.True(tables.Count > 20);
        var text = new StringBuilder();
        foreach (var table in tables) text.Append(await app.ValueAsync<string>($"select coalesce(string_agg(t::text, E'\\n'), '') from {table} t"));
        return text.ToString();
    }

    /// <summary>A backup as operators take it, unpacked.</summary>
    private static async Task<string> BackupAsync(string url, string folder)
    {
        var to = Directory.CreateDirectory(Path.Combine(folder, $"backups-{Guid.NewGuid():N}")).FullName;
        var run = await CliRun.Of("db", "backup", "--url", url, "--to", to, "--data", folder);
        Assert.True(run.ExitCode == 0, run.Error + run.Output);
        var dump = Directory.EnumerateFiles(to, "*.dump").Single();
        using var restore = Process.Start(new ProcessStartInfo(Path.Combine(PostgresCluster.BinFolder, "pg_restore"), ["-f", "-", dump]) { RedirectStandardOutput = true })!;
        var text = await restore.StandardOutput.ReadToEndAsync();
        await restore.WaitForExitAsync();
        Assert.Equal(0, restore.ExitCode);
        return text;
    }
}
