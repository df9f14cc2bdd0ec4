using Cruddur.Platform;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Replies;

/// <summary>The form on a crud's page that answers it.</summary>
internal sealed class ReplyPages(ReplyToCrud answer, CrudView view, TimeProvider clock, NewId newId)
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/@{handle}/status/{uuid:guid}/reply",
        // The uuid alone names the crud.
        (Guid uuid, Viewer viewer, [AsParameters] ComposedForm form, PageContext context, ReplyPages pages, CancellationToken ct) =>
            pages.PostAsync(viewer, uuid, new NewReply(form.Message, form.ContentWarning, form.Language), form.Key, context, ct));

    private async Task<IResult> PostAsync(Viewer viewer, Guid to, NewReply reply, Guid? key, PageContext context, CancellationToken ct)
    {
        var failed = await answer.CheckAsync(reply, ct);
        var posted = failed.Count == 0 ? await answer.RunAsync(viewer, to, reply, key?.ToString(), ct) : null;
        // Read after the reply, so that its count is among what is shown.
        var conversation = await view.LoadAsync(viewer, to, ct) ?? throw RequestError.Gone();
        var now = clock.GetUtcNow();
        if (posted is null)
        {
            var refused = new Compose(reply.Message ?? "", "", [.. failed.Select(ErrorTexts.Of)], key ?? newId(now))
            {
                Warning = reply.ContentWarning ?? "",
                Language = reply.Language ?? "",
            };
            return context.WantsStream
                ? Pages.Stream<RefusedStream>(new() { [nameof(RefusedStream.Viewer)] = viewer, [nameof(RefusedStream.Compose)] = refused, [nameof(RefusedStream.ReplyTo)] = conversation.Activity, [nameof(RefusedStream.Now)] = now }, 422)
                : await view.RenderAsync(viewer, conversation, context, refused, ct);
        }
        return context.WantsStream
            ? Pages.Stream<RepliedStream>(new()
            {
                [nameof(RepliedStream.Viewer)] = viewer,
                [nameof(RepliedStream.Crud)] = conversation.Activity,
                [nameof(RepliedStream.Reply)] = posted,
                [nameof(RepliedStream.Compose)] = Compose.Empty(newId(now), reply.Language),
                [nameof(RepliedStream.Now)] = now,
            })
            : Pages.SeeOther($"{conversation.Activity.Permalink}?notice=posted");
    }
}
