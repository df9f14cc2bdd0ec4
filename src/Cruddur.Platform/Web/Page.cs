using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace Cruddur.Platform.Web;

/// <summary>What the address of a list says about the page that is wanted: <c>?before={cursor}&amp;limit={1 to 100}</c>.</summary>
public sealed record PageQuery
{
    /// <summary>End of the page before; null for the first.</summary>
    [FromQuery(Name = "before")] public Cursor? Before { get; init; }

    /// <summary>Rows wanted; null for the usual number.</summary>
    [FromQuery(Name = "limit")] public int? Limit { get; init; }

    /// <exception cref="RequestError">422 <c>limit_invalid</c> when the number is not 1 to 100.</exception>
    public Page ToPage() => Page.Of(Before, Limit);
}

/// <summary>Which rows of a newest-first list a caller asks for.</summary>
public readonly record struct Page(Cursor Before, int Limit)
{
    public static readonly Page First = new(Cursor.Start, Limits.PageSize);

    /// <summary>True when nobody asked for anything but the newest rows in the usual number.</summary>
    public bool IsFirst => Limit == Limits.PageSize && ReferenceEquals(Before, Cursor.Start);

    /// <param name="before">End of the page before; null for the first.</param>
    /// <param name="limit">Rows wanted; null for the usual number.</param>
    /// <exception cref="RequestError">422 <c>limit_invalid</c> when the number is not 1 to 100.</exception>
    public static Page Of(Cursor? before, int? limit) =>
        limit is < 1 or > Limits.MaxPageSize
            ? throw RequestError.Invalid("limit_invalid")
            : new Page(before ?? Cursor.Start, limit ?? Limits.PageSize);

    /// <summary>The cursor of the page after these rows, or null when they are the last.</summary>
    public Cursor? Next<T>(IReadOnlyList<T> rows, Func<T, Cursor> cursor) => rows.Count < Limit ? null : cursor(rows[^1]);

    /// <summary>The rows of this page for a client of the API, and where the list goes on.</summary>
    public Ok<List<T>> Answer<T>(List<T> rows, HttpResponse response, Func<T, Cursor> cursor)
    {
        Link(response, Next(rows, cursor));
        return TypedResults.Ok(rows);
    }

    /// <summary>Tells a client of the API where the list goes on (RFC 8288).</summary>
    /// <param name="response"></param>
    /// <param name="next">Where the next page begins; null on the last.</param>
    /// <param name="also">What else the address asks for, such as <c>state=closed&amp;</c>.</param>
    public void Link(HttpResponse response, Cursor? next, string also = "")
    {
        if (next is null) return;
        var request = response.HttpContext.Request;
        response.Headers.Link = $"<{request.PathBase}{request.Path}?{also}before={next}&limit={Limit}>; rel=\"next\"";
    }
}
