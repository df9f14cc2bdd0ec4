using System.Diagnostics;
using System.Text.Json.Nodes;
using Cruddur.Platform;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Social.Reports;
using Microsoft.Extensions.Configuration;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Seals;

/// <summary>What has ended may be reported for some hours where the server's owner wants it, and nowhere else.</summary>
public sealed class SealCrudsTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Nothing_outlives_its_time_unless_the_owner_wants_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await PostAndEndAsync(app);
        Assert.Equal((0, 0), (await app.CountAsync("activities"), await app.CountAsync("seals")));
        using var report = await FileReportTests.PutAsync(await app.ApiAsync(Bayko), $"/api/activities/{crud.Uuid}/report", new JsonObject { ["reason"] = "spam" });
        await report.BodyAsync(404);
        Assert.DoesNotContain("sealed", await (await app.PagesAsync(Andrew)).ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_ended_is_shown_nowhere_opened_by_a_report_alone_and_erased_after_its_hours()
    {
        await using var app = await TestApp.StartAsync(cluster, sealHours: 48);
        Assert.Contains("After its end it stays sealed for 2 days", await (await app.PagesAsync(Andrew)).ReadAsync("/"), StringComparison.Ordinal);
        var crud = await PostAndEndAsync(app);
        Assert.Equal((0, 2), (await app.CountAsync("activities"), await app.CountAsync("seals")));
        foreach (var path in new[] { $"/api/activities/{crud.Uuid}", crud.Page }) Assert.Equal(404, await app.Api().StatusAsync(path));
        Assert.Equal("[]", await (await app.Api().GetAsync("/api/activities/explore")).BodyAsync(200));
        // The form says that it is there to be reported, and nothing of what it said.
        var pages = await app.PagesAsync(Bayko);
        Assert.DoesNotContain("a short insult", await pages.ReadAsync($"{crud.Page}/report"), StringComparison.Ordinal);
        using (var sent = await pages.SubmitAsync($"{crud.Page}/report", new Dictionary<string, string> { ["reason"] = "harassment" })) await sent.BodyAsync(303);
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        var content = await (await (await app.ApiAsync(Londo)).PostAsync($"/api/admin/reports/{await app.ValueAsync<Guid>("select uuid from cases")}/views", null)).JsonAsync();
        Assert.Equal("a short insult", content["copies"]![0]!["message"]!.GetValue<string>());

        app.Clock.MoveTo(crud.ExpiresAt.AddHours(48));
        // Over by time alone, and then erased with its key.
        using (var late = await FileReportTests.PutAsync(await app.ApiAsync(Andrew), $"/api/activities/{crud.Uuid}/report", new JsonObject { ["reason"] = "spam" })) await late.BodyAsync(404);
        Assert.Equal(2, await app.CountAsync("seals"));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("seals"));
    }

    [Fact]
    public async Task What_its_author_takes_back_is_sealed_when_it_can_no_more_be_undone_and_what_is_removed_is_not()
    {
        await using var app = await TestApp.StartAsync(cluster, sealHours: 1);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("regretted");
        using (var deleted = await andrew.DeleteAsync($"/api/activities/{crud.Uuid}")) await deleted.BodyAsync(200);
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("seals"));
        app.Clock.Advance(TimeSpan.FromSeconds(11));
        await app.SweepAsync();
        Assert.Equal((0, 1), (await app.CountAsync("activities"), await app.CountAsync("seals")));

        await FileReportTests.ReportAsync(await app.ApiAsync(Bayko), $"/api/activities/{crud.Uuid}/report", "other");
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        using (var removed = await FileReportTests.PutAsync(await app.ApiAsync(Londo), $"/api/admin/reports/{await app.ValueAsync<Guid>("select uuid from cases")}/decision", new JsonObject { ["outcome"] = "remove", ["reason"] = "other" })) await removed.BodyAsync(200);
        Assert.Equal(0, await app.CountAsync("seals"));
    }

    [Fact]
    public async Task What_is_sealed_is_lost_with_the_servers_keys_and_a_report_of_it_says_so()
    {
        await using var app = await TestApp.StartAsync(cluster, sealHours: 48);
        var crud = await PostAndEndAsync(app);
        await app.SqlAsync("delete from platform.protection_keys");
        await using var restored = await app.StartAnotherAsync();
        using var report = await FileReportTests.PutAsync(await restored.ApiAsync(Bayko), $"/api/activities/{crud.Uuid}/report", new JsonObject { ["reason"] = "spam" });
        await report.BodyAsync(404);
    }

    [Fact]
    public async Task Two_instances_seal_everything_once_and_what_lay_too_long_not_at_all()
    {
        await using var here = await TestApp.StartAsync(cluster, sealHours: 48);
        await using var there = await here.StartAnotherAsync();
        await ManyAsync(here, 1200, "1 hour");
        await ManyAsync(here, 10, "49 hours");
        await Task.WhenAll(here.SweepAsync(), there.SweepAsync());
        await here.SweepAsync();
        Assert.Equal((0, 1200), (await here.CountAsync("activities"), await here.CountAsync("seals")));
        Assert.Equal(1200, await here.ValueAsync<long>("select count(distinct content) from seals"));
    }

    [Fact]
    public async Task Sweeping_stays_fast()
    {
        var seconds = new List<double>();
        foreach (var hours in new[] { 0, 48 })
        {
            await using var app = await TestApp.StartAsync(cluster, sealHours: hours);
            await ManyAsync(app, 500, "1 hour");
            await app.SweepAsync();
            await ManyAsync(app, 5000, "1 hour");
            var started = Stopwatch.GetTimestamp();
            await app.SweepAsync();
            seconds.Add(Stopwatch.GetElapsedTime(started).TotalSeconds);
            Assert.Equal(0, await app.CountAsync("activities"));
            Assert.Equal(hours == 0 ? 0 : 5500, await app.CountAsync("seals"));
        }
        TestContext.Current.SendDiagnosticMessage("5,000 cruds swept in {0:F2} s, and with sealing in {1:F2} s", seconds[0], seconds[1]);
        // A day's lag would take days to catch up if it were slower than people post.
        Assert.True(seconds[1] < 60, $"5,000 cruds take {seconds[1]:F1} s to seal and erase, {seconds[0]:F1} s to erase.");
    }

    [Theory]
    [InlineData("49")]
    [InlineData("-1")]
    [InlineData("two days")]
    public void The_hours_are_a_number_up_to_48(string value)
    {
        var refused = Assert.Throws<SettingsException>(() => Settings.From(Configuration(value)));
        Assert.Contains("Moderation:SealHours", refused.Message, StringComparison.Ordinal);
        Assert.Equal(48, Settings.From(Configuration("48")).SealHours);
        Assert.Equal(0, Settings.From(new ConfigurationBuilder().Build()).SealHours);
    }

    private static IConfiguration Configuration(string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create("Moderation:SealHours", (string?)value)]).Build();

    /// <summary>A crud of andrew's with an answer, whose hour is over, and which is erased.</summary>
    private static async Task<Crud> PostAndEndAsync(TestApp app)
    {
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("a short insult", "1-hour");
        await app.ReplyAsync(crud.Uuid, Bayko, "an answer", crud.ExpiresAt);
        app.Clock.MoveTo(crud.ExpiresAt);
        await app.SweepAsync();
        return crud;
    }

    private static Task ManyAsync(TestApp app, int number, string ago) => app.SqlAsync("""
        insert into activities (uuid, user_uuid, message, expires_at, created_at)
        select gen_random_uuid(), $1, 'old', $2::timestamptz - $4::interval, $2::timestamptz - $4::interval - interval '1 hour' from generate_series(1, $3)
        """.Replace("$4", $"'{ago}'", StringComparison.Ordinal), Andrew.Uuid, app.Now, number);
}
