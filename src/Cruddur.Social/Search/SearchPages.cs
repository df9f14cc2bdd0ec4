using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Search;

/// <summary>What is searched for.</summary>
public enum SearchKind
{
    Cruds,
    People,
    Tags,
}

/// <summary>The page /search?term=…&amp;in=cruds|people|tags.</summary>
internal sealed class SearchPages(Db db, Trends.Trends trends, TimeProvider clock)
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/search",
        ([AsParameters] SearchQuery asked, string? @in, Viewer? viewer, PageContext context, SearchPages pages, CancellationToken ct) =>
            pages.ShowAsync(asked, Enum.TryParse<SearchKind>(@in, ignoreCase: true, out var kind) && Enum.IsDefined(kind) ? kind : SearchKind.Cruds, viewer, context, ct));

    /// <summary>Path of a search.</summary>
    public static string PathOf(string? term, SearchKind kind, string? before = null) =>
        $"/search?term={Uri.EscapeDataString(term ?? "")}{(kind == SearchKind.Cruds ? "" : $"&in={KeyOf(kind)}")}{(before is null ? "" : $"&before={Uri.EscapeDataString(before)}")}";

    /// <summary>What the address calls it.</summary>
    public static string KeyOf(SearchKind kind) => kind switch { SearchKind.People => "people", SearchKind.Tags => "tags", _ => "cruds" };

    private async Task<IResult> ShowAsync(SearchQuery asked, SearchKind kind, Viewer? viewer, PageContext context, CancellationToken ct)
    {
        var term = SearchTerm.Parse(asked.Term);
        var failed = asked.Term is null ? [] : term.Failed;
        var reader = asked.Reader(viewer, clock.GetUtcNow());
        context.For(viewer, term.Text.Length == 0 || failed.Count > 0 ? Texts.Title : Texts.TitleOf.Fill(term.Text));
        // Who is signed in has it on every page.
        if (viewer is null) context.With("finding.css");
        var results = asked.Term is null || failed.Count > 0 ? new SearchResults() : await FindAsync(term, kind, reader, asked.Before, ct);
        return Pages.Show<SearchPage>(new()
        {
            [nameof(SearchPage.Viewer)] = viewer,
            [nameof(SearchPage.Term)] = asked.Term is null ? null : term.Text,
            [nameof(SearchPage.Kind)] = kind,
            [nameof(SearchPage.Errors)] = failed.Select(ErrorTexts.Of).ToList(),
            [nameof(SearchPage.Results)] = results,
            [nameof(SearchPage.Trending)] = asked.Term is null ? await trends.TagsAsync(ct) : [],
            [nameof(SearchPage.FirstPage)] = asked.Before is null,
            [nameof(SearchPage.Now)] = reader.Now,
        }, failed.Count > 0 ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status200OK);
    }

    private async Task<SearchResults> FindAsync(SearchTerm term, SearchKind kind, Reader reader, string? before, CancellationToken ct)
    {
        string? Further(string? next) => next is null ? null : PathOf(term.Text, kind, next);
        switch (kind)
        {
            case SearchKind.People:
                var (people, nextPerson) = await SearchPeople.FindAsync(db, term, reader.Viewer, before, Limits.PageSize, ct);
                return new() { People = people, Next = Further(nextPerson) };
            case SearchKind.Tags:
                var (tags, nextTag) = await SearchTags.FindAsync(db, term, reader, before, Limits.PageSize, ct);
                return new() { Tags = tags, Next = Further(nextTag) };
            default:
                var found = await CrudSearch.FindAsync(db, term, reader, SearchCruds.After(before), Limits.PageSize, ct);
                return new() { Cruds = found.Cruds, Found = await Highlights.OfAsync(db, found, ct), Next = Further(found.Next?.ToString()) };
        }
    }
}

/// <summary>One page of what was found; of one kind.</summary>
public sealed record SearchResults
{
    public IReadOnlyList<Activity> Cruds { get; init; } = [];

    /// <summary>Which words of the cruds were looked for.</summary>
    public Highlights? Found { get; init; }

    public IReadOnlyList<FoundPerson> People { get; init; } = [];

    public IReadOnlyList<FoundTag> Tags { get; init; } = [];

    /// <summary>Address of the next page; null on the last.</summary>
    public string? Next { get; init; }
}
