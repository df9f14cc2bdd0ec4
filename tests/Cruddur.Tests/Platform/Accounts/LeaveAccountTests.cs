using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Accounts;

/// <summary>Leaving: out of sight at once, back within seven days as if nothing had been, gone for good after.</summary>
public sealed class LeaveAccountTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Who_leaves_is_signed_out_everywhere_and_nobody_sees_anything_of_theirs()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        var (elsewhere, token) = (await app.PagesAsync(Andrew), await app.ApiAsync(Andrew));
        await LeaveAsync(app);

        using var gone = await elsewhere.OpenAsync("/settings");
        Assert.StartsWith("/signin", gone.LeadsTo(), StringComparison.Ordinal);
        Assert.Equal(401, await token.StatusAsync("/api/profile/me"));
        foreach (var api in new[] { app.Api(), await app.ApiAsync(Bayko) })
        {
            Assert.Equal(["Of Bayko"], await api.MessagesAsync("/api/activities/explore"));
            Assert.Equal(404, await api.StatusAsync("/api/activities/@andrew"));
            Assert.Equal(404, await api.StatusAsync("/api/users/@andrew/short"));
            Assert.Equal(404, await api.StatusAsync($"/api/activities/{scene.Mine.Uuid}"));
            Assert.Equal(404, await api.StatusAsync($"/api/activities/{scene.Answer}"));
            using var crud = await api.GetAsync($"/api/activities/{scene.Theirs.Uuid}");
            var shown = await crud.JsonAsync();
            Assert.Empty(shown["replies"]!.AsArray());
            Assert.Equal((0, 0, 0), ((int)shown["activity"]!["likes_count"]!, (int)shown["activity"]!["replies_count"]!, (int)shown["activity"]!["reposts_count"]!));
            using var bayko = await api.GetAsync("/api/activities/@bayko");
            var profile = (await bayko.JsonAsync())["profile"]!;
            Assert.Equal((0, 0), ((int)profile["followers_count"]!, (int)profile["following_count"]!));
        }
        Assert.Equal(404, (int)(await app.Pages().OpenAsync("/@andrew")).StatusCode);
        using var followed = await (await app.ApiAsync(Bayko)).PutAsync("/api/users/@andrew/follow", null);
        Assert.Equal(404, (int)followed.StatusCode);
    }

    [Fact]
    public async Task Signing_in_within_seven_days_offers_to_stay_and_everything_is_where_it_was()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        var before = await scene.SeenAsync();
        await LeaveAsync(app);
        app.Clock.Advance(TimeSpan.FromDays(2));
        var pages = app.Pages();
        using var signedIn = await pages.FillInAsync("/signin", ("email", Andrew.Email), ("password", Password));
        using var anywhere = await pages.OpenAsync(signedIn.LeadsTo());
        Assert.Equal("/welcome-back", anywhere.LeadsTo());
        Assert.Contains("2026-03-08T12:00:01", await pages.ReadAsync("/welcome-back"), StringComparison.Ordinal);
        using var settings = await pages.OpenAsync("/settings/profile");
        Assert.Equal("/welcome-back", settings.LeadsTo());
        await pages.ReadAsync("/welcome-back");

        using var stayed = await pages.SubmitAsync("/welcome-back", new Dictionary<string, string>());
        Assert.Equal("/?notice=stayed", stayed.LeadsTo());
        await pages.ReadAsync("/settings/profile");
        Assert.Equal(before, await scene.SeenAsync());
        Assert.Equal(0, await app.CountAsync("set_aside"));
        Assert.Equal(0, await app.CountAsync("set_aside_likes"));
        Assert.Equal(0, await app.CountAsync("set_aside_reposts"));
        Assert.Equal(0, await app.CountAsync("set_aside_follows"));
    }

    [Fact]
    public async Task A_token_of_one_who_leaves_says_so_and_can_do_nothing_but_sign_out()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await LeaveAsync(app);
        using var signedIn = await app.Api().SignInAsync(Andrew.Email, Password);
        var api = app.Api();
        api.DefaultRequestHeaders.Authorization = new("Bearer", (string)(await signedIn.JsonAsync())["token"]!);
        using var answer = await api.GetAsync("/api/activities/home");
        Assert.Contains("to be erased on 8 March 2026", (string)(await answer.JsonAsync(403))["detail"]!, StringComparison.Ordinal);
        using var posted = await api.TryCrudAsync("No");
        await posted.BodyAsync(403);
        using var signedOut = await api.PostAsync("/api/auth/signout", null);
        await signedOut.BodyAsync(200);
    }

    [Fact]
    public async Task What_expires_meanwhile_is_erased_on_time_and_does_not_come_back()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var api = await app.ApiAsync(Andrew);
        await api.PostCrudAsync("An hour", "1-hour");
        await api.PostCrudAsync("A week", "7-days");
        await LeaveAsync(app);
        await app.SweepAsync();
        Assert.Equal(2, await app.CountAsync("activities"));
        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.SweepAsync();
        Assert.Equal(1, await app.CountAsync("activities"));
        app.Clock.Advance(TimeSpan.FromHours(1));
        await StayAsync(app);
        Assert.Equal(["A week"], await app.Api().MessagesAsync("/api/activities/explore"));
        app.Clock.Advance(TimeSpan.FromDays(7));
        await app.SweepAsync();
        Assert.Equal(0, await app.CountAsync("activities"));
    }

    [Fact]
    public async Task Two_who_leave_and_come_back_one_after_the_other_find_each_others_likes_follows_and_answers()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var scene = await Scene.SetAsync(app);
        var before = await scene.SeenAsync();
        await LeaveAsync(app, Andrew);
        await LeaveAsync(app, Bayko);
        await StayAsync(app, Andrew);
        using var alone = await app.Api().GetAsync($"/api/activities/{scene.Mine.Uuid}");
        var shown = await alone.JsonAsync();
        Assert.Equal((0, 0), ((int)shown["activity"]!["replies_count"]!, (int)shown["activity"]!["likes_count"]!));
        Assert.Equal(404, await app.Api().StatusAsync($"/api/activities/{scene.Theirs.Uuid}"));
        await StayAsync(app, Bayko);
        Assert.Equal(before, await scene.SeenAsync());
        Assert.Equal(0, await app.CountAsync("set_aside_follows"));
    }

    [Theory]
    [InlineData("now", false)]
    [InlineData("1-hour", true)]
    public async Task An_answer_that_comes_back_ends_with_what_it_answers_if_that_ends_sooner_now(string ttl, bool isThere)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var bayko = await app.ApiAsync(Bayko);
        var crud = await bayko.PostCrudAsync("A week", "7-days");
        using var replied = await (await app.ApiAsync(Andrew)).PostJsonAsync($"/api/activities/{crud.Uuid}/reply", """{"message":"An answer"}""");
        var answer = (Guid)(await replied.JsonAsync())["uuid"]!;
        await LeaveAsync(app);
        using var shortened = await bayko.PutAsync($"/api/activities/{crud.Uuid}/expiry", new StringContent($$"""{"ttl":"{{ttl}}"}""", null, "application/json"));
        await shortened.BodyAsync(200);
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        await StayAsync(app);
        Assert.Equal(isThere ? 200 : 404, await app.Api().StatusAsync($"/api/activities/{answer}"));
        app.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(404, await app.Api().StatusAsync($"/api/activities/{answer}"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("andre")]
    [InlineData("bayko")]
    public async Task Another_name_than_ones_own_deletes_nothing(string typed)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var pages = await app.ConfirmedAsync(Andrew);
        using var answer = await pages.FillInAsync("/settings/delete", ("handle", typed));
        await answer.BodyAsync(422);
        Assert.Contains("That is not your username.", pages.Text, StringComparison.Ordinal);
        await pages.ReadAsync("/settings");
    }

    [Fact]
    public async Task After_seven_days_everything_is_erased_and_nobody_can_sign_in()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await Scene.SetAsync(app);
        await app.ConfirmedAsync(Andrew);
        await LeaveAsync(app);
        Assert.Equal("Your account is to be deleted", await app.ValueAsync<string>("select subject from platform.mails where recipient = $1", Andrew.Email));
        app.Clock.Advance(TimeSpan.FromDays(7) - TimeSpan.FromSeconds(1));
        await app.RunJobsAsync();
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from users where handle = 'andrew'"));
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        using var late = await app.Pages().FillInAsync("/signin", ("email", Andrew.Email), ("password", Password));
        Assert.Equal(1, await app.RunJobsAsync());
        await app.SweepAsync();
        foreach (var (table, column) in new[] { ("users", "uuid"), ("activities", "user_uuid"), ("likes", "user_uuid"), ("follows", "follower_uuid"), ("follows", "followed_uuid"), ("platform.sessions", "user_uuid"), ("platform.credentials", "user_uuid"), ("set_aside", "user_uuid"), ("set_aside_likes", "user_uuid"), ("set_aside_reposts", "user_uuid"), ("reposts", "user_uuid"), ("bookmarks", "user_uuid"), ("pins", "user_uuid"), ("set_aside_follows", "user_uuid") })
        {
            Assert.Equal(0, await app.ValueAsync<long>($"select count(*) from {table} where {column} = $1", Andrew.Uuid));
        }
        Assert.Equal(0, await app.CountAsync("platform.jobs"));
        Assert.Equal(0, await app.CountAsync("platform.mails"));
        using var signIn = await app.Api().SignInAsync(Andrew.Email, Password);
        await signIn.BodyAsync(401);
        Assert.Equal("owner user.leave, cruddur user.erase", await app.ValueAsync<string>("select string_agg(actor || ' ' || action, ', ' order by at) from platform.audit where subject_uuid = $1", Andrew.Uuid));
    }

    [Fact]
    public async Task Who_came_back_is_not_erased_and_who_leaves_again_has_seven_days_again()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await LeaveAsync(app);
        await StayAsync(app);
        app.Clock.Advance(TimeSpan.FromDays(6));
        await LeaveAsync(app);
        app.Clock.Advance(TimeSpan.FromDays(6));
        await app.RunJobsAsync();
        await StayAsync(app);
        app.Clock.Advance(TimeSpan.FromDays(30));
        await app.RunJobsAsync();
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from users where handle = 'andrew' and delete_at is null"));
    }

    [Fact]
    public async Task What_another_instance_let_in_for_a_moment_is_taken_out_of_sight_as_well()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await LeaveAsync(app);
        await app.SqlAsync("insert into activities (uuid, user_uuid, message, created_at, expires_at) values (gen_random_uuid(), $1, 'Late', $2, $2 + interval '1 day')", Andrew.Uuid, app.Now);
        app.Clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(1, await LiveAsync());
        Assert.Equal(1, await app.RunJobsAsync());
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await LiveAsync());
        Assert.Empty(await app.Api().MessagesAsync("/api/activities/explore"));

        Task<long> LiveAsync() => app.ValueAsync<long>("select count(*) from activities where message = 'Late' and expires_at > $1", app.Now);
    }

    [Fact]
    public async Task What_is_on_record_names_nobody()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await LeaveAsync(app);
        await StayAsync(app);
        Assert.Equal("user.leave owner {}, user.stay owner {}", await app.ValueAsync<string>(
            "select string_agg(action || ' ' || actor || ' ' || detail, ', ' order by at, action) from platform.audit where action <> 'user.signin'"));
    }

    internal static async Task LeaveAsync(TestApp app, Person? person = null)
    {
        person ??= Andrew;
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        var pages = await app.ConfirmedAsync(person);
        using var answer = await pages.FillInAsync("/settings/delete", ("handle", $"@{person.Handle.ToUpperInvariant()}"));
        Assert.Equal("/?notice=leaving", answer.LeadsTo());
        Assert.False(pages.Cookies.ContainsKey(Sessions.CookieName));
    }

    private static async Task StayAsync(TestApp app, Person? person = null)
    {
        var pages = await app.PagesAsync(person ?? Andrew);
        await pages.ReadAsync("/welcome-back");
        using var answer = await pages.SubmitAsync("/welcome-back", new Dictionary<string, string>());
        Assert.Equal("/?notice=stayed", answer.LeadsTo());
    }

    /// <summary>Andrew and Bayko follow each other, have a crud each, and have answered and liked each other's.</summary>
    private sealed record Scene(TestApp App, Crud Mine, Crud Theirs, Guid Answer)
    {
        public static async Task<Scene> SetAsync(TestApp app)
        {
            var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
            var (mine, theirs) = (await andrew.PostCrudAsync("Of Andrew"), await bayko.PostCrudAsync("Of Bayko"));
            foreach (var (api, crud, handle) in new[] { (andrew, theirs, "bayko"), (bayko, mine, "andrew") })
            {
                using var liked = await api.PutAsync($"/api/activities/{crud.Uuid}/like", null);
                using var reposted = await api.PutAsync($"/api/activities/{crud.Uuid}/repost", null);
                using var bookmarked = await api.PutAsync($"/api/activities/{crud.Uuid}/bookmark", null);
                using var followed = await api.PutAsync($"/api/users/@{handle}/follow", null);
                using var replied = await api.PostJsonAsync($"/api/activities/{crud.Uuid}/reply", """{"message":"An answer"}""");
                await replied.BodyAsync(200);
            }
            using var pinned = await andrew.PutAsync($"/api/activities/{mine.Uuid}/pin", null);
            await pinned.BodyAsync(200);
            var answer = await app.ValueAsync<Guid>("select uuid from activities where reply_to_activity_uuid = $1", mine.Uuid);
            return new Scene(app, mine, theirs, answer);
        }

        /// <summary>Everything that a guest sees of the two, and the bookmarks of both.</summary>
        public async Task<string> SeenAsync()
        {
            List<string> seen = [];
            foreach (var path in new[] { "/api/activities/explore", "/api/activities/@andrew", "/api/activities/@bayko", $"/api/activities/{Mine.Uuid}", $"/api/activities/{Theirs.Uuid}" })
            {
                using var answer = await App.Api().GetAsync(path);
                seen.Add((await answer.JsonAsync()).ToJsonString());
            }
            seen.Add(await App.ValueAsync<string>("select string_agg(user_uuid || ' ' || activity_uuid, ' ' order by user_uuid) from bookmarks"));
            return string.Join('\n', seen);
        }
    }
}
