using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Accounts;

/// <summary>One place where somebody is signed in.</summary>
/// <param name="Uuid">Its id; worth nothing to sign in with.</param>
/// <param name="Kind"><c>cookie</c> for a browser, <c>bearer</c> for a program.</param>
/// <param name="Device">In words, such as <c>Firefox on Linux</c>.</param>
/// <param name="CreatedAt">When it began.</param>
/// <param name="LastSeenAt">Exact to the hour.</param>
/// <param name="ExpiresAt">When it ends at the latest.</param>
/// <param name="IsCurrent">Whether the request came with it.</param>
public sealed record SignedInPlace(
    Guid Uuid, string Kind, string Device, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, bool IsCurrent);

/// <summary>GET /api/sessions, DELETE /api/sessions/{uuid} and the page /settings/sessions: where one is signed in, and ending it there.</summary>
public sealed class SessionList(Db db, Sessions sessions, TimeProvider clock)
{
    private static readonly Query<SessionRow> List = Query.Of("Platform/Accounts/Sessions.sql#List",
        row => new SessionRow(row.Uuid(0), row.Text(1), row.Text(2), row.Instant(3), row.Instant(4), row.Instant(5)));

    private static readonly Command End = Command.Of("Platform/Accounts/Sessions.sql#End");

    internal static void Map(IEndpointRouteBuilder api, IEndpointRouteBuilder pages)
    {
        api.MapGet("/sessions", async Task<Ok<List<SignedInPlace>>> (Viewer viewer, SessionList list, CancellationToken ct) =>
            TypedResults.Ok(await list.LoadAsync(viewer, ct))).WithSummary("Where you are signed in");
        api.MapDelete("/sessions/{uuid:guid}", async Task<Ok<Nothing>> (Guid uuid, Viewer viewer, SessionList list, CancellationToken ct) =>
        {
            if (!await list.EndAsync(viewer, uuid, isToken: false, ct)) throw RequestError.Nothing();
            return TypedResults.Ok(new Nothing());
        }).WithSummary("Sign out in one place");

        pages.MapGet("/settings/sessions", async (Viewer viewer, PageContext context, SessionList list, TimeProvider clock, CancellationToken ct) =>
            SettingsPages.Show<SessionSettingsPage>(context, viewer, Texts.Sessions, new()
            {
                [nameof(SessionSettingsPage.Places)] = await list.LoadAsync(viewer, ct),
                [nameof(SessionSettingsPage.Now)] = clock.GetUtcNow(),
            }));
        pages.MapPost("/settings/sessions/{uuid:guid}/end", async (Guid uuid, Viewer viewer, SessionList list, CancellationToken ct) =>
        {
            // One that ended by itself in the meantime is as ended as it should be.
            await list.EndAsync(viewer, uuid, isToken: false, ct);
            return Pages.SeeOther(uuid == viewer.SessionUuid ? "/?notice=signed-out" : "/settings/sessions?notice=session-ended");
        });
        pages.MapPost("/settings/sessions/end-others", async (Viewer viewer, Sessions sessions, Db db, CancellationToken ct) =>
        {
            await sessions.EndAllAsync(db, viewer.Uuid, viewer.SessionUuid, ct);
            return Pages.SeeOther("/settings/sessions?notice=others-ended");
        });
    }

    /// <summary>Where the viewer is signed in, the latest used first.</summary>
    public async Task<List<SignedInPlace>> LoadAsync(Viewer viewer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var rows = await db.ListAsync(List, new Args { ["user"] = viewer.Uuid, ["now"] = now, ["idle_since"] = now - Sessions.Idle }, ct);
        return [.. rows
            .Select(row => new SignedInPlace(row.Uuid, row.Kind, Device.Of(row.UserAgent), row.CreatedAt, row.LastSeenAt, row.ExpiresAt, row.Uuid == viewer.SessionUuid))
            .OrderByDescending(place => place.IsCurrent)];
    }

    /// <summary>Ends one session, or one token, of the viewer's.</summary>
    /// <returns>Whether there was such a one.</returns>
    internal async Task<bool> EndAsync(Viewer viewer, Guid uuid, bool isToken, CancellationToken ct)
    {
        var ended = await db.ExecuteAsync(End, new Args { ["uuid"] = uuid, ["user"] = viewer.Uuid, ["is_token"] = isToken }, ct);
        sessions.Forget(viewer.Uuid);
        return ended > 0;
    }

    internal sealed record SessionRow(Guid Uuid, string Kind, string UserAgent, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt);
}
