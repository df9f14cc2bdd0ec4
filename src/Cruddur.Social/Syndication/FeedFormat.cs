using System.Text;
using System.Xml;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Embeds;

namespace Cruddur.Social.Syndication;

/// <summary>One way in which readers take feeds.</summary>
/// <param name="Suffix">What stands behind the path of the page.</param>
/// <param name="ContentType">The type that readers look for.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Write">Writes the document.</param>
internal sealed record FeedFormat(string Suffix, string ContentType, string Name, Action<XmlWriter, SyndicatedFeed, CrudHtml, FeedFormat.Places> Write)
{
    public static readonly FeedFormat Rss = new(".rss", "application/rss+xml", "RSS", RssDocument.Write);
    public static readonly FeedFormat Atom = new(".atom", "application/atom+xml", "Atom", AtomDocument.Write);

    public static readonly IReadOnlyList<FeedFormat> All = [Rss, Atom];

    /// <summary>The whole document.</summary>
    /// <param name="feed">What it has.</param>
    /// <param name="site">Where its links lead.</param>
    /// <param name="now">The time.</param>
    public byte[] Document(SyndicatedFeed feed, Site site, DateTimeOffset now)
    {
        using var document = new MemoryStream();
        using (var xml = XmlWriter.Create(document, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true }))
        {
            Write(xml, feed, new CrudHtml(site), new Places(site, site.Link(feed.Page + Suffix), feed.MaxAge(now)));
            xml.Flush();
        }
        return document.ToArray();
    }

    /// <summary>What a crud is known by in feeds, wherever it stands.</summary>
    public static string Id(Activity crud) => $"urn:uuid:{crud.Uuid:D}";

    /// <summary>Namespace of <see cref="Period"/>.</summary>
    public const string Terms = "http://purl.org/dc/terms/";

    /// <summary>A time as RFC 3339 has it.</summary>
    public static string Time(DateTimeOffset at) => XmlConvert.ToString(at.UtcDateTime, "yyyy-MM-dd'T'HH:mm:ss'Z'");

    /// <summary>Until when a crud is valid, as a DCMI period.</summary>
    public static string Period(DateTimeOffset end) => $"end={Time(end)}; scheme=W3C-DTF;";

    /// <param name="Site">Where links lead.</param>
    /// <param name="Self">The feed's own address.</param>
    /// <param name="MaxAge">Seconds for which the feed may be kept.</param>
    internal sealed record Places(Site Site, string Self, int MaxAge);
}
