using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Rules;

/// <summary>
/// Every route, asked by nobody, by another person, by the owner of the crud it names, and by an administrator. A route that
/// is not in the table fails.
/// </summary>
public sealed partial class AuthorisationTests(PostgresCluster cluster)
{
    private static readonly Case[] Table =
    [
        // Route, and the status for nobody, another person and the owner.
        new("GET /", 200, 200, 200),
        new("GET /explore", 200, 200, 200),
        new("GET /search", 200, 200, 200),
        new("GET /api/activities/search", 422, 422, 422),
        new("GET /api/search/people", 422, 422, 422),
        new("GET /api/search/tags", 422, 422, 422),
        new("GET /api/activities/trending", 200, 200, 200),
        new("GET /api/trends", 200, 200, 200),
        new("GET /docs", 200, 200, 200),
        new("GET /language", 200, 200, 200),
        new("POST /language", 303, 303, 303) { Form = new() { ["language"] = "de" } },
        new("GET /openapi.json", 200, 200, 200),
        new("GET /@{handle}/status/{uuid:guid}", 200, 200, 200),
        new("POST /@{handle}/status/{uuid:guid}/delete", 401, 404, 303) { Form = new() },
        new("POST /@{handle}/status/{uuid:guid}/like", 401, 303, 303) { Form = new() { ["on"] = "true" } },
        new("POST /@{handle}/status/{uuid:guid}/repost", 401, 303, 303) { Form = new() { ["on"] = "true" } },
        new("POST /@{handle}/status/{uuid:guid}/bookmark", 401, 303, 303) { Form = new() { ["on"] = "true" } },
        new("POST /@{handle}/status/{uuid:guid}/pin", 401, 404, 303) { Form = new() { ["on"] = "true" } },
        new("POST /@{handle}/status/{uuid:guid}/undelete", 401, 404, 303) { Form = new() },
        new("GET /@{handle}/status/{uuid:guid}/expiry", 303, 404, 200),
        new("POST /@{handle}/status/{uuid:guid}/expiry", 401, 404, 303) { Form = new() { ["ttl"] = "1-hour" } },
        new("GET /@{handle}/status/{uuid:guid}/edit", 303, 404, 200),
        new("POST /@{handle}/status/{uuid:guid}/edit", 401, 404, 303) { Form = new() { ["message"] = "better" } },
        new("GET /@{handle}/status/{uuid:guid}/edits", 200, 200, 200),
        new("GET /cruds/{uuid:guid}/deleted", 303, 200, 200),
        new("GET /bookmarks", 303, 200, 200),
        new("GET /notifications", 303, 200, 200),
        new("GET /notifications/mentions", 303, 200, 200),
        new("POST /notifications/read", 401, 303, 303) { Form = new() },
        new("POST /@{handle}/status/{uuid:guid}/mute", 401, 303, 303) { Form = new() { ["on"] = "true" } },
        new("GET /settings/notifications", 303, 200, 200),
        new("POST /settings/notifications", 401, 303, 303) { Form = new() { ["like"] = "following" } },
        new("GET /api/activities/notifications", 401, 200, 200),
        new("GET /api/notifications/unread", 401, 200, 200),
        new("PUT /api/notifications/read", 401, 200, 200),
        new("PUT /api/notifications/{uuid:guid}/read", 401, 404, 404),
        new("GET /api/notifications/settings", 401, 200, 200),
        new("PUT /api/notifications/settings", 401, 200, 200) { Json = """{"like":"following"}""" },
        new("GET /api/notifications/muted-threads", 401, 200, 200),
        new("PUT /api/activities/{uuid:guid}/mute", 401, 200, 200),
        new("DELETE /api/activities/{uuid:guid}/mute", 401, 200, 200),
        new("GET /people", 303, 200, 200),
        new("GET /tags/{tag}", 200, 200, 200),
        new("GET /tags/{tag}.rss", 200, 200, 200),
        new("GET /tags/{tag}.atom", 200, 200, 200),
        new("GET /@{handle}.rss", 200, 200, 200),
        new("GET /@{handle}.atom", 200, 200, 200),
        new("GET /api/oembed", 422, 422, 422),
        new("GET /@{handle}/replies", 200, 200, 200),
        new("GET /@{handle}/likes", 200, 200, 200),
        new("PUT /api/activities/{uuid:guid}/repost", 401, 200, 200),
        new("DELETE /api/activities/{uuid:guid}/repost", 401, 200, 200),
        new("PUT /api/activities/{uuid:guid}/bookmark", 401, 200, 200),
        new("DELETE /api/activities/{uuid:guid}/bookmark", 401, 200, 200),
        new("PUT /api/activities/{uuid:guid}/pin", 401, 404, 200),
        new("DELETE /api/activities/{uuid:guid}/pin", 401, 404, 200),
        new("DELETE /api/activities/{uuid:guid}/deletion", 401, 404, 200),
        new("PUT /api/activities/{uuid:guid}/expiry", 401, 404, 200) { Json = """{"ttl":"1-hour"}""" },
        new("PUT /api/activities/{uuid:guid}", 401, 404, 200) { Json = """{"message":"better"}""" },
        new("GET /api/activities/{uuid:guid}/edits", 200, 200, 200),
        new("GET /api/bookmarks", 401, 200, 200),
        new("GET /api/users", 401, 200, 200),
        new("GET /api/tags/{tag}", 200, 200, 200),
        new("GET /api/activities/@{handle}/replies", 200, 200, 200),
        new("GET /api/activities/@{handle}/likes", 200, 200, 200),
        new("POST /@{handle}/status/{uuid:guid}/reply", 401, 303, 303) { Form = new() { ["message"] = "hello" } },
        new("PUT /api/activities/{uuid:guid}/like", 401, 200, 200),
        new("DELETE /api/activities/{uuid:guid}/like", 401, 200, 200),
        new("POST /api/activities/{uuid:guid}/like", 401, 200, 200),
        new("POST /api/activities/{uuid:guid}/reply", 401, 200, 200) { Json = """{"message":"hello"}""" },
        new("GET /@{handle}", 200, 200, 200),
        new("GET /api/activities/@{handle}", 200, 200, 200),
        new("POST /@{handle}/follow", 401, 303, 422) { Form = new() { ["follow"] = "true" } },
        new("PUT /api/users/@{handle}/follow", 401, 200, 422),
        new("DELETE /api/users/@{handle}/follow", 401, 200, 200),
        new("GET /@{handle}/followers", 200, 200, 200),
        new("GET /@{handle}/following", 200, 200, 200),
        new("GET /api/users/@{handle}/followers", 200, 200, 200),
        new("GET /api/users/@{handle}/following", 200, 200, 200),
        new("GET /requests", 303, 200, 200),
        new("POST /followers/@{handle}", 401, 303, 303) { Form = new() { ["accept"] = "false" } },
        new("GET /api/follow-requests", 401, 200, 200),
        // Nobody has asked.
        new("PUT /api/followers/@{handle}", 401, 404, 404),
        new("DELETE /api/followers/@{handle}", 401, 200, 200),
        new("GET /@{handle}/block", 303, 200, 422),
        new("PUT /api/users/@{handle}/block", 401, 200, 422),
        new("DELETE /api/users/@{handle}/block", 401, 200, 200),
        new("POST /@{handle}/block", 401, 303, 303) { Form = new() { ["block"] = "false" } },
        new("GET /settings/blocks", 303, 200, 200),
        new("GET /api/blocks", 401, 200, 200),
        new("PUT /api/users/@{handle}/mute", 401, 200, 422),
        new("DELETE /api/users/@{handle}/mute", 401, 200, 200),
        new("POST /@{handle}/mute", 401, 303, 303) { Form = new() { ["mute"] = "false" } },
        new("GET /settings/mutes", 303, 200, 200),
        new("GET /api/mutes", 401, 200, 200),
        new("GET /suggestions", 303, 200, 200),
        new("GET /suggestions/few", 303, 200, 200),
        new("POST /suggestions/@{handle}", 401, 303, 303) { Form = new() { ["dismiss"] = "false" } },
        new("GET /api/suggestions", 401, 200, 200),
        new("DELETE /api/suggestions/@{handle}", 401, 200, 404),
        new("PUT /api/suggestions/@{handle}", 401, 200, 200),
        new("POST /cruds", 401, 303, 303) { Form = new() { ["message"] = "hello", ["ttl"] = "1-day" } },
        new("GET /dev/outbox", 404, 404, 404),
        new("GET /signin", 200, 303, 303),
        new("POST /signin", 303, 303, 303) { Form = new() { ["email"] = "andrew@example.com", ["password"] = RuleApp.Password } },
        new("POST /signout", 303, 303, 303) { Form = new() },
        // Without a user pool; with one, see Platform/Identity/Cognito.
        new("GET /signin/cognito", 404, 404, 404),
        new("GET /signin/cognito/callback", 404, 404, 404),
        new("GET /signin/cognito/code", 404, 404, 404),
        new("POST /signin/cognito/code", 404, 404, 404) { Form = new() { ["code"] = "123456" } },
        new("POST /events/cognito/post-confirmation", 404, 404, 404) { Json = "{}" },
        new("POST /2015-03-31/functions/{name}/invocations", 404, 404, 404) { Json = "{}" },
        new("GET /health/live", 200, 200, 200),
        new("GET /health/ready", 200, 200, 200),
        new("GET /api/health-check", 200, 200, 200),
        new("GET /api/ttl-options", 200, 200, 200),
        new("GET /api/activities/home", 200, 200, 200),
        new("GET /api/activities/explore", 200, 200, 200),
        new("GET /api/activities/{uuid:guid}", 200, 200, 200),
        new("GET /api/activities/@{handle}/status/{uuid:guid}", 200, 200, 200),
        new("DELETE /api/activities/{uuid:guid}", 401, 404, 200),
        new("POST /api/activities", 401, 200, 200) { Json = """{"message":"hello","ttl":"1-day"}""" },
        new("GET /signup", 200, 303, 303),
        new("POST /signup", 303, 303, 303) { Form = new() { ["name"] = "Delenn", ["email"] = "delenn@example.com", ["username"] = "delenn", ["password"] = Outbox.NewPassword } },
        new("GET /confirm", 200, 303, 303),
        new("POST /confirm", 422, 422, 422) { Form = new() { ["email"] = "delenn@example.com", ["code"] = "123" } },
        new("POST /confirm/resend", 303, 303, 303) { Form = new() { ["email"] = "delenn@example.com" } },
        new("GET /forgot", 200, 200, 200),
        new("GET /forgot/done", 200, 200, 200),
        new("POST /forgot", 303, 303, 303) { Form = new() { ["email"] = "delenn@example.com" } },
        new("POST /forgot/reset", 422, 422, 422) { Form = new() { ["email"] = "delenn@example.com", ["code"] = "123", ["password"] = Outbox.NewPassword, ["password_again"] = Outbox.NewPassword } },
        new("GET /api/auth/handle", 200, 200, 200),
        new("POST /api/auth/signup", 422, 422, 422) { Json = """{"name":"Lennier","email":"lennier@example.com","username":"lennier","password":"short"}""" },
        new("POST /api/auth/confirm", 422, 422, 422) { Json = """{"email":"lennier@example.com","code":"123"}""" },
        new("POST /api/auth/resend", 200, 200, 200) { Json = """{"email":"lennier@example.com"}""" },
        new("POST /api/auth/recover", 200, 200, 200) { Json = """{"email":"lennier@example.com"}""" },
        new("POST /api/auth/recover/confirm", 422, 422, 422) { Json = $$"""{"email":"lennier@example.com","code":"123","password":"{{Outbox.NewPassword}}"}""" },
        new("POST /api/auth/signin", 200, 200, 200) { Json = $$"""{"email":"andrew@example.com","password":"{{RuleApp.Password}}"}""" },
        new("POST /api/auth/signout", 401, 200, 200),
        new("GET /api/profile/me", 401, 200, 200),
        new("POST /api/profile/update", 401, 200, 200) { Json = """{"display_name":"Somebody","bio":""}""" },
        new("PUT /api/profile/update", 401, 200, 200) { Json = """{"display_name":"Somebody","bio":""}""" },
        new("GET /api/users/@{handle}/short", 200, 200, 200),
        new("GET /api/sessions", 401, 200, 200),
        new("DELETE /api/sessions/{uuid:guid}", 401, 404, 404),
        new("GET /api/tokens", 401, 200, 200),
        new("DELETE /api/tokens/{uuid:guid}", 401, 404, 404),
        // What no token may do.
        new("PUT /api/profile/email", 401, 403, 403),
        new("PUT /api/profile/password", 401, 403, 403),
        new("PUT /api/profile/username", 401, 403, 403),
        new("DELETE /api/profile", 401, 403, 403),
        new("POST /api/tokens", 401, 403, 403),
        // Dangerous pages and forms lead whoever has not confirmed yet to /settings/confirm.
        new("GET /settings", 303, 200, 200),
        new("GET /settings/confirm", 303, 200, 200),
        new("POST /settings/confirm", 401, 303, 303) { Form = new() { ["password"] = RuleApp.Password } },
        new("GET /settings/profile", 303, 200, 200),
        new("POST /settings/profile", 401, 303, 303) { Form = new() { ["display_name"] = "Somebody" } },
        new("GET /settings/username", 303, 303, 303),
        new("POST /settings/username", 401, 303, 303) { Form = new() { ["handle"] = "somebody" } },
        new("GET /settings/email", 303, 303, 303),
        new("POST /settings/email", 401, 303, 303) { Form = new() { ["email"] = "somebody@example.com" } },
        new("POST /settings/email/confirm", 401, 303, 303) { Form = new() { ["code"] = "123456" } },
        new("POST /settings/email/cancel", 401, 303, 303) { Form = new() },
        new("GET /settings/password", 303, 200, 200),
        new("POST /settings/password", 401, 422, 422) { Form = new() { ["old_password"] = "", ["password"] = "" } },
        new("GET /settings/security", 303, 200, 200),
        new("GET /settings/security/app", 303, 303, 303),
        new("POST /settings/security/app", 401, 303, 303) { Form = new() { ["code"] = "123456" } },
        new("POST /settings/security/app/off", 401, 303, 303) { Form = new() },
        new("POST /settings/security/recovery-codes", 401, 303, 303) { Form = new() },
        new("GET /settings/security/passkeys/new", 303, 303, 303),
        new("POST /settings/security/passkeys/new", 401, 303, 303) { Form = new() { ["name"] = "phone" } },
        new("POST /settings/security/passkeys/new/options", 401, 303, 303) { Form = new() },
        new("POST /settings/security/passkeys/{uuid:guid}/rename", 401, 404, 404) { Form = new() { ["name"] = "phone" } },
        new("POST /settings/security/passkeys/{uuid:guid}/remove", 401, 303, 303) { Form = new() },
        new("POST /settings/confirm/code", 401, 422, 422) { Form = new() { ["code"] = "123456" } },
        new("POST /settings/confirm/passkey", 401, 422, 422) { Form = new() },
        new("POST /settings/confirm/passkey/options", 401, 200, 200) { Form = new() },
        new("GET /signin/code", 303, 303, 303),
        new("POST /signin/code", 422, 422, 422) { Form = new() { ["code"] = "123456" } },
        new("POST /signin/passkey", 422, 422, 422) { Form = new() },
        new("POST /signin/passkey/options", 200, 200, 200) { Form = new() },
        new("POST /api/auth/signin/second-factor", 422, 422, 422) { Json = """{"challenge":"no","code":"123456"}""" },
        new("GET /settings/sessions", 303, 200, 200),
        new("POST /settings/sessions/{uuid:guid}/end", 401, 303, 303) { Form = new() },
        new("POST /settings/sessions/end-others", 401, 303, 303) { Form = new() },
        new("GET /settings/tokens", 303, 303, 303),
        new("POST /settings/tokens", 401, 303, 303) { Form = new() { ["token_name"] = "backup" } },
        new("POST /settings/tokens/{uuid:guid}/revoke", 401, 303, 303) { Form = new() },
        new("GET /settings/data", 303, 200, 200),
        new("POST /settings/data", 401, 303, 303) { Form = new() },
        new("GET /settings/data/{uuid:guid}", 303, 404, 404),
        new("GET /settings/delete", 303, 303, 303),
        new("POST /settings/delete", 401, 303, 303) { Form = new() { ["handle"] = "andrew" } },
        new("GET /welcome-back", 303, 303, 303),
        new("POST /welcome-back", 401, 303, 303) { Form = new() },
        // For everybody but administrators there is nothing under /admin; changes lead them to /settings/confirm.
        new("GET /admin", 404, 404, 404) { Admin = 303 },
        new("GET /admin/people", 404, 404, 404) { Admin = 200 },
        new("GET /admin/people/{uuid:guid}", 404, 404, 404) { Admin = 200 },
        new("POST /admin/people/{uuid:guid}/disabled", 404, 404, 404) { Admin = 303, Form = new() { ["disabled"] = "true" } },
        new("POST /admin/people/{uuid:guid}/administrator", 404, 404, 404) { Admin = 303, Form = new() { ["administrator"] = "true" } },
        new("POST /admin/people/{uuid:guid}/sessions/end", 404, 404, 404) { Admin = 303, Form = new() },
        new("GET /admin/audit", 404, 404, 404) { Admin = 200 },
        // Moderation. Nobody but administrators finds a case; andrew reports his own cruds in vain.
        new("PUT /api/activities/{uuid:guid}/report", 401, 200, 422) { Json = """{"reason":"spam"}""" },
        new("PUT /api/users/@{handle}/report", 401, 200, 422) { Json = """{"reason":"spam"}""" },
        new("GET /@{handle}/status/{uuid:guid}/report", 303, 200, 200),
        new("POST /@{handle}/status/{uuid:guid}/report", 401, 303, 422) { Form = new() { ["reason"] = "spam" } },
        new("GET /@{handle}/report", 303, 200, 200),
        new("POST /@{handle}/report", 401, 303, 422) { Form = new() { ["reason"] = "spam" } },
        new("GET /api/admin/reports", 404, 404, 404) { Admin = 200 },
        new("GET /api/admin/reports/{uuid:guid}", 404, 404, 404) { Admin = 200 },
        new("POST /api/admin/reports/{uuid:guid}/views", 404, 404, 404) { Admin = 200 },
        new("PUT /api/admin/reports/{uuid:guid}/decision", 404, 404, 404) { Admin = 200, Json = """{"outcome":"dismiss","reason":"other"}""" },
        new("GET /admin/reports", 404, 404, 404) { Admin = 200 },
        new("GET /admin/reports/{uuid:guid}", 404, 404, 404) { Admin = 200 },
        new("POST /admin/reports/{uuid:guid}/views", 404, 404, 404) { Admin = 200, Form = new() },
        new("GET /admin/reports/{uuid:guid}/decision", 404, 404, 404) { Admin = 404 },
        new("POST /admin/reports/{uuid:guid}/decision", 404, 404, 404) { Admin = 303, Form = new() { ["outcome"] = "remove", ["reason"] = "spam" } },
        new("GET /api/notices", 401, 200, 200),
        new("PUT /api/notices/{uuid:guid}/read", 401, 404, 404),
        new("GET /notices", 303, 200, 200),
        new("POST /notices/{uuid:guid}/read", 401, 404, 404) { Form = new() },
        new("GET /api/filters", 401, 200, 200),
        new("PUT /api/filters", 401, 200, 200) { Json = """{"phrase":"spoiler","action":"warn"}""" },
        new("DELETE /api/filters/{uuid:guid}", 401, 204, 204),
        new("GET /settings/filters", 303, 200, 200),
        new("POST /settings/filters", 401, 303, 303) { Form = new() { ["phrase"] = "spoiler", ["action"] = "warn" } },
        new("POST /settings/filters/{uuid:guid}/remove", 401, 303, 303) { Form = new() },
        new("GET /api/admin/filters", 404, 404, 404) { Admin = 200 },
        new("PUT /api/admin/filters", 404, 404, 404) { Admin = 200, Json = """{"phrase":"casino","action":"refuse"}""" },
        new("DELETE /api/admin/filters/{uuid:guid}", 404, 404, 404) { Admin = 204 },
        new("GET /admin/filters", 404, 404, 404) { Admin = 200 },
        new("POST /admin/filters", 404, 404, 404) { Admin = 303, Form = new() { ["phrase"] = "casino", ["action"] = "hide" } },
        new("POST /admin/filters/{uuid:guid}/remove", 404, 404, 404) { Admin = 303, Form = new() },
        // There are people here.
        new("GET /first-run", 404, 404, 404),
        new("POST /first-run", 404, 404, 404) { Form = new() { ["handle"] = "somebody", ["email"] = "somebody@example.com", ["password"] = RuleApp.Password } },
    ];

