using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Embeds;
using Cruddur.Social.Notifications;
using Cruddur.Social.Replies;
using Cruddur.Social.Wording;
using Microsoft.AspNetCore.Http;

namespace Cruddur.Social.Activities;

/// <summary>A crud's own page: what it answers above it, its replies below, and the form that answers it.</summary>
internal sealed class CrudView(Db db, MuteThread mute, TimeProvider clock, NewId newId)
{
    /// <summary>The crud with its newest replies, or null when it is unknown or its time is over.</summary>
    public Task<Conversation?> LoadAsync(Viewer? viewer, Guid uuid, CancellationToken ct) =>
        ShowCrud.LoadAsync(db, uuid, viewer, new Page(Cursor.Start, Limits.MaxPageSize), clock.GetUtcNow(), ct);

    /// <summary>The page.</summary>
    /// <param name="viewer">Who reads; null for a guest.</param>
    /// <param name="conversation">What is shown.</param>
    /// <param name="context">The frame.</param>
    /// <param name="refused">A reply that was refused and keeps its text; null for a fresh form.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IResult> RenderAsync(Viewer? viewer, Conversation conversation, PageContext context, Compose? refused, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var crud = conversation.Activity;
        context.For(viewer, crud.Name).WithHead<CrudHead>(new() { [nameof(CrudHead.Crud)] = crud });
        context.Description = CrudHtml.Says(crud);
        return Pages.Show<CrudPage>(new()
        {
            [nameof(CrudPage.Viewer)] = viewer,
            [nameof(CrudPage.Crud)] = crud,
            [nameof(CrudPage.Above)] = crud.ReplyToActivityUuid is null ? [] : await Ancestors.LoadAsync(db, crud.Uuid, viewer, now, ct),
            [nameof(CrudPage.Replies)] = conversation.Replies,
            [nameof(CrudPage.Compose)] = refused ?? Compose.Empty(newId(now), Language.Preferred(context.Languages)),
            [nameof(CrudPage.Now)] = now,
            [nameof(CrudPage.Muted)] = viewer is not null && await mute.IsMutedAsync(viewer, crud.Uuid, ct),
        }, refused is null ? 200 : 422);
    }
}
