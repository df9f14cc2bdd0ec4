using System.Net;
using System.Text.RegularExpressions;
using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace Cruddur.Tests.Rules;

/// <summary>Every form of every page, sent as another site would have a browser send it. The list is the route table itself.</summary>
public sealed partial class ForgedFormTests(PostgresCluster cluster)
{
    private const string TokenField = "__RequestVerificationToken";

    /// <summary>Events, which no browser sends: they are signed, and take no cookie.</summary>
    private static readonly string[] Signed = ["/events/cognito/post-confirmation", "/2015-03-31/functions/{name}/invocations"];

    [Fact]
    public async Task No_form_is_taken_without_a_token_or_with_anothers_or_from_another_site()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        // An administrator who proved lately who they are: nobody may do more, so that nothing else refuses the forms first.
        var (mine, others) = (await BrowserAsync(app, RuleApp.Admin), await BrowserAsync(app, RuleApp.Other));
        var before = await app.StateAsync();
        List<string> faults = [];
        foreach (var (method, path) in FormsOf(app.Endpoints))
        {
            foreach (var (how, cookies, token, site) in (IEnumerable<(string, string, string?, (string, string)?)>)
            [
                ("without a token", mine.Cookies, null, null),
                ("with a made-up token", mine.Cookies, "CfDJ8AAAA", null),
                ("with another person's token", mine.Cookies, others.Token, null),
                ("with another person's token and its cookie", $"{mine.Session}; {others.FormCookie}", others.Token, null),
                ("with the right token and Origin: null", mine.Cookies, mine.Token, ("Origin", "null")),
                ("with the right token from another origin", mine.Cookies, mine.Token, ("Origin", "https://evil.example")),
                ("with the right token, begun by another site", mine.Cookies, mine.Token, ("Sec-Fetch-Site", "cross-site")),
                ("with the right token, begun by a sister site", mine.Cookies, mine.Token, ("Sec-Fetch-Site", "same-site")),
            ])
            {
                using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "Accept", "text/html" }, { "Cookie", cookies } } };
                request.Content = new FormUrlEncodedContent(token is null ? [] : [new KeyValuePair<string, string>(TokenField, token)]);
                if (site is var (header, value)) request.Headers.Add(header, value);
                using var answer = await app.Http.SendAsync(request);
                var expected = site is null ? HttpStatusCode.BadRequest : HttpStatusCode.Forbidden;
                if (answer.StatusCode != expected) faults.Add($"{method} {path} {how} answers {(int)answer.StatusCode} instead of {(int)expected}.");
            }
        }
        if (before != await app.StateAsync()) faults.Add("A refused form has changed rows.");
        NoFault.In(faults);
    }

    [Fact]
    public void Each_route_that_changes_something_is_of_the_API_or_wants_a_token()
    {
        using var app = RuleApp.Build("Host=nowhere.invalid");
        var open = RuleApp.EndpointsOf(app).Where(Changes)
            .Where(route => !IsApi(route) && route.Metadata.GetMetadata<IAntiforgeryMetadata>() is not { RequiresValidation: true }).Select(route => route.RoutePattern.RawText);
        Assert.Equal(Signed, open);
    }

    [Fact]
    public async Task The_API_takes_no_cookie_for_anybody()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        var browser = await BrowserAsync(app, RuleApp.Admin);
        var before = await app.StateAsync();
        List<string> faults = [];
        foreach (var route in EndpointTable.Of(app.Endpoints).Where(route => route is { Kind: "api", Who: "signed in" }))
        {
            using var request = new HttpRequestMessage(new HttpMethod(route.Method), Filled(route.Pattern)) { Headers = { { "Cookie", browser.Cookies } } };
            if (route.Method is not "GET") request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
            using var answer = await app.Http.SendAsync(request);
            if (answer.StatusCode != HttpStatusCode.Unauthorized) faults.Add($"{route.Name} answers a cookie with {(int)answer.StatusCode}.");
        }
        if (before != await app.StateAsync()) faults.Add("A refused request has changed rows.");
        NoFault.In(faults);
    }

    private static IReadOnlyList<(string Method, string Path)> FormsOf(IEnumerable<RouteEndpoint> endpoints)
    {
        var forms = endpoints.Where(Changes).Where(route => !IsApi(route) && !Signed.Contains(route.RoutePattern.RawText)).SelectMany(route =>
            route.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods.Select(method => (method, Filled("/" + route.RoutePattern.RawText!.TrimStart('/'))))).ToList();
        Assert.True(forms.Count > 10, "The route table has hardly a form.");
        return forms;
    }

    private static bool Changes(RouteEndpoint route) => route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Any(method => method is not ("GET" or "HEAD" or "OPTIONS")) == true;

    private static bool IsApi(RouteEndpoint route) => route.RoutePattern.RawText!.TrimStart('/').StartsWith("api/", StringComparison.OrdinalIgnoreCase);

    /// <summary>The path with something in place of each parameter.</summary>
    private static string Filled(string pattern) => Parameter().Replace(pattern.Replace("{handle}", "andrew", StringComparison.Ordinal),
        match => match.Value.Contains(":guid", StringComparison.Ordinal) ? RuleApp.Other.ToString() : "1");

    private static async Task<Browser> BrowserAsync(RuleApp app, Guid person)
    {
        var session = $"{Sessions.CookieName}={await app.SignInAsync(person, Sessions.Cookie)}";
        await using (var prove = app.Rows.CreateCommand("update platform.sessions set sudo_until = now() + interval '1 hour'")) await prove.ExecuteNonQueryAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "Accept", "text/html" }, { "Cookie", session } } };
        using var answer = await app.Http.SendAsync(request);
        var token = Token().Match(await answer.Content.ReadAsStringAsync()).Groups[1].Value;
        var formCookie = answer.Headers.GetValues("Set-Cookie").First(value => value.StartsWith("__Host-cruddur-form", StringComparison.Ordinal)).Split(';')[0];
        return new Browser(session, formCookie, token);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();

    private sealed record Browser(string Session, string FormCookie, string Token)
    {
        public string Cookies => $"{Session}; {FormCookie}";
    }
}
