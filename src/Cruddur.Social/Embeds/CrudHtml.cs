using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Wording;

namespace Cruddur.Social.Embeds;

/// <summary>A crud for readers and pages elsewhere: HTML that does nothing, with absolute links. What a page covers is not in it.</summary>
internal sealed class CrudHtml(Site site)
{
    private const int TitleLength = 60;

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>What it says, and what it quotes.</summary>
    public string Body(Activity crud)
    {
        var html = new StringBuilder();
        AppendText(html, crud);
        if (Cover(crud) is not null) return html.ToString();
        if (crud.Quote is { } quote) AppendQuote(html, quote);
        else if (crud.QuoteUuid is not null) html.Append("<p>").Append(Encoder.Encode(Texts.QuoteGone)).Append("</p>");
        return html.ToString();
    }

    /// <summary>The crud as a quotation that says whose it is, and from when.</summary>
    public string Embed(Activity crud)
    {
        var html = new StringBuilder("<blockquote class=\"cruddur-crud\" cite=\"").Append(Link(crud.Permalink)).Append("\">").Append(Body(crud));
        AppendSource(html, crud);
        return html.Append("</blockquote>").ToString();
    }

    /// <summary>What stands before the text until a reader opens it; null when nothing does.</summary>
    public static string? Cover(Activity crud) =>
        crud.FilteredBy is { } phrase ? Texts.Filtered.Fill(phrase) : crud.ContentWarning is { } warning ? Texts.Warning.Fill(warning) : null;

    /// <summary>The text, or what covers it.</summary>
    public static string Says(Activity crud) => Cover(crud) ?? crud.Message;

    /// <summary>The tags that a reader sees without opening it.</summary>
    public static IEnumerable<Span> Tags(Activity crud) => Cover(crud) is null ? RichText.Tags(crud.Message) : [];

    /// <summary>The first words of the text, or what covers it.</summary>
    public static string Title(Activity crud)
    {
        var words = Says(crud).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var title = new StringBuilder();
        foreach (var word in words)
        {
            if (title.Length > 0 && title.Length + 1 + word.Length > TitleLength) return title.Append('…').ToString();
            if (title.Length > 0) title.Append(' ');
            title.Append(word.Length <= TitleLength ? word : string.Concat(string.Concat(word.EnumerateRunes().Take(TitleLength / 2)), "…"));
        }
        return title.ToString();
    }

    private void AppendText(StringBuilder html, Activity crud)
    {
        if (Cover(crud) is { } cover)
        {
            html.Append("<p>").Append(Encoder.Encode(cover)).Append("</p><p><a href=\"").Append(Link(crud.Permalink)).Append("\">").Append(Encoder.Encode(Texts.ReadIt)).Append("</a></p>");
            return;
        }
        html.Append("<p dir=\"auto\"");
        if (crud.Language is { } language) html.Append(" lang=\"").Append(Encoder.Encode(language)).Append('"');
        html.Append('>');
        foreach (var span in RichText.Parse(crud.Message)) AppendSpan(html, span, crud.Mentions);
        html.Append("</p>");
    }

    private void AppendSpan(StringBuilder html, Span span, IReadOnlyList<string> mentions)
    {
        var (target, words) = span.Kind switch
        {
            SpanKind.Link => (Encoder.Encode(span.Target), RichText.Shorten(span.Target)),
            SpanKind.Tag => (Link($"/tags/{Uri.EscapeDataString(span.Target)}"), span.Text),
            SpanKind.Mention when mentions.Contains(span.Target) => (Link($"/@{span.Target}"), span.Text),
            _ => (null, span.Text),
        };
        var text = string.Join("<br>", words.Split('\n').Select(Encoder.Encode));
        if (target is null) html.Append(text);
        else html.Append("<a href=\"").Append(target).Append(span.Kind == SpanKind.Link ? "\" rel=\"nofollow noopener ugc\">" : "\">").Append(text).Append("</a>");
    }

    private void AppendQuote(StringBuilder html, Activity quote)
    {
        html.Append("<blockquote cite=\"").Append(Link(quote.Permalink)).Append("\">");
        AppendText(html, quote);
        AppendSource(html, quote);
        html.Append("</blockquote>");
    }

    private void AppendSource(StringBuilder html, Activity crud) => html
        .Append("<p>— <a href=\"").Append(Link($"/@{crud.Handle}")).Append("\">").Append(Encoder.Encode(crud.Name))
        .Append("</a>, <a href=\"").Append(Link(crud.Permalink)).Append("\"><time datetime=\"").Append(RelativeTime.Machine(crud.CreatedAt)).Append("\">")
        .Append(Encoder.Encode(RelativeTime.Full(crud.CreatedAt))).Append("</time></a></p>");

    private string Link(string path) => Encoder.Encode(site.Link(path));
}
