using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Followers;

/// <summary>The page /requests, and the forms that let somebody in, decline them, or remove a follower.</summary>
internal static class RequestPages
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/requests", ShowAsync);
        routes.MapPost("/followers/@{handle}", async (string handle, [FromForm] bool accept, Viewer viewer, PageContext context, AdmitFollower followers, CancellationToken ct) =>
        {
            await followers.SetAsync(viewer, handle, accept, ct);
            var back = context.CameFrom($"/@{viewer.Handle}/followers").Split('?')[0];
            return Pages.SeeOther($"{back}?notice={(accept ? "let-in" : back == "/requests" ? "declined" : "follower-removed")}");
        });
    }

    private static async Task<IResult> ShowAsync(Viewer viewer, Cursor? before, PageContext context, AdmitFollower followers, CancellationToken ct)
    {
        var page = Page.Of(before, null);
        var people = await followers.LoadAsync(viewer, page, ct);
        context.For(viewer, Texts.Requests).With("people.css");
        return Pages.Show<RequestsPage>(new()
        {
            [nameof(RequestsPage.People)] = people,
            [nameof(RequestsPage.Older)] = page.Next(people, ListedPerson.CursorOf) is { } next ? $"/requests?before={next}" : null,
        });
    }
}
