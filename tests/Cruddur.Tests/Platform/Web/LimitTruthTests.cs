using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.RegularExpressions;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Rules;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Web;

/// <summary>Each limit that docs/api.md lists, asked from outside: as many as it says are let through, and not one more.</summary>
public sealed partial class LimitTruthTests(PostgresCluster cluster)
{
    private const int Countable = 500;

    private static readonly KnownProxies Here = KnownProxies.Parse("127.0.0.0/8");

    /// <summary>How to use up each limit that is counted in the database: try number n, in front of one of two instances.</summary>
    private static readonly Dictionary<string, Func<Place, int, Task<HttpResponseMessage>>> Tries = new()
    {
        ["signin:address"] = (place, n) => place.PostAsync("/api/auth/signin", $$"""{"email":"nobody{{n}}@example.com","password":"x"}""", "198.51.100.1"),
        ["signin:account"] = (place, n) => place.PostAsync("/api/auth/signin", """{"email":"Bayko@example.com","password":"x"}""", $"198.51.100.{n}"),
        ["confirm:account"] = (place, n) => place.FormAsync("/settings/confirm", new() { ["password"] = "wrong" }),
        ["email:account"] = (place, n) => place.FormAsync("/settings/email", new() { ["email"] = $"andrew{n}@example.com" }),
        ["code:account"] = (place, n) => place.FormAsync("/settings/email/confirm", new() { ["code"] = "000000" }),
        ["code:address"] = (place, n) => place.PostAsync("/api/auth/confirm", $$"""{"email":"nobody{{n}}@example.com","code":"000000"}""", "198.51.100.1"),
        ["resend:email"] = (place, n) => place.PostAsync("/api/auth/resend", """{"email":"nobody@example.com"}""", $"198.51.100.{n}"),
        ["resend:address"] = (place, n) => place.PostAsync("/api/auth/resend", $$"""{"email":"nobody{{n}}@example.com"}""", "198.51.100.1"),
        ["handle:address"] = (place, n) => place.App.Api().GetAsync($"/api/auth/handle?handle=somebody{n}"),
        ["recover:email"] = (place, n) => place.PostAsync("/api/auth/recover", """{"email":"nobody@example.com"}""", $"198.51.100.{n}"),
        ["recover:address"] = (place, n) => place.PostAsync("/api/auth/recover", $$"""{"email":"nobody{{n}}@example.com"}""", "198.51.100.1"),
        ["recover"] = (place, n) => place.PostAsync("/api/auth/recover", $$"""{"email":"nobody{{n}}@example.com"}""", Address(n)),
        ["signup:address"] = (place, n) => place.PostAsync("/api/auth/signup", SignUp(n, n), "198.51.100.1"),
        ["signup:email"] = (place, n) => place.PostAsync("/api/auth/signup", SignUp(n, 0), $"198.51.100.{n}"),
        ["signup"] = (place, n) => place.PostAsync("/api/auth/signup", SignUp(n, n), Address(n)),
        ["signin"] = (place, n) => place.PostAsync("/api/auth/signin", $$"""{"email":"nobody{{n}}@example.com","password":"x"}""", Address(n)),
        ["signin:device"] = (place, n) => place.FormAsync("/signin", new() { ["email"] = Andrew.Email, ["password"] = "wrong" }, Address(n)),
        ["report:person"] = (place, n) => place.FormAsync("/@bayko/report", new() { ["reason"] = "spam" }),
        ["passkey:address"] = (place, n) => place.FormAsync("/signin/passkey/options", []),
        ["second-factor:address"] = (place, n) => place.PostAsync("/api/auth/signin/second-factor", """{"challenge":"x","code":"000000"}""", "198.51.100.1"),
        ["second-factor:account"] = (place, n) => place.FormAsync("/settings/confirm/code", new() { ["code"] = "000000" }),
    };

    [Fact]
    public async Task Each_limit_in_the_database_holds_across_instances()
    {
        List<string> wrong = [];
        foreach (var limit in InDatabase)
        {
            if (!Tries.TryGetValue(limit.Name, out var send))
            {
                wrong.Add($"{limit.Name} has no test: add how it is used up to {nameof(LimitTruthTests)}.{nameof(Tries)}.");
                continue;
            }
            await using var app = await TestApp.StartAsync(cluster, RequestLimitSettings.None, Here);
            await using var other = await app.StartAnotherAsync();
            var places = await Place.OfAsync(app, other);
            wrong.AddRange(await FaultsAsync(limit, app, n => send(places[n % places.Count], n)));
        }
        Figures.Record(46, "limits in the database, on two instances, that let one too few or one too many through", wrong.Count, "0");
        NoFault.In(wrong);
    }

