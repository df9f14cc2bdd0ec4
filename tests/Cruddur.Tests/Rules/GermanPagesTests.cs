using System.Net;
using System.Text.RegularExpressions;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Languages;
using Cruddur.Social.Wording;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Rules;

/// <summary>Every page, asked for in English and in German: what reads the same in both was never translated.</summary>
public sealed partial class GermanPagesTests(PostgresCluster cluster)
{
    /// <summary>Names of things and people, and words that are the same in both languages.</summary>
    private static readonly HashSet<string> Same =
    [
        "Cruddur", "API", "OpenAPI", "Andrew", "Bayko", "Londo", "Bayko · Cruddur", "rules", "hello", "#cloud", "#cloud · Cruddur",
        .. Language.All.Select(language => language.Name), .. SiteLanguage.All.Select(language => language.Name),
        "Crud", "Cruds", "Tags", "Name", "Code", "Filter", "Status", "Token", "API-Token", "Passkeys", "Trends", "Repost", "Reposts", "Feed", "RSS",
    ];

    /// <summary>For developers, in English.</summary>
    private static readonly string[] ForDevelopers = ["/docs"];

    /// <summary>Feeds for readers, which are the same for everybody.</summary>
    private static bool IsFeed(Route route) => route.Pattern.EndsWith(".rss", StringComparison.Ordinal) || route.Pattern.EndsWith(".atom", StringComparison.Ordinal);

    [Fact]
    public async Task No_page_speaks_English_to_who_asks_for_German()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        List<string> faults = [];
        var asked = 0;
        foreach (var route in EndpointTable.Of(app.Endpoints).Where(route => route is { Method: "GET", Kind: "page" } && !ForDevelopers.Contains(route.Pattern) && !IsFeed(route)))
        {
            var path = await AuthorisationTests.FillAsync(app, route.Pattern);
            foreach (var person in new Guid?[] { null, RuleApp.Other, RuleApp.Owner, RuleApp.Admin })
            {
                var cookie = person is { } visitor ? $"{Sessions.CookieName}={await app.SignInAsync(visitor, Sessions.Cookie)}" : null;
                var (english, german) = (await WordsAsync(app, path, cookie, "en"), await WordsAsync(app, path, cookie, "de"));
                if (english.Count > 0) asked++;
                faults.AddRange(german.Intersect(english).Except(Same).Select(words => $"{route.Name}: '{words}'"));
            }
        }
        Assert.True(asked > 60, $"{asked} pages were looked at.");
        NoFault.In(faults.Distinct());
    }

    [Fact]
    public async Task A_page_says_its_language_and_a_choice_goes_before_the_browsers()
    {
        await using var app = await RuleApp.StartAsync(cluster);
        Assert.Contains("<html lang=\"de\">", await GetAsync(app, "/", null, "de-AT,de;q=0.9,en;q=0.5"), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", await GetAsync(app, "/", null, "en-GB,de;q=0.5"), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", await GetAsync(app, "/", null, "xx"), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"de\">", await GetAsync(app, "/", "cruddur-language=de", "en"), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", await GetAsync(app, "/", "cruddur-language=nonsense", "en"), StringComparison.Ordinal);
    }

    /// <summary>What people read or hear of a page; nothing of one that leads elsewhere.</summary>
    private static async Task<HashSet<string>> WordsAsync(RuleApp app, string path, string? cookie, string language)
    {
        var html = Unseen().Replace(await GetAsync(app, path, cookie, language), "");
        return [.. Text().Matches(html).Concat(Attribute().Matches(html)).Select(match => WebUtility.HtmlDecode(match.Groups[1].Value).Trim()).Where(text => Word().IsMatch(text) && !text.StartsWith('@'))];
    }

    private static async Task<string> GetAsync(RuleApp app, string path, string? cookie, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/html" }, { "Accept-Language", language } } };
        if (cookie is not null) request.Headers.Add("Cookie", cookie);
        using var response = await app.Http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }

    // The address of the server and e-mails are the same everywhere, and so is what is marked as code.
    [GeneratedRegex(@"<(script|style|code|kbd|pre)\b.*?</\1>|<!--.*?-->", RegexOptions.Singleline)]
    private static partial Regex Unseen();

    [GeneratedRegex(">([^<>]+)<")]
    private static partial Regex Text();

    [GeneratedRegex("(?:aria-label|title|placeholder|alt)=\"([^\"]+)\"")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"^[^@]*\p{L}{2}[^@]*$")]
    private static partial Regex Word();
}
