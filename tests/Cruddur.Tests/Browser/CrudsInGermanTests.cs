using System.Text.Json.Nodes;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Microsoft.Playwright.Assertions;

namespace Cruddur.Tests.Browser;

/// <summary>Cruds and what is done about them, to somebody who has chosen German: what they say, and that their longer words fit.</summary>
public sealed class CrudsInGermanTests(PostgresCluster cluster, Chromium chromium)
{
    [Fact]
    public async Task What_a_person_reads_is_german_and_fits()
    {
        await using var app = await TestApp.StartAsync(cluster, sealHours: 48);
        await using var visit = await Visit.StartAsync(app, chromium);
        await visit.SpeakAsync("de");
        async Task SeeAsync(string name, string path, string says)
        {
            await visit.GoAsync(path);
            await Expect(visit.Page.Locator("main")).ToContainTextAsync(says);
            await visit.AssertSoundAsync($"cruds-german-{name}");
        }

        await SeeAsync("guest-empty", "/", "Mach den Anfang.");
        var (theirs, own) = await ActAsync(app);
        await SeeAsync("guest", "/", "Crud von mir");
        await Expect(visit.Page.Locator($"#crud-{theirs} .crud-counts").First).ToContainTextAsync("gefällt 1 Person");
        await visit.SignInAsync(People.Andrew);
        await Expect(visit.Page.Locator("#compose-submit")).ToHaveTextAsync("Senden");
        foreach (var (name, path, says) in new[]
        {
            ("home", "/", "Folge ich"), ("everyone", "/explore", "Alle"), ("older", "/?before=1_5eed0000-0000-7000-8000-000000000001", "Zurück zu den neuesten Cruds"),
            ("quote", $"/?quote={theirs}", "Nicht zitieren"), ("crud", $"/@bayko/status/{theirs}", "Weg am"), ("edit", $"/@andrew/status/{own}/edit", "Was vorher da stand, bleibt sichtbar."),
            ("edits", $"/@andrew/status/{own}/edits", "Frühere Fassungen"), ("no-edits", $"/@bayko/status/{theirs}/edits", "was von Anfang an da stand"),
            ("expiry", $"/@andrew/status/{own}/expiry", "Noch 12 Stunden"), ("deleted", $"/cruds/{own}/deleted", "Zehn Sekunden lang"), ("reposted", "/@londo", "Londo Mollari hat das repostet"), ("bookmarks", "/bookmarks", "Lesezeichen"),
            ("requests", "/requests", "Annehmen"), ("followers", "/@andrew/followers", "Entfernen"), ("following", "/@andrew/following", "Folge ich"), ("nobody", "/@londo/followers", "folgt Londo Mollari"),
            ("block", "/@londo/block", "Nicht blockieren"), ("blocks", "/settings/blocks?undone=bayko", "Du hast die Blockierung von @bayko aufgehoben."), ("filters", "/settings/filters", "verdeckt"),
        })
        {
            await SeeAsync(name, path, says);
        }

        await visit.GoAsync($"/@andrew/status/{own}");
        await visit.Page.ClickAsync(".crud-expanded .menu summary");
        await Expect(visit.Page.Locator(".crud-expanded .menu")).ToContainTextAsync("Früher enden lassen");
        await visit.AssertSoundAsync("cruds-german-menu");
        await visit.GoAsync("/");
        await visit.Page.ClickAsync(".compose-more summary");
        await visit.PostAsync("Etwas ganz anderes", "1-hour");
        await Expect(visit.Page.Locator("#status")).ToContainTextAsync("Er lebt 1 Stunde.");
        await visit.AssertSoundAsync("cruds-german-posted");
    }

    [Fact]
    public async Task Lifetimes_are_called_by_their_names_in_the_language_of_the_request()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var guest = app.Api();
        guest.DefaultRequestHeaders.Add("Accept-Language", "de");
        var labels = (await (await guest.GetAsync("/api/ttl-options")).JsonAsync()).AsArray().Select(option => (string)option!["label"]!);
        Assert.Equal(["30 Tage", "7 Tage", "3 Tage", "1 Tag", "12 Stunden", "3 Stunden", "1 Stunde"], labels);
    }

    /// <summary>One crud of bayko's and one of andrew's, with whatever can stand on their pages.</summary>
    private static async Task<(Guid Theirs, Guid Own)> ActAsync(TestApp app)
    {
        var (andrew, bayko, londo) = (await app.ApiAsync(People.Andrew), await app.ApiAsync(People.Bayko), await app.ApiAsync(People.Londo));
        await (await andrew.PutAsync("/api/filters", Api.Json(new JsonObject { ["phrase"] = "Staffelfinale", ["action"] = "warn", ["days"] = 7 }))).BodyAsync(200);
        await (await andrew.PutAsync("/api/users/@bayko/follow", null)).BodyAsync(200);
        var theirs = await bayko.PostCrudAsync("Im Staffelfinale überleben alle", "1-day");
        await (await andrew.PutAsync($"/api/activities/{theirs.Uuid}/like", null)).BodyAsync(200);
        await (await andrew.PutAsync($"/api/activities/{theirs.Uuid}/bookmark", null)).BodyAsync(200);
        await (await londo.PutAsync($"/api/activities/{theirs.Uuid}/repost", null)).BodyAsync(200);
        await app.ReplyAsync(theirs.Uuid, People.Londo, "Wer hätte das gedacht", app.Now + TimeSpan.FromHours(20));
        await (await bayko.PutAsync("/api/users/@andrew/follow", null)).BodyAsync(200);
        await app.SqlAsync("update users set approves_followers = true where handle = 'andrew'");
        await (await londo.PutAsync("/api/users/@andrew/follow", null)).BodyAsync(200);
        var own = await andrew.PostCrudAsync("Ein Crud von mir");
        await (await andrew.PutAsync($"/api/activities/{own.Uuid}", Api.Json(new JsonObject { ["message"] = "Ein besserer Crud von mir" }))).BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromSeconds(2));
        return (theirs.Uuid, own.Uuid);
    }
}
