using System.Globalization;
using System.Xml;
using Cruddur.Social.Activities;
using Cruddur.Social.Embeds;

namespace Cruddur.Social.Syndication;

/// <summary>A feed as RSS 2.0. Its items have no titles, since cruds have none.</summary>
internal static class RssDocument
{
    private const string Atom = "http://www.w3.org/2005/Atom";
    private const string Elements = "http://purl.org/dc/elements/1.1/";

    public static void Write(XmlWriter xml, SyndicatedFeed feed, CrudHtml html, FeedFormat.Places places)
    {
        xml.WriteStartElement("rss");
        xml.WriteAttributeString("version", "2.0");
        xml.WriteAttributeString("xmlns", "atom", null, Atom);
        xml.WriteAttributeString("xmlns", "dc", null, Elements);
        xml.WriteAttributeString("xmlns", "dcterms", null, FeedFormat.Terms);
        xml.WriteStartElement("channel");
        xml.WriteElementString("title", feed.Title);
        xml.WriteElementString("link", places.Site.Link(feed.Page));
        xml.WriteElementString("description", feed.About);
        if (feed.Language is { } language) xml.WriteElementString("language", language);
        xml.WriteElementString("lastBuildDate", Time(feed.Updated));
        xml.WriteElementString("generator", "Cruddur");
        // In whole minutes, of which there must be one at least.
        if (places.MaxAge >= 60) xml.WriteElementString("ttl", (places.MaxAge / 60).ToString(CultureInfo.InvariantCulture));
        xml.WriteStartElement("link", Atom);
        xml.WriteAttributeString("rel", "self");
        xml.WriteAttributeString("type", FeedFormat.Rss.ContentType);
        xml.WriteAttributeString("href", places.Self);
        xml.WriteEndElement();
        foreach (var crud in feed.Cruds) WriteItem(xml, crud, html, places);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void WriteItem(XmlWriter xml, Activity crud, CrudHtml html, FeedFormat.Places places)
    {
        xml.WriteStartElement("item");
        xml.WriteElementString("link", places.Site.Link(crud.Permalink));
        xml.WriteElementString("description", html.Body(crud));
        xml.WriteStartElement("guid");
        xml.WriteAttributeString("isPermaLink", "false");
        xml.WriteString(FeedFormat.Id(crud));
        xml.WriteEndElement();
        xml.WriteElementString("pubDate", Time(crud.CreatedAt));
        xml.WriteElementString("creator", Elements, crud.Name);
        if (crud.Language is { } language) xml.WriteElementString("language", Elements, language);
        if (crud.EditedAt is { } edited) xml.WriteElementString("updated", Atom, FeedFormat.Time(edited));
        xml.WriteElementString("valid", FeedFormat.Terms, FeedFormat.Period(crud.ShownUntil));
        foreach (var tag in CrudHtml.Tags(crud)) xml.WriteElementString("category", tag.Text[1..]);
        xml.WriteEndElement();
    }

    private static string Time(DateTimeOffset at) => at.ToString("R", CultureInfo.InvariantCulture);
}