    [Fact]
    public async Task A_person_makes_as_many_requests_as_is_said_and_no_more()
    {
        await using var app = await TestApp.StartAsync(cluster, RequestLimitSettings.Usual, Here);
        var (phone, laptop, pages) = (await app.ApiAsync(Andrew), await app.ApiAsync(Andrew), await app.PagesAsync(Andrew));
        var wrong = 0;
        for (var n = 1; n <= RequestLimitSettings.Usual.Person; n++)
        {
            if (await (n % 2 == 0 ? phone : laptop).StatusAsync("/api/profile/me") != 200) wrong++;
        }
        using var refused = await phone.GetAsync("/api/profile/me");
        if (!IsRefused(refused, RequestLimits.Window)) wrong++;
        using var page = await pages.OpenAsync("/");
        if (!IsRefused(page, RequestLimits.Window)) wrong++;
        // Another person, and guests from the same address, are not concerned.
        if (await (await app.ApiAsync(Bayko)).StatusAsync("/api/profile/me") != 200) wrong++;
        if (await app.Api().StatusAsync("/docs") != 200) wrong++;
        Figures.Record(46, "answers to one person's requests that the limit for people did not mean", wrong, "0");
        Assert.Equal(0, wrong);
    }

    [Fact]
    public async Task An_address_makes_as_many_requests_as_is_said_and_no_more()
    {
        await using var app = await TestApp.StartAsync(cluster, RequestLimitSettings.Usual, Here);
        var wrong = 0;
        for (var n = 1; n <= RequestLimitSettings.Usual.Address; n++)
        {
            // A made-up token is nobody's, and does not open an account of its own; nor does another address of the same /64.
            var ask = n % 2 == 0 ? $"2001:db8:0:1::{n:x}" : "2001:db8:0:1:ffff::1";
            if (await StatusAsync(app, "/api/ttl-options", ask, n % 3 == 0 ? $"{n:D43}" : null) != 200) wrong++;
        }
        foreach (var path in new[] { "/api/ttl-options", "/docs", "/nowhere", "/?before=1_5eed0000-0000-7000-8000-000000000001", "/api/activities/home?limit=5" })
        {
            using var request = Request(path, "2001:db8:0:1::9", null);
            using var refused = await app.Api().SendAsync(request);
            if (!IsRefused(refused, RequestLimits.Window)) wrong++;
        }
        foreach (var free in new[] { "/", "/explore", "/api/activities/home", "/api/activities/explore", "/health/live", "/health/ready", "/api/health-check", "/app.js", "/robots.txt" })
        {
            if (await StatusAsync(app, free, "2001:db8:0:1::9", null) != 200) wrong++;
        }
        if (await StatusAsync(app, "/docs", "2001:db8:0:2::1", null) != 200) wrong++;
        Figures.Record(46, "answers to one address's requests that the limit for addresses did not mean", wrong, "0");
        Assert.Equal(0, wrong);
    }

