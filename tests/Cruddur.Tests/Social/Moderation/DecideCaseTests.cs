using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Accounts;
using Cruddur.Tests.Social.Reports;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Moderation;

public sealed class DecideCaseTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_removed_crud_is_gone_with_its_replies_and_everybody_concerned_is_told()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        await app.ReplyAsync(scene.Crud.Uuid, Bayko, "a reply", scene.Crud.ExpiresAt);
        var closed = await scene.DecideAsync("remove", "harassment", "Please be kind.");
        Assert.Equal(("remove", "harassment", "londo"), (closed["outcome"]!.GetValue<string>(), closed["reason"]!.GetValue<string>(), closed["closed_by"]!.GetValue<string>()));
        Assert.Equal(0, await app.CountAsync("activities"));
        Assert.Empty(await app.Api().MessagesAsync("/api/activities/explore"));

        var mail = await app.NewestMailAsync(Andrew.Email);
        Assert.Equal("A crud of yours was removed", mail.Subject);
        Assert.Contains("harassment or hate", mail.Text, StringComparison.Ordinal);
        Assert.Contains("Please be kind.", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(scene.Crud.Message, mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("bayko", mail.Text, StringComparison.OrdinalIgnoreCase);

        var andrew = await app.PagesAsync(Andrew);
        Assert.Contains("The moderators have told you something.", await andrew.ReadAsync("/"), StringComparison.Ordinal);
        Assert.Contains("A moderator removed a crud of yours.", await andrew.ReadAsync("/notices"), StringComparison.Ordinal);
        var notice = await app.ValueAsync<Guid>("select uuid from moderator_notices where user_uuid = $1", Andrew.Uuid);
        using (var read = await andrew.SubmitAsync($"/notices/{notice}/read", new Dictionary<string, string>())) Assert.Equal("/notices", read.LeadsTo());
        Assert.DoesNotContain("The moderators have told you something.", await andrew.ReadAsync("/"), StringComparison.Ordinal);
        var bayko = await (await (await app.ApiAsync(Bayko)).GetAsync("/api/notices")).JsonAsync();
        Assert.Equal(("report", "remove"), (bayko[0]!["kind"]!.GetValue<string>(), bayko[0]!["outcome"]!.GetValue<string>()));
        using (var others = await PutAsync(await app.ApiAsync(Bayko), $"/api/notices/{notice}/read", [])) await others.BodyAsync(404);
    }

    [Fact]
    public async Task A_crud_that_its_author_has_just_deleted_cannot_come_back_once_it_is_removed()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        var andrew = await app.ApiAsync(Andrew);
        using (var deleted = await andrew.DeleteAsync($"/api/activities/{scene.Crud.Uuid}")) await deleted.BodyAsync(200);
        await scene.DecideAsync("remove", "spam");
        using var back = await andrew.DeleteAsync($"/api/activities/{scene.Crud.Uuid}/deletion");
        await back.BodyAsync(404);
    }

    [Fact]
    public async Task A_removed_reply_is_counted_no_more()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var root = await (await app.ApiAsync(Bayko)).PostCrudAsync("root");
        var reply = await (await (await app.ApiAsync(Andrew)).PostJsonAsync($"/api/activities/{root.Uuid}/reply", """{"message":"rude"}""")).ReadAsync<Crud>();
        var scene = await Scene.SetAsync(app, reply);
        await scene.DecideAsync("remove", "harassment");
        Assert.Equal(0, (await (await app.ApiAsync(Bayko)).CrudsAsync("/api/activities/explore")).Single().RepliesCount);
    }

    [Fact]
    public async Task Suspending_asks_for_a_proof_signs_out_everywhere_and_hides_the_person()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        var andrew = await app.ApiAsync(Andrew);
        using (var token = await PutAsync(scene.Moderator, $"{scene.Path}/decision", new() { ["outcome"] = "suspend", ["reason"] = "spam" }))
            Assert.Contains("on the website", await token.BodyAsync(403), StringComparison.Ordinal);
        var page = $"/admin/reports/{scene.Uuid}/decision";
        var pages = await app.PagesAsync(Londo);
        using (var asked = await pages.OpenAsync($"{page}?outcome=suspend")) Assert.StartsWith("/settings/confirm", asked.LeadsTo(), StringComparison.Ordinal);
        Assert.Equal(200, await andrew.StatusAsync("/api/profile/me"));

        await pages.ConfirmAsync();
        await pages.ReadAsync($"{page}?outcome=suspend");
        app.Clock.Advance(TimeSpan.FromMinutes(16));
        using (var late = await pages.SubmitAsync(page, new Dictionary<string, string> { ["reason"] = "spam", ["words"] = "You were warned.\nTwice. 🐘" }))
        {
            await pages.ReadAsync(late.LeadsTo());
            using var proved = await pages.SubmitAsync("/settings/confirm", new Dictionary<string, string> { ["password"] = Password });
            await pages.ReadAsync(proved.LeadsTo());
            Assert.Matches("value=\"spam\"[^>]* checked", pages.Html);
            Assert.Contains("You were warned.\nTwice. 🐘", pages.Text, StringComparison.Ordinal);
        }
        using (var done = await pages.SubmitAsync(page, new Dictionary<string, string> { ["reason"] = "spam" })) Assert.Equal($"/admin/reports/{scene.Uuid}?notice=case-closed", done.LeadsTo());
        Assert.Equal(401, await andrew.StatusAsync("/api/profile/me"));
        Assert.Empty(await app.Api().MessagesAsync("/api/activities/explore"));
        Assert.Equal("Your account is suspended", (await app.NewestMailAsync(Andrew.Email)).Subject);
        Assert.Equal(["report.suspend", "user.disable"], await AuditAsync(app));
    }

    [Fact]
    public async Task A_warning_leaves_the_crud_and_a_dismissal_tells_only_the_reporter()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        await scene.DecideAsync("warn", "other");
        Assert.Single(await app.Api().MessagesAsync("/api/activities/explore"));
        Assert.Equal("A warning from the moderators", (await app.NewestMailAsync(Andrew.Email)).Subject);
        // Reported anew, so a new case.
        var again = await Scene.SetAsync(app, scene.Crud);
        Assert.NotEqual(scene.Uuid, again.Uuid);
        await again.DecideAsync("dismiss", "other");
        Assert.Single(await app.MailsAsync());
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from moderator_notices where user_uuid = $1", Andrew.Uuid));
        Assert.Equal(2, await app.ValueAsync<long>("select count(*) from moderator_notices where user_uuid = $1", Bayko.Uuid));
        Assert.Single((await scene.FileAsync())["earlier"]!.AsArray());
    }

    [Fact]
    public async Task Two_moderators_at_once_act_once_and_deciding_the_same_again_is_no_fault()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var other = await app.StartAnotherAsync();
        var scene = await Scene.SetAsync(app);
        await app.SqlAsync("insert into users (uuid, handle, display_name, email, is_admin, created_at, updated_at) values ('5eed0000-0000-7000-8000-000000000009', 'vir', 'Vir', 'vir@example.com', true, $1, $1)", app.Now);
        var vir = await other.ApiAsync(new Person(new("5eed0000-0000-7000-8000-000000000009"), "vir", "Vir"));
        var pages = await app.PagesAsync(Londo);
        await pages.ReadAsync($"/admin/reports/{scene.Uuid}/decision?outcome=dismiss");
        var answers = await Task.WhenAll(
            PutAsync(scene.Moderator, $"{scene.Path}/decision", new() { ["outcome"] = "warn", ["reason"] = "spam" }),
            PutAsync(vir, $"{scene.Path}/decision", new() { ["outcome"] = "remove", ["reason"] = "spam" }));
        Assert.Equal([200, 422], answers.Select(answer => (int)answer.StatusCode).Order());
        Assert.Equal("""["case_closed"]""", await answers.Single(answer => (int)answer.StatusCode == 422).BodyAsync(422));
        Assert.Single(await app.MailsAsync());
        Assert.Single(await AuditAsync(app));
        var outcome = await app.ValueAsync<string>("select outcome from cases");
        Assert.Equal(outcome == "warn" ? 1 : 0, await app.CountAsync("activities"));
        using var same = await PutAsync(vir, $"{scene.Path}/decision", new() { ["outcome"] = outcome, ["reason"] = "spam" });
        Assert.Equal(outcome, (await same.JsonAsync())["outcome"]!.GetValue<string>());
        Assert.Single(await app.MailsAsync());
        Assert.Single(await AuditAsync(app));
        // In the browser the slower one is led to the case, which says what was decided.
        using (var slow = await pages.SubmitAsync($"/admin/reports/{scene.Uuid}/decision", new Dictionary<string, string> { ["reason"] = "other" }))
            Assert.Equal($"/admin/reports/{scene.Uuid}?notice=case-closed-before", slow.LeadsTo());
        Assert.Single(await AuditAsync(app));
        using (var late = await pages.OpenAsync($"/admin/reports/{scene.Uuid}/decision?outcome=dismiss")) Assert.Equal($"/admin/reports/{scene.Uuid}", late.LeadsTo());
    }

    [Fact]
    public async Task Each_look_at_what_was_reported_is_in_the_audit_before_it_is_shown()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        app.Clock.MoveTo(scene.Crud.ExpiresAt);
        await app.SweepAsync();
        var pages = await app.PagesAsync(Londo);
        var page = await pages.ReadAsync($"/admin/reports/{scene.Uuid}");
        Assert.DoesNotContain(scene.Crud.Message, page, StringComparison.Ordinal);
        Assert.DoesNotContain("as bayko saw it", page, StringComparison.Ordinal);
        Assert.Empty(await AuditAsync(app));
        using (var shown = await pages.SubmitAsync($"/admin/reports/{scene.Uuid}/views", new Dictionary<string, string>())) await shown.BodyAsync(200);
        Assert.Contains(scene.Crud.Message, pages.Text, StringComparison.Ordinal);
        Assert.Contains("as bayko saw it", pages.Text, StringComparison.Ordinal);
        await scene.Moderator.PostAsync($"{scene.Path}/views", null);
        Assert.Equal(["report.view", "report.view"], await AuditAsync(app));
        // What cannot be noted is not shown.
        await app.SqlAsync("alter table platform.audit rename to audit_away");
        using var unnoted = await scene.Moderator.PostAsync($"{scene.Path}/views", null);
        var answer = await unnoted.Content.ReadAsStringAsync();
        await app.SqlAsync("alter table platform.audit_away rename to audit");
        Assert.True((int)unnoted.StatusCode >= 500);
        Assert.DoesNotContain(scene.Crud.Message, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_may_only_look_decides_nothing()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        await app.SqlAsync("update platform.sessions set scope = 'read' where user_uuid = $1", Londo.Uuid);
        var reader = await app.ApiAsync(Londo);
        await app.SqlAsync("update platform.sessions set scope = 'read' where user_uuid = $1", Londo.Uuid);
        using (var decided = await PutAsync(reader, $"{scene.Path}/decision", new() { ["outcome"] = "remove", ["reason"] = "spam" })) await decided.BodyAsync(403);
        using (var viewed = await reader.PostAsync($"{scene.Path}/views", null)) await viewed.BodyAsync(403);
        Assert.Equal(200, await reader.StatusAsync(scene.Path));
        Assert.Empty(await AuditAsync(app));
    }

    [Theory]
    [InlineData("{}", "outcome_invalid reason_invalid")]
    [InlineData("""{"outcome":"ban","reason":"spam"}""", "outcome_invalid")]
    [InlineData("""{"outcome":"remove","reason":"spam"}""", "outcome_invalid")]
    [InlineData("""{"outcome":"warn","reason":"x","words":"{LONG}"}""", "reason_invalid words_exceed_max_chars")]
    public async Task What_is_wrong_with_a_decision_is_told_whole(string body, string codes)
    {
        await using var app = await TestApp.StartAsync(cluster);
        // About a person, of whom nothing can be removed.
        await FileReportTests.ReportAsync(await app.ApiAsync(Bayko), "/api/users/@andrew/report", "other");
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        var about = await app.ValueAsync<Guid>("select uuid from cases");
        using var refused = await PutAsync(await app.ApiAsync(Londo), $"/api/admin/reports/{about}/decision", JsonNode.Parse(body.Replace("{LONG}", new string('x', 501), StringComparison.Ordinal))!.AsObject());
        Assert.Equal(codes.Split(' '), (await refused.JsonAsync(422)).AsArray().Select(code => code!.GetValue<string>()));
        Assert.Equal(0, await app.CountAsync("moderator_notices"));
    }

    [Fact]
    public async Task The_queue_is_paged_and_counted_and_closed_cases_have_a_list_of_their_own()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        await app.SqlAsync("""
            insert into users (uuid, handle, display_name, email, created_at, updated_at)
            select gen_random_uuid(), 'many' || n, 'Many', 'many' || n || '@example.com', $1, $1 from generate_series(1, 30) n
            """, app.Now);
        await app.SqlAsync("insert into cases (uuid, kind, subject_uuid, author_uuid, opened_at) select gen_random_uuid(), 'person', uuid, uuid, $1 - make_interval(hours => substr(handle, 5)::int) from users where handle like 'many%'", app.Now);
        var pages = await app.PagesAsync(Londo);
        var queue = await pages.ReadAsync("/admin/reports");
        Assert.Contains("31 waiting", System.Text.RegularExpressions.Regex.Replace(queue, "<[^>]+>", ""), StringComparison.Ordinal);
        Assert.Contains("@many19<", queue, StringComparison.Ordinal);
        Assert.DoesNotContain("@many20<", queue, StringComparison.Ordinal);
        var older = System.Text.RegularExpressions.Regex.Match(queue, "href=\"(/admin/reports\\?before=[^\"]*)\"").Groups[1].Value;
        Assert.Contains("@many20<", await pages.ReadAsync(older), StringComparison.Ordinal);
        Assert.Contains("Nothing has been decided yet.", await pages.ReadAsync("/admin/reports?state=closed"), StringComparison.Ordinal);
        await scene.DecideAsync("dismiss", "other");
        Assert.Contains("dismissed by @londo", await pages.ReadAsync("/admin/reports?state=closed"), StringComparison.Ordinal);
        using var closed = await scene.Moderator.GetAsync("/api/admin/reports?state=closed&limit=1");
        Assert.Equal(scene.Uuid, (await closed.JsonAsync())[0]!["uuid"]!.GetValue<Guid>());
        Assert.Contains("state=closed&before=", closed.Header("Link"), StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> PutAsync(HttpClient api, string path, JsonObject body) => FileReportTests.PutAsync(api, path, body);

    private static async Task<IReadOnlyList<string>> AuditAsync(TestApp app)
    {
        List<string> actions = [];
        await using var command = app.Rows.CreateCommand("select action from platform.audit order by action");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) actions.Add(reader.GetString(0));
        return actions;
    }

    /// <summary>A crud of andrew's that bayko has reported, and londo, who moderates.</summary>
    private sealed record Scene(HttpClient Moderator, Crud Crud, Guid Uuid)
    {
        public string Path => $"/api/admin/reports/{Uuid}";

        public static async Task<Scene> SetAsync(TestApp app, Crud? crud = null)
        {
            await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
            crud ??= await (await app.ApiAsync(Andrew)).PostCrudAsync("something unkind", "1-day");
            await FileReportTests.ReportAsync(await app.ApiAsync(Bayko), $"/api/activities/{crud.Uuid}/report", "harassment", "as bayko saw it");
            return new Scene(await app.ApiAsync(Londo), crud, await app.ValueAsync<Guid>("select uuid from cases where closed_at is null"));
        }

        public async Task<JsonNode> DecideAsync(string outcome, string reason, string? words = null)
        {
            using var answer = await PutAsync(Moderator, $"{Path}/decision", new JsonObject { ["outcome"] = outcome, ["reason"] = reason, ["words"] = words });
            return await answer.JsonAsync();
        }

        public async Task<JsonNode> FileAsync() => await (await Moderator.GetAsync(Path)).JsonAsync();
    }
}
