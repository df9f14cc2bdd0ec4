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
    [Fact]
    public async Task Each_route_answers_each_person_as_the_table_says()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        var routes = EndpointTable.Of(app.Endpoints).Where(route => route.Kind != "asset").ToList();
        List<string> faults = [.. Coverage(routes, AuthorisationTable.Routes)];
        foreach (var asked in AuthorisationTable.Routes)
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
        Assert.Equal(["PUT /new (B.cs) is not in AuthorisationTable: say who may call it."], Coverage(routes, [new("GET /known", 200, 200, 200)]));
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

    private static IEnumerable<string> Coverage(IReadOnlyList<Route> routes, IReadOnlyList<Asked> table)
    {
        foreach (var route in routes)
        {
            var asked = table.FirstOrDefault(asked => asked.Route == route.Name);
            if (asked is null) yield return $"{route.Name} ({route.File}) is not in AuthorisationTable: say who may call it.";
            else if (route.Who == "signed in" && asked.Nobody != (route is { Kind: "page", Method: "GET" } ? 303 : 401)) yield return $"{route.Name} demands sign-in by its signature, and the table lets nobody in.";
            else if (route.Who == "admin" && asked is not { Nobody: 404, Other: 404, Owner: 404, Admin: not null }) yield return $"{route.Name} is for administrators by its signature, and the table shows it to others.";
            else if (route.Who == "guest" && asked.Nobody is 401 or 403) yield return $"{route.Name} welcomes guests by its signature, and the table refuses them.";
        }
        foreach (var asked in table.Where(asked => routes.All(route => route.Name != asked.Route))) yield return $"{asked.Route} is in AuthorisationTable, and there is no such route.";
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(RuleApp app, Asked asked, string who, Guid? person, int expected)
    {
        using var request = await RequestAsync(app, asked, person);
        var before = await app.StateAsync();
        using var response = await app.Http.SendAsync(request);
        List<string> faults = [];
        if ((int)response.StatusCode != expected) faults.Add($"{asked.Route} answers {who} with {(int)response.StatusCode} instead of {expected}: {await response.Content.ReadAsStringAsync()}");
        if (expected >= 400 && before != await app.StateAsync()) faults.Add($"{asked.Route} refuses {who} and yet changes rows.");
        return faults;
    }

    private static async Task<HttpRequestMessage> RequestAsync(RuleApp app, Asked asked, Guid? person)
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
}
