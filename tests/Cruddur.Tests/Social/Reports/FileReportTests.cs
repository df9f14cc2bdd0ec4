using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Reports;

public sealed class FileReportTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_second_report_of_the_same_changes_the_first_and_all_reports_of_it_are_one_case()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("buy my watches");
        var (bayko, londo) = (await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        var first = await ReportAsync(bayko, $"/api/activities/{crud.Uuid}/report", "spam", "look at it");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        var again = await ReportAsync(bayko, $"/api/activities/{crud.Uuid}/report", "illegal");
        await ReportAsync(londo, $"/api/activities/{crud.Uuid}/report", "spam");
        Assert.Equal(("crud", crud.Uuid, "spam"), (first["kind"]!.GetValue<string>(), first["subject_uuid"]!.GetValue<Guid>(), first["reason"]!.GetValue<string>()));
        Assert.Equal("illegal", again["reason"]!.GetValue<string>());
        Assert.Equal(first["created_at"]!.GetValue<string>(), again["created_at"]!.GetValue<string>());
        Assert.NotEqual(again["created_at"]!.GetValue<string>(), again["updated_at"]!.GetValue<string>());
        Assert.Equal((1, 2, 1), (await app.CountAsync("cases"), await app.CountAsync("reports"), await app.CountAsync("report_copies")));
        // The second report had no note, so the first one's is gone.
        Assert.Equal(0, await app.CountAsync("report_notes"));
    }

    [Theory]
    [InlineData("{}", "reason_invalid")]
    [InlineData("""{"reason":"because"}""", "reason_invalid")]
    [InlineData("""{"reason":"spam","note":"{LONG}"}""", "note_exceed_max_chars")]
    [InlineData("""{"reason":"","note":"{LONG}"}""", "reason_invalid note_exceed_max_chars")]
    public async Task What_is_wrong_with_a_report_is_told_whole(string body, string codes)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var bayko = await app.ApiAsync(Bayko);
        using var refused = await PutAsync(bayko, $"/api/activities/{crud.Uuid}/report", JsonNode.Parse(body.Replace("{LONG}", new string('é', 1001), StringComparison.Ordinal))!);
        Assert.Equal(codes.Split(' '), (await refused.JsonAsync(422)).AsArray().Select(code => code!.GetValue<string>()));
        using var longest = await PutAsync(bayko, $"/api/activities/{crud.Uuid}/report", new JsonObject { ["reason"] = "other", ["note"] = $" {new string('é', 1000)} " });
        await longest.BodyAsync(200);
    }

    [Fact]
    public async Task Nobody_reports_themselves_or_what_is_not_there()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("mine", "1-hour");
        foreach (var own in new[] { $"/api/activities/{crud.Uuid}/report", "/api/users/@andrew/report" })
        {
            using var refused = await PutAsync(andrew, own, new JsonObject { ["reason"] = "spam" });
            Assert.Equal("""["report_own"]""", await refused.BodyAsync(422));
        }
        app.Clock.MoveTo(crud.ExpiresAt);
        var bayko = await app.ApiAsync(Bayko);
        foreach (var gone in new[] { $"/api/activities/{crud.Uuid}/report", $"/api/activities/{Guid.CreateVersion7()}/report", "/api/users/@nobody/report" })
        {
            using var refused = await PutAsync(bayko, gone, new JsonObject { ["reason"] = "spam" });
            await refused.BodyAsync(404);
        }
        Assert.Equal(0, await app.CountAsync("cases"));
    }

    [Fact]
    public async Task Whoever_blocks_cannot_hide_from_a_report_and_is_not_shown_by_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("meant for bayko");
        await app.SqlAsync("insert into blocks (blocker_uuid, blocked_uuid, created_at) values ($1, $2, $3)", Andrew.Uuid, Bayko.Uuid, app.Now);
        var pages = await app.PagesAsync(Bayko);
        var page = await pages.ReadAsync($"{crud.Page}/report");
        Assert.DoesNotContain("meant for bayko", page, StringComparison.Ordinal);
        using var sent = await pages.SubmitAsync($"{crud.Page}/report", new Dictionary<string, string> { ["reason"] = "harassment" });
        Assert.Equal((303, "/?notice=reported"), ((int)sent.StatusCode, sent.Header("Location")));
        Assert.Equal(1, await app.CountAsync("reports"));
    }

    [Fact]
    public async Task A_refused_report_keeps_what_was_entered()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Bayko);
        await pages.ReadAsync("/@andrew/report");
        using var refused = await pages.SubmitAsync("/@andrew/report", new Dictionary<string, string> { ["note"] = "my own words" });
        await refused.BodyAsync(422);
        Assert.Contains("Choose one of the reasons.", pages.Text, StringComparison.Ordinal);
        Assert.Contains("my own words", pages.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reported_person_finds_no_trace_of_who_reported_them()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("hello");
        await ReportAsync(await app.ApiAsync(Bayko), $"/api/activities/{crud.Uuid}/report", "spam", "I am bayko");
        // Also when they are a moderator.
        await app.SqlAsync("update users set is_admin = true where handle = 'andrew'");
        andrew = await app.ApiAsync(Andrew);
        var about = await app.ValueAsync<Guid>("select uuid from cases");
        Assert.Equal("[]", await (await andrew.GetAsync("/api/admin/reports")).BodyAsync(200));
        using (var one = await andrew.GetAsync($"/api/admin/reports/{about}")) await one.BodyAsync(404);
        using (var view = await andrew.PostAsync($"/api/admin/reports/{about}/views", null)) await view.BodyAsync(404);
        using (var decision = await PutAsync(andrew, $"/api/admin/reports/{about}/decision", new JsonObject { ["outcome"] = "dismiss", ["reason"] = "other" })) await decision.BodyAsync(404);
        foreach (var path in new[] { "/", crud.Page, "/@andrew", "/notices", "/admin/reports" })
        {
            var page = await (await app.PagesAsync(Andrew)).ReadAsync(path);
            Assert.DoesNotContain("bayko", page, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("admin-count", page, StringComparison.Ordinal);
        }
        Assert.Equal(0, await app.CountAsync("platform.audit"));
    }

    [Fact]
    public async Task Copies_and_notes_are_erased_after_14_days_and_the_case_stays()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello", "1-hour");
        await ReportAsync(await app.ApiAsync(Bayko), $"/api/activities/{crud.Uuid}/report", "spam", "a note");
        app.Clock.Advance(TimeSpan.FromDays(14) - TimeSpan.FromSeconds(1));
        await app.SweepAsync();
        Assert.Equal((0, 1, 1), (await app.CountAsync("activities"), await app.CountAsync("report_copies"), await app.CountAsync("report_notes")));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        var about = await app.ValueAsync<Guid>("select uuid from cases");
        // Hidden by time alone, before anything is erased.
        var content = await (await (await app.ApiAsync(Londo)).PostAsync($"/api/admin/reports/{about}/views", null)).JsonAsync();
        Assert.Equal((0, 0), (content["copies"]!.AsArray().Count, content["notes"]!.AsArray().Count));
        await app.SweepAsync();
        Assert.Equal((1, 1, 0, 0), (await app.CountAsync("cases"), await app.CountAsync("reports"), await app.CountAsync("report_copies"), await app.CountAsync("report_notes")));
    }

    [Fact]
    public async Task A_crud_that_was_corrected_is_kept_as_each_reporter_read_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync("an insult");
        await ReportAsync(await app.ApiAsync(Bayko), $"/api/activities/{crud.Uuid}/report", "harassment");
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        using (var edited = await PutAsync(andrew, $"/api/activities/{crud.Uuid}", new JsonObject { ["message"] = "a compliment" })) await edited.BodyAsync(200);
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        var londo = await app.ApiAsync(Londo);
        await ReportAsync(londo, $"/api/activities/{crud.Uuid}/report", "other");
        var about = await app.ValueAsync<Guid>("select uuid from cases");
        var content = await (await londo.PostAsync($"/api/admin/reports/{about}/views", null)).JsonAsync();
        Assert.Equal(["an insult", "a compliment"], content["copies"]!.AsArray().Select(copy => copy!["message"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Erasing_an_account_erases_what_it_reported_and_what_was_reported_of_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await ReportAsync(await app.ApiAsync(Bayko), "/api/users/@andrew/report", "other", "a note");
        await ReportAsync(await app.ApiAsync(Andrew), "/api/users/@londo/report", "other", "a note");
        await app.SqlAsync("delete from users where uuid = $1", Andrew.Uuid);
        Assert.Equal(Londo.Uuid, await app.ValueAsync<Guid>("select subject_uuid from cases"));
        Assert.Equal((0, 0), (await app.CountAsync("reports"), await app.CountAsync("report_notes")));
    }

    [Fact]
    public async Task Too_many_reports_in_an_hour_are_refused_and_the_page_keeps_the_text()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var bayko = await app.ApiAsync(Bayko);
        for (var number = 0; number < 30; number++) await ReportAsync(bayko, "/api/users/@andrew/report", "other");
        var pages = await app.PagesAsync(Bayko);
        await pages.ReadAsync("/@andrew/report");
        using var refused = await pages.SubmitAsync("/@andrew/report", new Dictionary<string, string> { ["reason"] = "spam", ["note"] = "my own words" });
        Assert.NotNull(refused.Header("Retry-After"));
        await refused.BodyAsync(429);
        Assert.Contains("my own words", pages.Text, StringComparison.Ordinal);
        Assert.Contains("That was too many tries.", pages.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_archive_has_what_one_reported_was_told_and_filters_and_nothing_of_ones_reporters()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        await ReportAsync(await app.ApiAsync(Bayko), "/api/users/@andrew/report", "illegal", "I am bayko");
        await ReportAsync(andrew, "/api/users/@londo/report", "harassment");
        using (var filter = await PutAsync(andrew, "/api/filters", new JsonObject { ["phrase"] = "spoiler", ["action"] = "hide" })) await filter.BodyAsync(200);
        await app.SqlAsync("insert into moderator_notices (uuid, user_uuid, kind, outcome, reason, words, created_at, expires_at) values (gen_random_uuid(), $1, 'crud', 'warn', 'spam', 'Please stop', $2, $2 + interval '30 days')", Andrew.Uuid, app.Now);
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in app.Part<IEnumerable<Cruddur.Platform.Accounts.PersonalData>>())
        {
            var rows = new List<string>();
            await foreach (var item in part.Read(app.Part<Cruddur.Platform.Data.Db>(), Andrew.Uuid, app.Now, CancellationToken.None)) rows.Add(item.Fields.ToJsonString());
            parts[part.File] = string.Join('\n', rows);
        }
        Assert.Contains("harassment", parts["reports"], StringComparison.Ordinal);
        Assert.DoesNotContain("illegal", string.Concat(parts.Values), StringComparison.Ordinal);
        Assert.Contains("Please stop", parts["notices"], StringComparison.Ordinal);
        Assert.Contains("spoiler", parts["filters"], StringComparison.Ordinal);
        Assert.DoesNotContain("bayko", string.Concat(parts.Values), StringComparison.OrdinalIgnoreCase);
    }

    internal static Task<HttpResponseMessage> PutAsync(HttpClient api, string path, JsonNode body) => api.PutAsync(path, Api.Json(body));

    internal static async Task<JsonNode> ReportAsync(HttpClient api, string path, string reason, string? note = null)
    {
        using var answer = await PutAsync(api, path, new JsonObject { ["reason"] = reason, ["note"] = note });
        return await answer.JsonAsync();
    }
}
