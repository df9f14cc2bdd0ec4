using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Social.Followers;
using Cruddur.Tests.Social.Notifications;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>Pages about people, to somebody who has chosen German: what they say, and that their longer words fit.</summary>
public sealed class PeopleInGermanTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task What_a_person_reads_is_german_and_fits()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var visit = await InGermanAsync(app);
        await ActAsync(app);
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Composer).ToBeVisibleAsync();
        foreach (var (path, says) in new[]
        {
            ("/@bayko", "Hier seit"), ("/@bayko/replies", "hat in letzter Zeit niemandem geantwortet"), ("/@bayko/likes", "Gefällt mir"), ("/@andrew", "Profil ändern"),
            ("/@crowd_1", "stummgeschaltet bis"), ("/@crowd_2", "Blockierung aufheben"), ("/notifications", "Londo Mollari und Bayko gefällt dein Crud"), ("/notifications/mentions", "Bayko hat dich erwähnt"),
            ("/settings/notifications", "Du hast keine Unterhaltung stummgeschaltet."), ("/search", "So wird gesucht"), ("/search?term=plum", "Gefundene Cruds"),
            ("/search?term=unheardof", "Das sagt kein Crud"), ("/search?term=bay&in=people", "1 Follower"), ("/search?term=unheardof&in=people", "So heißt niemand"),
            ("/search?term=bre&in=tags", "1 Crud"), ("/search?term=unheardof&in=tags", "So beginnt kein Tag"), ("/tags/bread", "1 lebender Crud"),
            ("/tags/unheardof", "Nichts unter diesem Tag"), ("/@bayko/report", "Eine Person melden"), ("/settings/mutes", "Stummgeschaltete Leute"),
            ("/settings/mutes?undone=bayko", "Du hörst @bayko wieder."), ("/suggestions", "Leute für dich"), ("/suggestions?undone=londo", "wird nicht mehr vorgeschlagen"),
            ("/notices", "Die Moderation hat dir nichts mitzuteilen."),
        })
        {
            await visit.GoAsync(path);
            await Expect(visit.Page.Locator("main")).ToContainTextAsync(says);
            await visit.AssertSoundAsync($"german{path.Replace('/', '-').Replace('?', '-')}");
        }
        await visit.GoAsync("/@bayko");
        await visit.Page.ClickAsync(".person .menu summary");
        await Expect(visit.Page.Locator(".person .menu")).ToContainTextAsync("7 Tage stummschalten");
        var left = await visit.Page.EvalOnSelectorAsync<double>(".person .menu-panel", "panel => panel.getBoundingClientRect().left");
        Assert.True(left >= 0, $"The menu begins {-left} px outside of the window.");
        await visit.AssertSoundAsync("german-menu");
        await visit.GoAsync("/search");
        await visit.Page.ClickAsync(".search-help summary");
        await visit.AssertSoundAsync("german-help");
    }

    [Fact]
    public async Task A_report_is_decided_in_german_and_its_author_written_to_in_german()
    {
        await using var app = await TestApp.StartAsync(cluster, sealHours: 48);
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        await app.SqlAsync("update users set language = 'de' where handle = 'andrew'");
        await using var visit = await InGermanAsync(app, 360);
        var crud = await (await app.ApiAsync(People.Andrew)).PostCrudAsync("Buy my watches, they are only a little bit stolen!");
        await visit.SignInAsync(People.Bayko);
        await Expect(visit.Composer).ToBeVisibleAsync();
        await visit.GoAsync($"/@andrew/status/{crud.Uuid}/report");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Einen Crud melden");
        await visit.AssertSoundAsync("german-report");
        await visit.Page.ClickAsync("text=Spam oder Betrug");
        await visit.Page.ClickAsync("text=Meldung abschicken");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("Danke.");

        await ForgetAsync(visit);
        await visit.SignInAsync(People.Londo);
        await Expect(visit.Composer).ToBeVisibleAsync();
        await visit.GoAsync("/admin/reports");
        await Expect(visit.Page.Locator(".rows")).ToContainTextAsync("1 Meldung · seit");
        await visit.AssertSoundAsync("german-reports");
        await visit.Page.ClickAsync(".rows .admin-person");
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("Crud von Andrew Brown");
        await visit.Page.ClickAsync("text=Anzeigen");
        await Expect(visit.Page.Locator(".reported")).ToContainTextAsync("So stand es da seit");
        await visit.AssertSoundAsync("german-case");
        await visit.Page.ClickAsync(".admin-acts >> text=Crud entfernen");
        await Expect(visit.Page.Locator(".lead")).ToContainTextAsync("Ein Crud von Andrew Brown (@andrew), gemeldet von einer Person. Der Crud und seine Antworten");
        await visit.AssertSoundAsync("german-decision");
        await visit.Page.ClickAsync("button >> text=Crud entfernen");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("Entschieden.");
        await visit.AssertSoundAsync("german-closed");
        await visit.GoAsync("/admin/reports?state=closed");
        await Expect(visit.Page.Locator(".rows")).ToContainTextAsync("1 Meldung · entfernt von @londo am");
        await visit.AssertSoundAsync("german-reports-closed");

        await ForgetAsync(visit);
        await visit.SignInAsync(People.Andrew);
        await visit.GoAsync("/notices");
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("Die Moderation hat einen deiner Cruds entfernt. Der Grund: Spam oder Betrug.");
        await visit.AssertSoundAsync("german-notices");
        Assert.Equal("Einer deiner Cruds wurde entfernt", await app.ValueAsync<string>("select subject from platform.mails where recipient = 'andrew@example.com'"));
    }

    private async Task<Visit> InGermanAsync(TestApp app, int width = 1280)
    {
        var visit = await Visit.StartAsync(app, chromium, width);
        await ForgetAsync(visit);
        return visit;
    }

    /// <summary>Signs out, and keeps the choice of German.</summary>
    private static async Task ForgetAsync(Visit visit)
    {
        await visit.Page.Context.ClearCookiesAsync();
        await visit.SpeakAsync("de");
    }

    /// <summary>What andrew is told of, finds and has muted.</summary>
    private static async Task ActAsync(TestApp app)
    {
        var (andrew, bayko, londo) = (await app.ApiAsync(People.Andrew), await app.ApiAsync(People.Bayko), await app.ApiAsync(People.Londo));
        await FollowListTests.CrowdAsync(app, 2);
        await bayko.DoAsync("PUT", "/api/users/@andrew/follow");
        await andrew.DoAsync("PUT", "/api/users/@bayko/follow");
        var crud = await andrew.PostCrudAsync("Everything I know about bombs, in a few words that do not fit into one line of a telephone");
        await bayko.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await londo.DoAsync("PUT", $"/api/activities/{crud.Uuid}/like");
        await londo.DoAsync("PUT", $"/api/activities/{crud.Uuid}/repost");
        await londo.QuoteAsync(crud.Uuid, "Wise words #bombs");
        await bayko.PostCrudAsync("@andrew, plum cake is out of the oven. #Bread", "1-day");
        await (await andrew.PutAsync("/api/users/@crowd_1/mute", Api.Json(new JsonObject { ["for"] = "7-days" }))).BodyAsync(200);
        await andrew.DoAsync("PUT", "/api/users/@crowd_2/block");
        app.Clock.Advance(TimeSpan.FromSeconds(2));
    }
}
