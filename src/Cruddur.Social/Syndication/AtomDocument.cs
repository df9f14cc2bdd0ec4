using System.Xml;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Embeds;

namespace Cruddur.Social.Syndication;

/// <summary>A feed as Atom 1.0 (RFC 4287). Its entries are titled with their first words, since each must have a title.</summary>
internal static class AtomDocument
{
    private const string Namespace = "http://www.w3.org/2005/Atom";

    /// <summary>Since when ids of feeds are given out in this form; part of each, so it never changes.</summary>
    private const string Minted = "2026";

    public static void Write(XmlWriter xml, SyndicatedFeed feed, CrudHtml html, FeedFormat.Places places)
    {
        xml.WriteStartElement("feed", Namespace);
        xml.WriteAttributeString("xmlns", "dcterms", null, FeedFormat.Terms);
        if (feed.Language is { } language) xml.WriteAttributeString("xml", "lang", null, language);
        xml.WriteElementString("id", $"tag:{places.Site.Address.IdnHost},{Minted}:{feed.Page}");
        xml.WriteElementString("title", feed.Title);
        xml.WriteElementString("subtitle", feed.About);
        xml.WriteElementString("updated", FeedFormat.Time(feed.Updated));
        WriteLink(xml, "self", FeedFormat.Atom.ContentType, places.Self);
        WriteLink(xml, "alternate", "text/html", places.Site.Link(feed.Page));
        xml.WriteElementString("generator", "Cruddur");
        foreach (var crud in feed.Cruds) WriteEntry(xml, crud, html, places.Site);
        xml.WriteEndElement();
    }

    private static void WriteEntry(XmlWriter xml, Activity crud, CrudHtml html, Site site)
    {
        xml.WriteStartElement("entry");
        if (crud.Language is { } language) xml.WriteAttributeString("xml", "lang", null, language);
        xml.WriteElementString("id", FeedFormat.Id(crud));
        xml.WriteElementString("title", CrudHtml.Title(crud));
        xml.WriteElementString("published", FeedFormat.Time(crud.CreatedAt));
        xml.WriteElementString("updated", FeedFormat.Time(crud.EditedAt ?? crud.CreatedAt));
        WriteLink(xml, "alternate", "text/html", site.Link(crud.Permalink));
        xml.WriteStartElement("author");
        xml.WriteElementString("name", crud.Name);
        xml.WriteElementString("uri", site.Link($"/@{crud.Handle}"));
        xml.WriteEndElement();
        xml.WriteStartElement("content");
        xml.WriteAttributeString("type", "html");
        xml.WriteString(html.Body(crud));
        xml.WriteEndElement();
        xml.WriteElementString("valid", FeedFormat.Terms, FeedFormat.Period(crud.ShownUntil));
        foreach (var tag in CrudHtml.Tags(crud))
        {
            xml.WriteStartElement("category");
            xml.WriteAttributeString("term", tag.Text[1..]);
            xml.WriteEndElement();
        }
        xml.WriteEndElement();
    }

    private static void WriteLink(XmlWriter xml, string rel, string type, string href)
    {
        xml.WriteStartElement("link");
        xml.WriteAttributeString("rel", rel);
        xml.WriteAttributeString("type", type);
        xml.WriteAttributeString("href", href);
        xml.WriteEndElement();
    }
}
