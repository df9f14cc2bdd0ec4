using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Operators;

/// <summary>What administrators see and do in the browser.</summary>
public sealed class AdminPagesTests(PostgresCluster cluster)
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public async Task People_are_searched_filtered_and_paged()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("insert into users (uuid, handle, display_name, email, created_at, updated_at) select gen_random_uuid(), 'many' || n, 'Many', 'many' || n || '@example.com', $1::timestamptz - make_interval(hours => n), $1 from generate_series(1, 30) n", app.Now);
        var admin = await AdminAsync(app);
        var first = await admin.ReadAsync("/admin/people");
        Assert.Contains("@londo", first, StringComparison.Ordinal);
        Assert.Contains("@many17<", first, StringComparison.Ordinal);
        Assert.DoesNotContain("@many18<", first, StringComparison.Ordinal);
        var older = System.Text.RegularExpressions.Regex.Match(first, "href=\"(/admin/people[^\"]*before=[^\"]*)\"").Groups[1].Value;
        var second = await admin.ReadAsync(older);
        Assert.Contains("@many18<", second, StringComparison.Ordinal);
        Assert.Contains("@many30<", second, StringComparison.Ordinal);
        Assert.DoesNotContain("before=", second, StringComparison.Ordinal);
        Assert.Contains("bayko@example.com", await admin.ReadAsync("/admin/people?q=BAYKO@"), StringComparison.Ordinal);
        var admins = await admin.ReadAsync("/admin/people?state=admin");
        Assert.Contains("@londo", admins, StringComparison.Ordinal);
        Assert.DoesNotContain("@andrew<", admins, StringComparison.Ordinal);
        Assert.Contains("Nobody is like that.", await admin.ReadAsync("/admin/people?q=%25%27--"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Changes_want_a_proof_take_effect_and_stand_in_the_audit()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (admin, andrew) = (await AdminAsync(app), await app.ApiAsync(Andrew));
        var page = $"/admin/people/{Andrew.Uuid}";
        await admin.ReadAsync(page);
        using (var asked = await admin.SubmitAsync($"{page}/disabled", Nothing))
            Assert.Equal((303, $"/settings/confirm?return_to={Uri.EscapeDataString(page)}"), ((int)asked.StatusCode, asked.Header("Location")));
        Assert.Equal(0, await app.CountAsync("platform.audit"));
        await ProveAsync(admin, page);

        await DoAsync(admin, page, "disabled", "account-disabled");
        using (var out_ = await andrew.GetAsync("/api/profile/me")) await out_.BodyAsync(401);
        Assert.Contains("disabled", await admin.ReadAsync(page), StringComparison.Ordinal);
        await DoAsync(admin, page, "disabled", "account-enabled");
        await DoAsync(admin, page, "administrator", "account-promoted");
        await DoAsync(admin, page, "administrator", "account-demoted");
        await app.ApiAsync(Andrew);
        await DoAsync(admin, page, "sessions/end", "account-sessions-ended");
        await DoAsync(admin, page, "sessions/end", "account-unchanged");

        var audit = await admin.ReadAsync("/admin/audit");
        foreach (var action in new[] { "user.disable", "user.enable", "user.make-admin", "user.unmake-admin", "user.revoke-sessions" })
            Assert.Contains($"<strong>{action}</strong>", audit, StringComparison.Ordinal);
        Assert.Contains("by @londo", audit, StringComparison.Ordinal);
        Assert.Equal(5, await app.ValueAsync<long>("select count(*) from platform.audit where actor_uuid = $1 and actor = 'administrator' and subject_uuid = $2", Londo.Uuid, Andrew.Uuid));
    }

    [Fact]
    public async Task Nobody_changes_their_own_account_here_or_one_that_is_not()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var admin = await AdminAsync(app);
        await ProveAsync(admin, "/admin/people");
        await admin.ReadAsync($"/admin/people/{Andrew.Uuid}");
        var fields = admin.HiddenFields($"/admin/people/{Andrew.Uuid}/disabled");
        using (var own = await admin.PostAsync($"/admin/people/{Londo.Uuid}/disabled", fields)) await own.BodyAsync(422);
        using (var none = await admin.PostAsync($"/admin/people/{Guid.CreateVersion7()}/disabled", fields)) await none.BodyAsync(404);
        fields.Remove("disabled");
        using (var empty = await admin.PostAsync($"/admin/people/{Andrew.Uuid}/disabled", fields)) await empty.BodyAsync(400);
        Assert.Contains("This is your own account.", await admin.ReadAsync($"/admin/people/{Londo.Uuid}"), StringComparison.Ordinal);
        Assert.Equal(0, await app.CountAsync("platform.audit"));
    }

    [Fact]
    public async Task The_audit_is_filtered_by_person_and_action()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var admin = await AdminAsync(app);
        Assert.Contains("Nothing like that has happened.", await admin.ReadAsync("/admin/audit"), StringComparison.Ordinal);
        for (var number = 0; number < 25; number++)
        {
            await app.SqlAsync("insert into platform.audit (uuid, at, actor, action, subject_uuid, detail) values (gen_random_uuid(), $1, 'root@web1', $2, $3, jsonb_build_object('number', $4))",
                app.Now.AddMinutes(-number), number % 2 == 0 ? "user.enable" : "user.disable", number < 24 ? Andrew.Uuid : Bayko.Uuid, number);
        }
        var all = await admin.ReadAsync("/admin/audit");
        Assert.Contains("{\"number\": 19}", all, StringComparison.Ordinal);
        Assert.DoesNotContain("{\"number\": 20}", all, StringComparison.Ordinal);
        Assert.Contains("by root@web1", all, StringComparison.Ordinal);
        var bayko = await admin.ReadAsync("/admin/audit?person=bayko@example.com&action=user.enable");
        Assert.Contains("{\"number\": 24}", bayko, StringComparison.Ordinal);
        Assert.DoesNotContain("{\"number\": 2}", bayko, StringComparison.Ordinal);
        Assert.Contains("Nothing like that", await admin.ReadAsync("/admin/audit?person=@bayko&action=user.disable"), StringComparison.Ordinal);
        Assert.Contains("Nobody has that handle", await admin.ReadAsync("/admin/audit?person=nobody"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_menu_leads_administrators_there_and_nobody_else()
    {
        await using var app = await TestApp.StartAsync(cluster);
        Assert.Contains("href=\"/admin/people\"", await (await AdminAsync(app)).ReadAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("/admin", await (await app.PagesAsync(Andrew)).ReadAsync("/"), StringComparison.Ordinal);
        Assert.DoesNotContain("/admin", await app.Pages().ReadAsync("/"), StringComparison.Ordinal);
    }

    /// <summary>The browser of londo, an administrator.</summary>
    private static async Task<PageClient> AdminAsync(TestApp app)
    {
        await app.SqlAsync("update users set is_admin = true where handle = 'londo'");
        return await app.PagesAsync(Londo);
    }

    private static async Task ProveAsync(PageClient pages, string back)
    {
        await pages.ReadAsync($"/settings/confirm?return_to={Uri.EscapeDataString(back)}");
        using var proved = await pages.SubmitAsync("/settings/confirm", new Dictionary<string, string> { ["password"] = Password });
        Assert.Equal((303, back), ((int)proved.StatusCode, proved.Header("Location")));
    }

    private static async Task DoAsync(PageClient pages, string page, string what, string notice)
    {
        await pages.ReadAsync(page);
        using var done = await pages.SubmitAsync($"{page}/{what}", Nothing);
        Assert.Equal((303, $"{page}?notice={notice}"), ((int)done.StatusCode, done.Header("Location")));
    }
}