    [Fact]
    public async Task Each_route_answers_each_person_as_the_table_says()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        var routes = EndpointTable.Of(app.Endpoints).Where(route => route.Kind != "asset").ToList();
        List<string> faults = [.. Coverage(routes, Table)];
        foreach (var asked in Table)
        {
            faults.AddRange(await FaultsAsync(app, asked, "nobody", null, asked.Nobody));
            faults.AddRange(await FaultsAsync(app, asked, "another person", RuleApp.Other, asked.Other));
            faults.AddRange(await FaultsAsync(app, asked, "the owner", RuleApp.Owner, asked.Owner));
            faults.AddRange(await FaultsAsync(app, asked, "an administrator", RuleApp.Admin, asked.Admin ?? asked.Other));
        }
        NoFault.In(faults);
    }

    [Fact]
    public async Task Pages_that_demand_sign_in_lead_there_and_assets_are_for_everybody()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        foreach (var route in EndpointTable.Of(app.Endpoints))
        {
            if (route.Kind == "asset") Assert.Equal("guest", route.Who);
            if (route is not { Kind: "page", Method: "GET", Who: "signed in" }) continue;
            using var request = new HttpRequestMessage(HttpMethod.Get, await FillAsync(app, route.Pattern)) { Headers = { { "Accept", "text/html" } } };
            using var response = await app.Http.SendAsync(request);
            Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
            Assert.StartsWith("/signin?", response.Headers.Location!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_new_route_is_caught()
    {
        Route[] routes = [new("GET", "/known", "guest", "page", "A.cs"), new("PUT", "/new", "signed in", "api", "B.cs")];
        Assert.Equal(["PUT /new (B.cs) is not in the table of AuthorisationTests: say who may call it."], Coverage(routes, [new("GET /known", 200, 200, 200)]));
    }

    [Fact]
    public void A_table_that_contradicts_the_signature_is_caught()
    {
        Route[] routes = [new("GET", "/secret", "signed in", "api", "A.cs"), new("GET", "/open", "guest", "api", "B.cs")];
        Assert.Equal(2, Coverage(routes, [new("GET /secret", 200, 200, 200), new("GET /open", 401, 200, 200)]).Count());
        Assert.Single(Coverage([], [new("GET /gone", 200, 200, 200)]));
    }

    [Fact]
    public async Task A_wrong_status_is_caught()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        Assert.Single(await FaultsAsync(app, new("GET /explore", 401, 200, 200), "nobody", null, 401));
    }

    private static IEnumerable<string> Coverage(IReadOnlyList<Route> routes, IReadOnlyList<Case> table)
    {
        foreach (var route in routes)
        {
            var asked = table.FirstOrDefault(asked => asked.Route == route.Name);
            if (asked is null) yield return $"{route.Name} ({route.File}) is not in the table of AuthorisationTests: say who may call it.";
            else if (route.Who == "signed in" && asked.Nobody != (route is { Kind: "page", Method: "GET" } ? 303 : 401)) yield return $"{route.Name} demands sign-in by its signature, and the table lets nobody in.";
            else if (route.Who == "admin" && asked is not { Nobody: 404, Other: 404, Owner: 404, Admin: not null }) yield return $"{route.Name} is for administrators by its signature, and the table shows it to others.";
            else if (route.Who == "guest" && asked.Nobody is 401 or 403) yield return $"{route.Name} welcomes guests by its signature, and the table refuses them.";
        }
        foreach (var asked in table.Where(asked => routes.All(route => route.Name != asked.Route))) yield return $"{asked.Route} is in the table of AuthorisationTests, and there is no such route.";
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(RuleApp app, Case asked, string who, Guid? person, int expected)
    {
        using var request = await RequestAsync(app, asked, person);
        var before = await app.StateAsync();
        using var response = await app.Http.SendAsync(request);
        List<string> faults = [];
        if ((int)response.StatusCode != expected) faults.Add($"{asked.Route} answers {who} with {(int)response.StatusCode} instead of {expected}: {await response.Content.ReadAsStringAsync()}");
        if (expected >= 400 && before != await app.StateAsync()) faults.Add($"{asked.Route} refuses {who} and yet changes rows.");
        return faults;
    }

    private static async Task<HttpRequestMessage> RequestAsync(RuleApp app, Case asked, Guid? person)
    {
        var (method, pattern) = asked.Route.Split(' ') is [var left, var right] ? (left, right) : throw new ArgumentException(asked.Route);
        var request = new HttpRequestMessage(new HttpMethod(method), await FillAsync(app, pattern));
        if (asked.Json is { } json) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (pattern.StartsWith("/api/", StringComparison.Ordinal))
        {
            if (person is { } caller) request.Headers.Add("Authorization", $"Bearer {await app.SignInAsync(caller, Sessions.Bearer)}");
            return request;
        }
        var cookie = person is { } visitor ? $"{Sessions.CookieName}={await app.SignInAsync(visitor, Sessions.Cookie)}" : "";
        request.Headers.Add("Accept", "text/html");
        if (asked.Form is { } form)
        {
            var (field, formCookie) = await FormTokenAsync(app, person is null ? "/signin" : "/", cookie);
            request.Content = new FormUrlEncodedContent(form.Append(new("__RequestVerificationToken", field)));
            cookie = cookie.Length > 0 ? $"{cookie}; {formCookie}" : formCookie;
        }
        if (cookie.Length > 0) request.Headers.Add("Cookie", cookie);
        return request;
    }

    /// <summary>A path of that pattern, about rows that are made for it.</summary>
    internal static async Task<string> FillAsync(RuleApp app, string pattern) => pattern
        .Replace("{handle}", "andrew", StringComparison.Ordinal)
        .Replace("{tag}", "cloud", StringComparison.Ordinal)
        .Replace("/admin/people/{uuid:guid}", $"/admin/people/{RuleApp.Other}", StringComparison.Ordinal)
        .Replace("/reports/{uuid:guid}", pattern.Contains("/reports/{uuid:guid}", StringComparison.Ordinal) ? $"/reports/{await app.CaseAsync()}" : "", StringComparison.Ordinal)
        .Replace("{uuid:guid}", pattern.Contains("{uuid:guid}", StringComparison.Ordinal) ? (await app.CrudAsync()).ToString() : "", StringComparison.Ordinal);

    /// <summary>The hidden field and the cookie that a form of this visitor is sent with.</summary>
    private static async Task<(string Field, string Cookie)> FormTokenAsync(RuleApp app, string page, string cookie)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, page) { Headers = { { "Accept", "text/html" } } };
        if (cookie.Length > 0) request.Headers.Add("Cookie", cookie);
        using var response = await app.Http.SendAsync(request);
        var html = await response.Content.ReadAsStringAsync();
        var field = Token().Match(html) is { Success: true } match ? match.Groups[1].Value : throw new InvalidOperationException($"{page} has no form: {html}");
        return (field, response.Headers.GetValues("Set-Cookie").First(value => value.StartsWith("__Host-cruddur-form", StringComparison.Ordinal)).Split(';')[0]);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    /// <param name="Route">Method and pattern.</param>
    /// <param name="Nobody">Status for a guest.</param>
    /// <param name="Other">Status for a person who does not own the crud.</param>
    /// <param name="Owner">Status for its author.</param>
    private sealed record Case(string Route, int Nobody, int Other, int Owner)
    {
        /// <summary>Status for an administrator, where it is not that of any other person.</summary>
        public int? Admin { get; init; }

        public string? Json { get; init; }

        public Dictionary<string, string>? Form { get; init; }
    }
}
