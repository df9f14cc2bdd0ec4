using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Profiles;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Follows;

/// <summary>The form behind the button of a profile. It says what is wanted, so that sending it twice does no harm.</summary>
internal sealed class FollowPages(FollowPerson person, Db db, TimeProvider clock)
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/@{handle}/follow",
        (string handle, [FromForm] bool follow, Viewer viewer, PageContext context, FollowPages pages, CancellationToken ct) =>
            pages.SetAsync(viewer, handle, follow, context, ct));

    private async Task<IResult> SetAsync(Viewer viewer, string handle, bool follow, PageContext context, CancellationToken ct)
    {
        var state = await person.SetAsync(viewer, handle, follow, ct);
        if (!context.WantsStream) return Pages.SeeOther(context.CameFrom($"/@{state.Handle}"));
        var profile = await ShowProfile.FindAsync(db, handle, viewer, clock.GetUtcNow(), ct) ?? throw RequestError.Nobody();
        return Pages.Stream<FollowStream>(new() { [nameof(FollowStream.Person)] = profile });
    }
}
