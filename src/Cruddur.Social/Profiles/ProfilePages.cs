using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Embeds;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Profiles;

/// <summary>The page /@{handle} and its tabs.</summary>
internal sealed class ProfilePages(Db db, TimeProvider clock)
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/@{handle}", (string handle, Viewer? viewer, Cursor? before, PageContext context, ProfilePages pages, CancellationToken ct) =>
            pages.ShowAsync(handle, ProfileTab.Cruds, viewer, before, context, ct));
        routes.MapGet("/@{handle}/replies", (string handle, Viewer? viewer, Cursor? before, PageContext context, ProfilePages pages, CancellationToken ct) =>
            pages.ShowAsync(handle, ProfileTab.Replies, viewer, before, context, ct));
        routes.MapGet("/@{handle}/likes", (string handle, Viewer? viewer, Cursor? before, PageContext context, ProfilePages pages, CancellationToken ct) =>
            pages.ShowAsync(handle, ProfileTab.Likes, viewer, before, context, ct));
    }

    /// <summary>The path of a tab of a person's page.</summary>
    internal static string PathOf(string handle, ProfileTab tab) => tab switch
    {
        ProfileTab.Replies => $"/@{handle}/replies",
        ProfileTab.Likes => $"/@{handle}/likes",
        _ => $"/@{handle}",
    };

    private async Task<IResult> ShowAsync(string handle, ProfileTab tab, Viewer? viewer, Cursor? before, PageContext context, CancellationToken ct)
    {
        var (page, now) = (Page.Of(before, null), clock.GetUtcNow());
        var found = await ShowProfile.LoadAsync(db, handle, tab, viewer, page, now, ct) ?? throw RequestError.Nobody();
        var person = found.Profile;
        if (person.Handle != handle) return TypedResults.Redirect(PathOf(person.Handle, tab), permanent: false);
        context.For(viewer, person.Name).With("people.css", "syndication.css")
            .WithHead<PersonHead>(new() { [nameof(PersonHead.Person)] = person, [nameof(PersonHead.Tab)] = tab });
        context.Description = person.Bio.Length > 0 ? person.Bio : null;
        return Pages.Show<ProfilePage>(new()
        {
            [nameof(ProfilePage.Viewer)] = viewer,
            [nameof(ProfilePage.Person)] = person,
            [nameof(ProfilePage.Cruds)] = found.Activities,
            [nameof(ProfilePage.Older)] = page.Next(found.Activities, Activity.CursorOf) is { } next ? $"{PathOf(person.Handle, tab)}?before={next}" : null,
            [nameof(ProfilePage.Pinned)] = found.Pinned,
            [nameof(ProfilePage.Tab)] = tab,
            [nameof(ProfilePage.FirstPage)] = page.IsFirst,
            [nameof(ProfilePage.Now)] = now,
        });
    }
}
