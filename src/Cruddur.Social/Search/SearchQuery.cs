using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Wording;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Cruddur.Social.Search;

/// <summary>What the address of a search says.</summary>
internal sealed record SearchQuery
{
    /// <summary>What was typed.</summary>
    [FromQuery(Name = "term")] public string? Term { get; init; }

    /// <summary>End of the page before, as that named it; null for the first.</summary>
    [FromQuery(Name = "before")] public string? Before { get; init; }

    /// <summary>Rows wanted, 1 to 100; null for 20.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <summary>What the reader's browser asks for.</summary>
    [FromHeader(Name = "Accept-Language")] public string? Languages { get; init; }

    /// <summary>What is searched for.</summary>
    /// <exception cref="RequestError">422 with all that is wrong with it.</exception>
    public SearchTerm Parsed() => SearchTerm.Parse(Term) is { Failed.Count: > 0 } wrong ? throw RequestError.Invalid(wrong.Failed) : SearchTerm.Parse(Term);

    /// <summary>Rows of one page.</summary>
    /// <exception cref="RequestError">422 <c>limit_invalid</c>.</exception>
    public int Rows => Page.Of(null, Limit).Limit;

    public Reader Reader(Viewer? viewer, DateTimeOffset now) => new(viewer, Language.Preferred(Languages), now);

    /// <summary>Tells a client of the API where the list goes on (RFC 8288).</summary>
    public void Link(HttpResponse response, string? next)
    {
        if (next is null) return;
        var path = response.HttpContext.Request.Path;
        response.Headers.Link = $"<{path}?term={Uri.EscapeDataString(Term ?? "")}&before={Uri.EscapeDataString(next)}&limit={Rows}>; rel=\"next\"";
    }
}
