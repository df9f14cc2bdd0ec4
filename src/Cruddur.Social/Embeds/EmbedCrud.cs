using System.Globalization;
using System.Text;
using System.Xml;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Embeds;

/// <summary>What a page elsewhere needs to show a crud (oEmbed 1.0).</summary>
/// <param name="Version">Of oEmbed.</param>
/// <param name="Type"><c>rich</c>: HTML.</param>
/// <param name="Title">The first words.</param>
/// <param name="CacheAge">Seconds for which it may be kept: never longer than the crud lives.</param>
/// <param name="Html">A quotation that does nothing.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels, estimated: the page that shows it has its own type.</param>
internal sealed record Embed(
    string Version, string Type, string Title, string AuthorName, string AuthorUrl, string ProviderName, string ProviderUrl,
    int CacheAge, string Html, int Width, int Height);

/// <summary>What the address of the endpoint says.</summary>
internal sealed record EmbedQuery
{
    /// <summary>The crud's page.</summary>
    [FromQuery(Name = "url")] public string? Url { get; init; }

    /// <summary>In pixels; null for no limit.</summary>
    [FromQuery(Name = "maxwidth")] public int? MaxWidth { get; init; }

    /// <summary>In pixels; null for no limit.</summary>
    [FromQuery(Name = "maxheight")] public int? MaxHeight { get; init; }

    /// <summary><c>json</c>, which is also what none means, or <c>xml</c>.</summary>
    [FromQuery(Name = "format")] public string? Format { get; init; }
}

/// <summary>GET /api/oembed?url=: a crud as other sites show it; to a member, unless they block its author or are blocked.</summary>
internal sealed class EmbedCrud(Db db, Site site, TimeProvider clock)
{
    private const int UsualWidth = 550;
    private const int LineHeight = 24;
    private const int CharacterWidth = 9;
    private const int Margins = 96;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/oembed",
        async ([AsParameters] EmbedQuery asked, Viewer? viewer, EmbedCrud embed, CancellationToken ct) => await embed.AnswerAsync(asked, viewer, ct))
        .Produces<Embed>()
        .WithSummary("A crud for pages of other sites, as oEmbed 1.0 has it");

    /// <summary>Path of what this answers for a crud, with a format.</summary>
    internal static string PathOf(string permalink, string format) => $"/api/oembed?url={Uri.EscapeDataString(permalink)}&format={format}";

    private async Task<IResult> AnswerAsync(EmbedQuery asked, Viewer? viewer, CancellationToken ct)
    {
        if (asked.Format is not (null or "json" or "xml")) throw new RequestError(501, Texts.NoSuchFormat);
        List<string> failed = [];
        if (string.IsNullOrWhiteSpace(asked.Url)) failed.Add("url_blank");
        if (asked.MaxWidth < 1) failed.Add("maxwidth_invalid");
        if (asked.MaxHeight < 1) failed.Add("maxheight_invalid");
        if (failed.Count > 0) throw RequestError.Invalid(failed);
        var now = clock.GetUtcNow();
        if (Named(asked.Url!) is not { } uuid || await ShowCrud.FindAsync(db, uuid, viewer, now, ct) is not { IsHidden: false } crud) throw RequestError.Gone();
        var embed = Of(crud, asked, now);
        return asked.Format == "xml" ? TypedResults.Bytes(Xml(embed), "text/xml; charset=utf-8") : TypedResults.Ok(embed);
    }

    private Embed Of(Activity crud, EmbedQuery asked, DateTimeOffset now)
    {
        // The same for everybody, whatever language their browser asks for.
        using var spoken = SiteLanguage.Speak(SiteLanguage.Default.Tag);
        var width = Math.Min(asked.MaxWidth ?? UsualWidth, UsualWidth);
        var left = crud.ShownUntil - now;
        return new Embed(
            "1.0", "rich", CrudHtml.Title(crud), crud.Name, site.Link($"/@{crud.Handle}"), "Cruddur", site.Link("/"),
            (int)Math.Floor((left < Longest ? left : Longest).TotalSeconds), new CrudHtml(site).Embed(crud), width, Math.Min(asked.MaxHeight ?? int.MaxValue, Height(crud, width)));
    }

    /// <summary>Which crud an address of this site names; the handle in it does not matter, as in pages.</summary>
    private Guid? Named(string address)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")) return null;
        if (!string.Equals(url.Host, site.Address.Host, StringComparison.OrdinalIgnoreCase)) return null;
        // Behind a proxy the same server is met over http and https; elsewhere the port tells servers apart.
        if (url.Port != site.Address.Port && !(url.IsDefaultPort && site.Address.IsDefaultPort)) return null;
        return url.AbsolutePath.Trim('/').Split('/') is [['@', ..], "status", var uuid] && Guid.TryParseExact(uuid, "D", out var named) ? named : null;
    }

    private static int Height(Activity crud, int width)
    {
        var texts = new[] { crud.Message, crud.Quote?.Message ?? "" };
        var lines = texts.SelectMany(text => text.Split('\n')).Sum(line => 1 + line.Length * CharacterWidth / width);
        return Margins + lines * LineHeight;
    }

    private static byte[] Xml(Embed embed)
    {
        using var document = new MemoryStream();
        using (var xml = XmlWriter.Create(document, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            xml.WriteStartElement("oembed");
            xml.WriteElementString("version", embed.Version);
            xml.WriteElementString("type", embed.Type);
            xml.WriteElementString("title", embed.Title);
            xml.WriteElementString("author_name", embed.AuthorName);
            xml.WriteElementString("author_url", embed.AuthorUrl);
            xml.WriteElementString("provider_name", embed.ProviderName);
            xml.WriteElementString("provider_url", embed.ProviderUrl);
            xml.WriteElementString("cache_age", embed.CacheAge.ToString(CultureInfo.InvariantCulture));
            xml.WriteElementString("html", embed.Html);
            xml.WriteElementString("width", embed.Width.ToString(CultureInfo.InvariantCulture));
            xml.WriteElementString("height", embed.Height.ToString(CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }
        return document.ToArray();
    }
}
