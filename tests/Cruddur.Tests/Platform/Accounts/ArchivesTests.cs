using System.IO.Compression;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Accounts;

/// <summary>Everything that Cruddur keeps of a person, as one file.</summary>
public sealed partial class ArchivesTests(PostgresCluster cluster)
{
    [Fact]
    public async Task A_job_makes_one_file_with_everything_for_programs_and_for_people()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (api, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        var theirs = await bayko.PostCrudAsync("Of Bayko");
        await api.PostCrudAsync("<b>Boom</b> & 💣");
        using var liked = await api.PutAsync($"/api/activities/{theirs.Uuid}/like", null);
        using var followed = await api.PutAsync("/api/users/@bayko/follow", null);
        using var replied = await api.PostJsonAsync($"/api/activities/{theirs.Uuid}/reply", """{"message":"An answer"}""");
        await app.SqlAsync("""
            insert into platform.passkeys (uuid, user_uuid, credential_id, public_key, name, sign_count, transports, is_backup_eligible, is_backed_up, created_at)
            values (gen_random_uuid(), $1, '\x01', '\x02', 'my phone', 0, '{}', false, false, $2)
            """, Andrew.Uuid, app.Now);
        var pages = await app.PagesAsync(Andrew);

        using var asked = await pages.FillInAsync("/settings/data");
        Assert.Equal("/settings/data?notice=data-asked", asked.LeadsTo());
        Assert.Contains("Being made", await pages.ReadAsync("/settings/data"), StringComparison.Ordinal);
        Assert.Equal(1, await app.RunJobsAsync());
        var files = await DownloadAsync(pages);
        Assert.Equal(
            ["cruddur/blocks.json", "cruddur/bookmarks.json", "cruddur/cruds.json", "cruddur/dismissals.json", "cruddur/edits.json", "cruddur/filters.json", "cruddur/followers.json", "cruddur/following.json", "cruddur/index.html", "cruddur/likes.json", "cruddur/muted-threads.json", "cruddur/mutes.json", "cruddur/notices.json", "cruddur/notification-settings.json", "cruddur/notifications.json", "cruddur/passkeys.json", "cruddur/profile.json", "cruddur/reports.json", "cruddur/reposts.json", "cruddur/requests.json", "cruddur/requests_made.json", "cruddur/sessions.json", "cruddur/usernames.json"],
            files.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["An answer", "<b>Boom</b> & 💣"], JsonNode.Parse(files["cruddur/cruds.json"])!.AsArray().Select(crud => (string)crud!["message"]!).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal("andrew@example.com", (string)JsonNode.Parse(files["cruddur/profile.json"])![0]!["email"]!);
        Assert.Equal(theirs.Uuid, (Guid)JsonNode.Parse(files["cruddur/likes.json"])![0]!["activity_uuid"]!);
        Assert.Equal("bayko", (string)JsonNode.Parse(files["cruddur/following.json"])![0]!["handle"]!);
        Assert.Equal("my phone", (string)JsonNode.Parse(files["cruddur/passkeys.json"])![0]!["name"]!);
        Assert.Equal(2, JsonNode.Parse(files["cruddur/sessions.json"])!.AsArray().Count);
        Assert.Contains("&lt;b&gt;Boom&lt;/b&gt; &amp; ", files["cruddur/index.html"], StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", files["cruddur/index.html"], StringComparison.Ordinal);
        Assert.DoesNotContain("token_sha256", string.Concat(files.Values), StringComparison.Ordinal);
        Assert.DoesNotContain("Of Bayko", string.Concat(files.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_passed_on_kept_pinned_quoted_and_corrected_is_in_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = await app.ApiAsync(Andrew);
        var theirs = await (await app.ApiAsync(Bayko)).PostCrudAsync("Of Bayko");
        using var posted = await api.PostJsonAsync("/api/activities", $$"""{"message":"Frist","ttl":"1-day","quote_uuid":"{{theirs.Uuid}}"}""");
        var mine = (Guid)(await posted.JsonAsync())["uuid"]!;
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var path in new[] { $"{theirs.Uuid}/repost", $"{theirs.Uuid}/bookmark", $"{mine}/pin" }) await (await api.PutAsync($"/api/activities/{path}", null)).BodyAsync(200);
        using var edited = await api.PutAsync($"/api/activities/{mine}", new StringContent("""{"message":"First"}""", null, "application/json"));
        await edited.BodyAsync(200);
        var pages = await app.PagesAsync(Andrew);
        using var asked = await pages.FillInAsync("/settings/data");
        await app.RunJobsAsync();
        var files = await DownloadAsync(pages);
        foreach (var name in new[] { "reposts", "bookmarks" })
        {
            Assert.Equal((theirs.Uuid, "bayko"), ((Guid)JsonNode.Parse(files[$"cruddur/{name}.json"])![0]!["activity_uuid"]!, (string)JsonNode.Parse(files[$"cruddur/{name}.json"])![0]!["author"]!));
        }
        var crud = JsonNode.Parse(files["cruddur/cruds.json"])![0]!;
        Assert.Equal(("First", theirs.Uuid, true), ((string)crud["message"]!, (Guid)crud["quote_uuid"]!, (bool)crud["pinned"]!));
        Assert.Equal("Frist", (string)JsonNode.Parse(files["cruddur/edits.json"])![0]!["message"]!);
    }

    [Fact]
    public async Task Whom_one_blocks_mutes_asks_and_does_not_want_suggested_is_in_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko, londo) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko), await app.ApiAsync(Londo));
        await (await andrew.PutAsync("/api/users/@bayko/mute", Api.Json(new JsonObject { ["for"] = "1-day" }))).BodyAsync(200);
        await (await andrew.DeleteAsync("/api/suggestions/@bayko")).BodyAsync(200);
        foreach (var (api, name) in new[] { (andrew, "Andrew Brown"), (bayko, "Bayko") })
        {
            await (await api.PutAsync("/api/profile/update", Api.Json(new JsonObject { ["display_name"] = name, ["bio"] = "", ["locked"] = true }))).BodyAsync(200);
        }
        await (await andrew.PutAsync("/api/users/@bayko/follow", null)).BodyAsync(200);
        await (await bayko.PutAsync("/api/users/@andrew/follow", null)).BodyAsync(200);
        await (await andrew.PutAsync("/api/users/@londo/block", null)).BodyAsync(200);
        await (await londo.PutAsync("/api/users/@andrew/block", null)).BodyAsync(200);
        var pages = await app.PagesAsync(Andrew);
        using var asked = await pages.FillInAsync("/settings/data");
        await app.RunJobsAsync();
        var files = await DownloadAsync(pages);
        foreach (var (name, handle) in new[] { ("mutes", "bayko"), ("dismissals", "bayko"), ("requests", "bayko"), ("requests_made", "bayko"), ("blocks", "londo") })
        {
            Assert.Equal(handle, (string)JsonNode.Parse(files[$"cruddur/{name}.json"])!.AsArray().Single()!["handle"]!);
        }
        Assert.Equal(app.Now.AddDays(1).UtcDateTime, ((DateTimeOffset)JsonNode.Parse(files["cruddur/mutes.json"])![0]!["until"]!).UtcDateTime, TimeSpan.FromMilliseconds(1));
        Assert.True((bool)JsonNode.Parse(files["cruddur/profile.json"])![0]!["locked"]!);
    }

    [Fact]
    public async Task No_crud_outlives_its_time_in_the_file()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = await app.ApiAsync(Andrew);
        await api.PostCrudAsync("An hour", "1-hour");
        await api.PostCrudAsync("A week", "7-days");
        var pages = await app.PagesAsync(Andrew);
        using var asked = await pages.FillInAsync("/settings/data");
        await app.RunJobsAsync();
        Assert.Contains("An hour", (await DownloadAsync(pages))["cruddur/cruds.json"], StringComparison.Ordinal);

        app.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var isSwept in new[] { false, true })
        {
            if (isSwept) await app.SweepAsync();
            var files = await DownloadAsync(pages);
            Assert.DoesNotContain("An hour", string.Concat(files.Values), StringComparison.Ordinal);
            Assert.Contains("A week", files["cruddur/cruds.json"], StringComparison.Ordinal);
        }
        Assert.Equal(0, await app.CountAsync("platform.archive_pieces"));
    }

    [Fact]
    public async Task The_address_works_for_its_owner_alone_and_for_a_day()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (pages, other) = (await app.PagesAsync(Andrew), await app.PagesAsync(Bayko));
        using var asked = await pages.FillInAsync("/settings/data");
        await app.RunJobsAsync();
        var address = await AddressAsync(pages);
        using var foreign = await other.OpenAsync(address);
        await foreign.BodyAsync(404);
        using var guest = await app.Pages().OpenAsync(address);
        Assert.StartsWith("/signin", guest.LeadsTo(), StringComparison.Ordinal);

        app.Clock.Advance(TimeSpan.FromDays(1));
        using var late = await pages.OpenAsync(address);
        await late.BodyAsync(404);
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("platform.archives"));
        Assert.Equal(0, await app.CountAsync("platform.archive_pieces"));
        Assert.Contains("Make my archive", await pages.ReadAsync("/settings/data"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asking_twice_is_asking_once_and_a_job_that_runs_again_makes_the_same()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (one, two) = (await app.PagesAsync(Andrew), await app.PagesAsync(Andrew));
        // Both have the form before either sends it.
        await one.ReadAsync("/settings/data");
        await two.ReadAsync("/settings/data");
        var answers = await Task.WhenAll(one.SubmitAsync("/settings/data", new Dictionary<string, string>()), two.SubmitAsync("/settings/data", new Dictionary<string, string>()));
        Assert.All(answers, answer => Assert.Equal(303, (int)answer.StatusCode));
        Assert.Equal(1, await app.CountAsync("platform.archives"));
        Assert.Equal(1, await app.CountAsync("platform.jobs"));
        await app.RunJobsAsync();
        await app.SqlAsync("update platform.archives set made_at = null");
        await app.SqlAsync("insert into platform.jobs (uuid, kind, payload, run_at, created_at) select gen_random_uuid(), 'account.archive', jsonb_build_object('uuid', uuid), $1, $1 from platform.archives", app.Now);
        Assert.Equal(1, await app.RunJobsAsync());
        Assert.Equal(23, (await DownloadAsync(one)).Count);
    }

    [Fact]
    public async Task A_file_of_many_pieces_arrives_whole()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("""
            insert into activities (uuid, user_uuid, message, created_at, expires_at)
            select gen_random_uuid(), $1, (select string_agg(md5(random()::text || n || m), '') from generate_series(1, 8) m), $2::timestamptz - n * interval '1 second', $2::timestamptz + interval '20 days'
            from generate_series(1, 4000) n
            """, Andrew.Uuid, app.Now);
        var pages = await app.PagesAsync(Andrew);
        using var asked = await pages.FillInAsync("/settings/data");
        await app.RunJobsAsync();
        Assert.InRange(await app.CountAsync("platform.archive_pieces"), 4, 20);
        Assert.Equal(4000, JsonNode.Parse((await DownloadAsync(pages))["cruddur/cruds.json"])!.AsArray().Count);
    }

    [Fact]
    public async Task The_file_goes_when_the_account_goes()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.PagesAsync(Andrew);
        using var asked = await pages.FillInAsync("/settings/data");
        await app.RunJobsAsync();
        await LeaveAccountTests.LeaveAsync(app);
        Assert.Equal(0, await app.CountAsync("platform.archives"));
        Assert.Equal(0, await app.CountAsync("platform.archive_pieces"));
    }

    private static async Task<string> AddressAsync(PageClient pages) => Link().Match(await pages.ReadAsync("/settings/data")).Groups[1].Value;

    /// <summary>The files of the archive by name.</summary>
    private static async Task<Dictionary<string, string>> DownloadAsync(PageClient pages)
    {
        using var answer = await pages.OpenAsync(await AddressAsync(pages));
        Assert.Equal((200, "application/zip"), ((int)answer.StatusCode, answer.Header("Content-Type")));
        Assert.Equal("attachment; filename=\"cruddur-andrew.zip\"", answer.Header("Content-Disposition"));
        await using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync());
        var files = new Dictionary<string, string>();
        foreach (var entry in zip.Entries)
        {
            using var reader = new StreamReader(await entry.OpenAsync());
            files[entry.FullName] = await reader.ReadToEndAsync();
        }
        return files;
    }

    [GeneratedRegex("href=\"(/settings/data/[^\"]+)\"")]
    private static partial Regex Link();
}
