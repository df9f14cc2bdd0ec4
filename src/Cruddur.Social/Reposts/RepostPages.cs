using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Reposts;

/// <summary>The form behind the arrows of a card.</summary>
internal static class RepostPages
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/@{handle}/status/{uuid:guid}/repost",
        async (string handle, Guid uuid, [FromForm] bool on, Viewer viewer, PageContext context, RepostCrud repost, CancellationToken ct) =>
        {
            var state = await repost.SetAsync(viewer, uuid, on, ct);
            return new Mark("repost", "repost", uuid, state.RepostsCount, state.Reposted).Answer(context, $"/@{handle}/status/{uuid}");
        });
}
