using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Profiles;

/// <summary>The page /@{handle}.</summary>
internal static class ProfilePages
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/@{handle}", ShowAsync);

    private static async Task<IResult> ShowAsync(
        string handle, Viewer? viewer, Cursor? before, PageContext context, Db db, TimeProvider clock, CancellationToken ct)
    {
        var (page, now) = (Page.Of(before, null), clock.GetUtcNow());
        var found = await ShowProfile.LoadAsync(db, handle, viewer, page, now, ct) ?? throw RequestError.Gone();
        var person = found.Profile;
        if (person.Handle != handle) return TypedResults.Redirect($"/@{person.Handle}", permanent: false);
        context.For(viewer, $"{person.DisplayName} (@{person.Handle})");
        context.Description = person.Bio.Length > 0 ? person.Bio : null;
        return Pages.Show<ProfilePage>(new()
        {
            [nameof(ProfilePage.Viewer)] = viewer,
            [nameof(ProfilePage.Person)] = person,
            [nameof(ProfilePage.Cruds)] = found.Activities,
            [nameof(ProfilePage.Older)] = page.Next(found.Activities, Activity.CursorOf) is { } next ? $"/@{person.Handle}?before={next}" : null,
            [nameof(ProfilePage.FirstPage)] = page.IsFirst,
            [nameof(ProfilePage.Now)] = now,
        });
    }
}
