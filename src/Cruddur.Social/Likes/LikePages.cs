using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Likes;

/// <summary>The form behind the heart of a card. It says what is wanted, not "the other", so that sending it twice does no harm.</summary>
internal static class LikePages
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/@{handle}/status/{uuid:guid}/like",
        async (string handle, Guid uuid, [FromForm] bool on, Viewer viewer, PageContext context, LikeCrud like, CancellationToken ct) =>
        {
            var state = await like.SetAsync(viewer, uuid, on, ct);
            return new Mark("like", "heart", uuid, state.LikesCount, state.Liked).Answer(context, $"/@{handle}/status/{uuid}");
        });
}
