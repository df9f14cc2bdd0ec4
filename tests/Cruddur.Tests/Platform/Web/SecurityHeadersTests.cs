using System.Text.RegularExpressions;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Web;

/// <summary>What is on the wire with every kind of answer.</summary>
public sealed partial class SecurityHeadersTests(PostgresCluster cluster)
{
    [Fact]
    public async Task Every_kind_of_answer_carries_the_headers_that_protect_it()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Bayko)).PostCrudAsync("hello");
        var pages = await app.PagesAsync(Andrew);
        await pages.ReadAsync("/");
        var asset = Assets().Matches(pages.Html).Select(match => match.Groups[1].Value).First(path => path.EndsWith(".js", StringComparison.Ordinal));
        var http = app.Api();
        await AssertAsync("page", await app.Pages().OpenAsync("/"), 200, page: true);
        await AssertAsync("page of a person", await pages.OpenAsync("/"), 200, page: true);
        await AssertAsync("sign-in page", await app.Pages().OpenAsync("/signin"), 200, page: true);
        await AssertAsync("documentation", await app.Pages().OpenAsync("/docs"), 200, page: true);
        await AssertAsync("404 page", await app.Pages().OpenAsync("/nothing"), 404, page: true);
        await AssertAsync("redirect", await app.Pages().OpenAsync($"/@wrong/status/{crud.Uuid}"), 302, page: true);
        await AssertAsync("forbidden form", await pages.PostAsync("/cruds", new Dictionary<string, string>(), request => { request.Headers.Remove("Sec-Fetch-Site"); request.Headers.Add("Sec-Fetch-Site", "cross-site"); }), 403, page: true);
        await AssertAsync("form without token", await pages.PostAsync("/signout", new Dictionary<string, string>()), 400, page: true);
        await AssertAsync("wrong method", await http.PutAsync("/", null), 405, page: true);
        await AssertAsync("file", await http.GetAsync(asset), 200, page: true);
        await AssertAsync("file by its name", await http.GetAsync("/robots.txt"), 200, page: true);
        await AssertAsync("health", await http.GetAsync("/health/ready"), 200, page: true);
        await AssertAsync("OpenAPI", await http.GetAsync("/openapi.json"), 200, page: true);
        await AssertAsync("API", await http.GetAsync("/api/activities/home"), 200, page: false);
        await AssertAsync("API 401", await http.TryCrudAsync("hello"), 401, page: false);
        await AssertAsync("API 404", await http.GetAsync("/api/nothing"), 404, page: false);
        await AssertAsync("API 422", await http.GetAsync("/api/activities/home?limit=0"), 422, page: false);
        await AssertAsync("API in capitals", await http.GetAsync("/API/activities/home"), 200, page: false);

        await app.SqlAsync("alter table activities rename to activities_away");
        await AssertAsync("API 500", await http.GetAsync("/api/activities/home?limit=7"), 500, page: false);
        await AssertAsync("500 page", await pages.OpenAsync("/explore"), 500, page: true);
    }

    [Fact]
    public async Task The_nonce_differs_for_every_answer_and_is_that_of_every_script()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var nonces = new HashSet<string>();
        await (await app.ApiAsync(Bayko)).PostCrudAsync("hello");
        var (andrew, guest) = (await app.PagesAsync(Andrew), app.Pages());
        // Guests get the same pages from memory.
        foreach (var (pages, path) in new[] { (andrew, "/"), (andrew, "/"), (guest, "/"), (guest, "/"), (guest, "/explore"), (guest, "/explore"), (guest, "/signin"), (andrew, "/signin"), (guest, "/docs"), (guest, "/nothing") })
        {
            using var answer = await pages.OpenAsync(path);
            var nonce = Nonce().Match(answer.Header("Content-Security-Policy")!).Groups[1].Value;
            Assert.Equal(16, Convert.FromBase64String(nonce).Length);
            Assert.True(nonces.Add(nonce));
            foreach (Match script in Scripts().Matches(pages.Html)) Assert.Contains($"nonce=\"{nonce}\"", System.Net.WebUtility.HtmlDecode(script.Value), StringComparison.Ordinal);
            if (pages.Html.Length > 0) Assert.NotEmpty(Scripts().Matches(pages.Html));
            // Nothing that the policy would block, or that would need a weaker one.
            Assert.DoesNotMatch(Inline(), pages.Html);
        }
    }

    [Fact]
    public async Task Pages_of_a_person_are_not_stored_and_files_are_kept_for_ever()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var crud = await (await app.ApiAsync(Andrew)).PostCrudAsync("hello");
        var pages = await app.PagesAsync(Andrew);
        foreach (var path in new[] { "/", "/explore", crud.Page, "/nothing" })
        {
            using var answer = await pages.OpenAsync(path);
            Assert.Contains("no-store", answer.Header("Cache-Control"), StringComparison.Ordinal);
        }
        await pages.ReadAsync("/");
        var files = Assets().Matches(pages.Html).Select(match => match.Groups[1].Value).Distinct().ToList();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            using var answer = await app.Api().GetAsync(file);
            Assert.Equal("public, max-age=31536000, immutable", answer.Header("Cache-Control"));
        }
        using var wrongHash = await app.Api().GetAsync("/assets/app.000000000000.js");
        Assert.Equal(404, (int)wrongHash.StatusCode);
    }

    private static async Task AssertAsync(string what, HttpResponseMessage answer, int status, bool page)
    {
        using (answer)
        {
            await answer.BodyAsync(status);
            void Equal(string header, string? expected) => Assert.True(expected == answer.Header(header), $"{what}: {header} is {answer.Header(header)}");
            Equal("X-Content-Type-Options", "nosniff");
            Equal("Referrer-Policy", "same-origin");
            Equal("Server", null);
            Equal("X-Powered-By", null);
            Equal("Cruddur-Version", Cruddur.Platform.Build.Version);
            Equal("Cross-Origin-Opener-Policy", page ? "same-origin" : null);
            Equal("Cross-Origin-Resource-Policy", page ? "same-origin" : null);
            var policy = answer.Header("Content-Security-Policy") ?? "";
            foreach (var part in new[] { "default-src 'none'", "frame-ancestors 'none'" }) Assert.True(policy.Contains(part, StringComparison.Ordinal), $"{what}: {policy}");
            if (!page)
            {
                Equal("Cache-Control", "no-store");
                return;
            }
            foreach (var part in new[] { "object-src 'none'", "base-uri 'none'", "form-action 'self'" }) Assert.True(policy.Contains(part, StringComparison.Ordinal), $"{what}: {policy}");
            Assert.False(policy.Contains("unsafe", StringComparison.Ordinal), $"{what}: {policy}");
            Assert.True(answer.Header("Permissions-Policy")?.Contains("geolocation=()", StringComparison.Ordinal), $"{what} has no Permissions-Policy");
        }
    }

    [GeneratedRegex("'nonce-([^']+)'")]
    private static partial Regex Nonce();

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex Scripts();

    [GeneratedRegex("(?:href|src)=\"(/assets/[^\"]+)\"")]
    private static partial Regex Assets();

    [GeneratedRegex("""<[^>]+\s(?:on[a-z]+|style)=["']|javascript:""")]
    private static partial Regex Inline();
}
