using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Social.Syndication;

/// <summary>Feeds as others read them: by rss-parser, which knows nothing of us, and by what the formats demand.</summary>
internal static class FeedReader
{
    public const string AtomNamespace = "http://www.w3.org/2005/Atom";

    private static readonly XNamespace Atom = AtomNamespace;

    private const string Script = """
        const Parser = require(process.argv[1]);
        let text = '';
        process.stdin.on('data', part => text += part).on('end', () => new Parser().parseString(text).then(
          feed => process.stdout.write(JSON.stringify(feed)),
          error => { process.stderr.write(String(error)); process.exit(1); }));
        """;

    /// <summary>What rss-parser makes of a feed.</summary>
    public static async Task<JsonNode> ReadAsync(string document)
    {
        var start = new ProcessStartInfo("node", ["-e", Script, NpmPackages.Find("rss-parser/index.js")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
            StandardOutputEncoding = Encoding.UTF8,
        };
        using var process = Process.Start(start)!;
        await process.StandardInput.WriteAsync(document);
        process.StandardInput.Close();
        var (answer, complaint) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"rss-parser refuses the feed: {await complaint}\n{document}");
        return JsonNode.Parse(await answer)!;
    }

    /// <summary>What RSS 2.0 demands of a feed, and good manners of one that moves.</summary>
    public static XElement AssertRss(string document)
    {
        var rss = XDocument.Parse(document).Root!;
        Assert.Equal(("rss", "2.0"), (rss.Name.LocalName, (string?)rss.Attribute("version")));
        var channel = Assert.Single(rss.Elements());
        foreach (var required in new[] { "title", "link", "description" }) Assert.NotEqual("", Assert.Single(channel.Elements(required)).Value);
        AssertAbsolute(channel.Element("link")!.Value);
        if (channel.Element("ttl") is { } ttl) Assert.InRange((int)ttl, 1, 5);
        AssertAbsolute((string)channel.Elements(Atom + "link").Single(link => (string?)link.Attribute("rel") == "self").Attribute("href")!);
        foreach (var item in channel.Elements("item"))
        {
            Assert.True(item.Element("title") is not null || item.Element("description") is not null);
            AssertAbsolute(item.Element("link")!.Value);
            Assert.Equal(("false", true), ((string?)item.Element("guid")!.Attribute("isPermaLink"), item.Element("guid")!.Value.StartsWith("urn:uuid:", StringComparison.Ordinal)));
            Assert.Matches(@"^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$", item.Element("pubDate")!.Value);
        }
        Assert.Distinct(channel.Elements("item").Select(item => item.Element("guid")!.Value));
        return channel;
    }

    /// <summary>What RFC 4287 demands of a feed and its entries.</summary>
    public static XElement AssertAtom(string document)
    {
        var feed = XDocument.Parse(document).Root!;
        Assert.Equal(Atom + "feed", feed.Name);
        AssertIdentified(feed);
        Assert.Equal(1, feed.Elements(Atom + "link").Count(link => (string?)link.Attribute("rel") == "self"));
        foreach (var entry in feed.Elements(Atom + "entry"))
        {
            AssertIdentified(entry);
            Assert.NotEqual("", entry.Element(Atom + "author")!.Element(Atom + "name")!.Value);
            Assert.Single(entry.Elements(Atom + "content"));
            Assert.Equal(1, entry.Elements(Atom + "link").Count(link => (string?)link.Attribute("rel") == "alternate"));
        }
        Assert.Distinct(feed.Elements(Atom + "entry").Select(entry => entry.Element(Atom + "id")!.Value));
        return feed;
    }

    private static void AssertIdentified(XElement element)
    {
        foreach (var required in new[] { "id", "title", "updated" }) Assert.NotEqual("", Assert.Single(element.Elements(Atom + required)).Value);
        Assert.Matches("^(urn:uuid:|tag:)", element.Element(Atom + "id")!.Value);
        Assert.Matches(@"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$", element.Element(Atom + "updated")!.Value);
        foreach (var link in element.Elements(Atom + "link")) AssertAbsolute((string)link.Attribute("href")!);
    }

    private static void AssertAbsolute(string address) => Assert.Matches("^https?://", address);
}