    [Fact]
    public async Task What_is_refused_is_told_to_programs_and_people_in_their_own_form()
    {
        await using var app = await TestApp.StartAsync(cluster, new RequestLimitSettings(0, 1), Here);
        Assert.Equal(200, await app.Api().StatusAsync("/api/ttl-options"));
        using var api = await app.Api().GetAsync("/api/ttl-options");
        Assert.Equal(429, (await api.JsonAsync(429))["status"]!.GetValue<int>());
        using var page = await app.Pages().OpenAsync("/docs");
        Assert.Contains("Too many requests", await page.BodyAsync(429), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_in_the_documentation_has_each_limit_and_no_other()
    {
        var documented = Rows().Matches(SourceFile.Under(["docs"], ".md").Single(file => file.Path == "docs/api.md").Code)
            .Select(row => $"{row.Groups[1].Value} {row.Groups[2].Value.Replace(",", "", StringComparison.Ordinal)} in {row.Groups[3].Value}").Order(StringComparer.Ordinal);
        var real = InDatabase.Select(limit => $"{limit.Name} {limit.Most} in {Text(limit.Window)}")
            .Append($"requests:person {RequestLimitSettings.Usual.Person} in {Text(RequestLimits.Window)}")
            .Append($"requests:address {RequestLimitSettings.Usual.Address} in {Text(RequestLimits.Window)}")
            .Order(StringComparer.Ordinal);
        Assert.Equal(real, documented);
    }

    [Fact]
    public async Task A_limit_that_lets_too_many_through_is_caught()
    {
        await using var app = await TestApp.StartAsync(cluster, RequestLimitSettings.None, Here);
        Assert.NotEmpty(await FaultsAsync(new AttemptLimit("signin:address", 3, TimeSpan.FromMinutes(5)), app, n => app.Api().GetAsync("/docs")));
    }

    /// <summary>Every limit that the program declares.</summary>
    private static IEnumerable<AttemptLimit> InDatabase => Modules.All.SelectMany(module => module.GetTypes())
        .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(constant => constant.FieldType == typeof(AttemptLimit)).Select(constant => (AttemptLimit)constant.GetValue(null)!)
        .OrderBy(limit => limit.Name, StringComparer.Ordinal);

    /// <summary>Sends as many as are let through, one more, and one after the window. Of a large limit the middle is put into the table.</summary>
    private static async Task<IReadOnlyList<string>> FaultsAsync(AttemptLimit limit, TestApp app, Func<int, Task<HttpResponseMessage>> send)
    {
        List<string> faults = [];
        for (var n = 1; n <= limit.Most; n++)
        {
            if (n == 2 && limit.Most > Countable)
            {
                await app.SqlAsync("update platform.attempts set count = $1 where bucket like $2", limit.Most - 1, $"{limit.Name}:%");
                n = limit.Most;
            }
            using var answer = await send(n);
            if (answer.StatusCode == HttpStatusCode.TooManyRequests) return [$"{limit.Name} refuses number {n} of {limit.Most}."];
        }
        using (var refused = await send(limit.Most + 1))
        {
            if (!IsRefused(refused, limit.Window)) faults.Add($"{limit.Name} answers number {limit.Most + 1} of {limit.Most} with {(int)refused.StatusCode} and Retry-After {refused.Header("Retry-After")}.");
        }
        app.Clock.Advance(limit.Window);
        using var again = await send(limit.Most + 2);
        if (again.StatusCode == HttpStatusCode.TooManyRequests) faults.Add($"{limit.Name} still refuses after its window.");
        return faults;
    }

    private static bool IsRefused(HttpResponseMessage answer, TimeSpan window) => answer.StatusCode == HttpStatusCode.TooManyRequests
        && int.TryParse(answer.Header("Retry-After"), CultureInfo.InvariantCulture, out var wait) && wait >= 1 && wait <= window.TotalSeconds;

    private static string Address(int n) => string.Create(CultureInfo.InvariantCulture, $"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}");

    private static string SignUp(int handle, int email) =>
        $$"""{"name":"Somebody","email":"somebody{{email}}@example.com","username":"somebody{{handle}}","password":"a few words of nobody"}""";

    private static HttpRequestMessage Request(string path, string from, string? token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-Forwarded-For", from } } };
        if (token is not null) request.Headers.Authorization = new("Bearer", token);
        return request;
    }

    private static async Task<int> StatusAsync(TestApp app, string path, string from, string? token)
    {
        using var request = Request(path, from, token);
        using var answer = await app.Api().SendAsync(request);
        return (int)answer.StatusCode;
    }

    private static string Text(TimeSpan window) => window.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{window.TotalHours:0} h")
        : string.Create(CultureInfo.InvariantCulture, $"{window.TotalMinutes:0} min");

    [GeneratedRegex(@"^\| `([a-z:-]+)` \| [^|]+ \| ([\d,]+) \| (\d+ (?:min|h)) \|", RegexOptions.Multiline)]
    private static partial Regex Rows();

    /// <summary>One of the instances, with the browser of andrew, who has proved lately that it is him.</summary>
    private sealed record Place(TestApp App, PageClient Browser, string Field)
    {
        public static async Task<IReadOnlyList<Place>> OfAsync(params TestApp[] apps)
        {
            var first = apps[0].Pages();
            await first.ReadAsync("/signin");
            using (var signIn = await first.SubmitAsync("/signin", new Dictionary<string, string> { ["email"] = Andrew.Email, ["password"] = Password })) await signIn.BodyAsync(303);
            await apps[0].SqlAsync("update platform.sessions set sudo_until = '2100-01-01Z'");
            await first.ReadAsync("/settings/confirm");
            var field = first.HiddenFields("/settings/confirm")["__RequestVerificationToken"];
            return [.. apps.Select(app =>
            {
                var browser = app.Pages();
                foreach (var (name, value) in first.Cookies) browser.Cookies[name] = value;
                return new Place(app, browser, field);
            })];
        }

        public Task<HttpResponseMessage> PostAsync(string path, string json, string from)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path)
            {
                Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json"),
                Headers = { { "X-Forwarded-For", from } },
            };
            return App.Api().SendAsync(request);
        }

        public Task<HttpResponseMessage> FormAsync(string path, Dictionary<string, string> fields, string from = "198.51.100.1") =>
            Browser.PostAsync(path, new Dictionary<string, string>(fields) { ["__RequestVerificationToken"] = Field }, request => request.Headers.Add("X-Forwarded-For", from));
    }
}
