using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Profiles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Followers;

/// <summary>
/// GET /api/users/@{handle}/followers and …/following, and the pages /@{handle}/followers and …/following: who follows a person
/// and whom they follow, the latest first, without those who are hidden from the viewer.
/// </summary>
public static class FollowList
{
    private static readonly Query<ListedPerson> Followers = Query.Of("Social/Followers/Followers.sql#Followers", ListedPerson.Read);
    private static readonly Query<ListedPerson> Following = Query.Of("Social/Followers/Followers.sql#Following", ListedPerson.Read);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/users/@{handle}/followers",
            (string handle, Viewer? viewer, [AsParameters] PageQuery asked, Db db, TimeProvider clock, HttpResponse response, CancellationToken ct) =>
                AnswerAsync(handle, false, viewer, asked.ToPage(), new(db, clock), response, ct)).WithSummary("Who follows a person, the latest first");
        routes.MapGet("/users/@{handle}/following",
            (string handle, Viewer? viewer, [AsParameters] PageQuery asked, Db db, TimeProvider clock, HttpResponse response, CancellationToken ct) =>
                AnswerAsync(handle, true, viewer, asked.ToPage(), new(db, clock), response, ct)).WithSummary("Whom a person follows, the latest first");
    }

    internal static void MapPages(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/@{handle}/followers", (string handle, Viewer? viewer, Cursor? before, PageContext context, Db db, TimeProvider clock, CancellationToken ct) =>
            ShowAsync(handle, false, viewer, Page.Of(before, null), context, new(db, clock), ct));
        routes.MapGet("/@{handle}/following", (string handle, Viewer? viewer, Cursor? before, PageContext context, Db db, TimeProvider clock, CancellationToken ct) =>
            ShowAsync(handle, true, viewer, Page.Of(before, null), context, new(db, clock), ct));
    }

    /// <summary>One page of who follows the person, or of whom they follow.</summary>
    /// <exception cref="RequestError">404 when nobody has that handle whom the viewer may see.</exception>
    public static async Task<(Profile Person, List<ListedPerson> People)> LoadAsync(
        Db db, string handle, bool following, Viewer? viewer, Page page, DateTimeOffset now, CancellationToken ct)
    {
        var person = await ShowProfile.FindAsync(db, handle, viewer, now, ct);
        if (person is null or { CurrentUserBlocks: true }) throw RequestError.Nobody();
        return (person, await db.ListAsync(following ? Following : Followers, new Args
        {
            ["person"] = person.Uuid,
            ["viewer"] = viewer?.Uuid,
            ["before_at"] = page.Before.At,
            ["before_uuid"] = page.Before.Uuid,
            ["limit"] = page.Limit,
        }, ct));
    }

    private static async Task<Ok<List<ListedPerson>>> AnswerAsync(
        string handle, bool following, Viewer? viewer, Page page, Source source, HttpResponse response, CancellationToken ct)
    {
        var (_, people) = await LoadAsync(source.Db, handle, following, viewer, page, source.Clock.GetUtcNow(), ct);
        return page.Answer(people, response, ListedPerson.CursorOf);
    }

    private static async Task<IResult> ShowAsync(
        string handle, bool following, Viewer? viewer, Page page, PageContext context, Source source, CancellationToken ct)
    {
        var (person, people) = await LoadAsync(source.Db, handle, following, viewer, page, source.Clock.GetUtcNow(), ct);
        var path = $"/@{person.Handle}/{(following ? "following" : "followers")}";
        if (person.Handle != handle) return TypedResults.Redirect(path, permanent: false);
        context.For(viewer, following ? Texts.FollowedBy.Fill(person.DisplayName) : Texts.FollowersOf.Fill(person.DisplayName)).With("people.css");
        return Pages.Show<FollowListPage>(new()
        {
            [nameof(FollowListPage.Viewer)] = viewer,
            [nameof(FollowListPage.Person)] = person,
            [nameof(FollowListPage.Following)] = following,
            [nameof(FollowListPage.People)] = people,
            [nameof(FollowListPage.FirstPage)] = page.IsFirst,
            [nameof(FollowListPage.Older)] = page.Next(people, ListedPerson.CursorOf) is { } next ? $"{path}?before={next}" : null,
        });
    }

    private sealed record Source(Db Db, TimeProvider Clock);
}
