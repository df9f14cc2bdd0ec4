using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Accounts;

/// <summary>
/// The page /settings/username. The old handle stays its owner's for 30 days and leads to the new one; one change a week, so
/// that nobody piles up names or slips away from what they did under one.
/// </summary>
public sealed class ChangeUsername(Db db, Sessions sessions, IEnumerable<PersonCopies> copies, TimeProvider clock)
{
    /// <summary>How long a former handle is kept for its owner.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>How long a change must have been ago for the next.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromDays(7);

    private static readonly Query<HandleState> State = Query.Of("Platform/Accounts/Handles.sql#State", row => new HandleState(row.Bool(0), row.Bool(1)));
    private static readonly Query<string> Rename = Query.Of("Platform/Accounts/Handles.sql#Rename", row => row.Text(0));

    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings/username", (string? typed, Viewer viewer, PageContext context, Sudo sudo) =>
        {
            sudo.Demand(viewer, "/settings/username");
            return Show(context, viewer, sudo.TypedBefore(viewer, typed).GetValueOrDefault("handle", viewer.Handle), []);
        });
        pages.MapPost("/settings/username", async (Viewer viewer, IFormCollection form, PageContext context, Sudo sudo, ChangeUsername change, CancellationToken ct) =>
        {
            var wanted = form["handle"].ToString();
            sudo.Demand(viewer, "/settings/username", ("handle", wanted));
            try
            {
                await change.RunAsync(viewer, wanted, ct);
            }
            catch (RequestError refused) when (refused.Status == 422)
            {
                return Show(context, viewer, wanted, refused.Codes);
            }
            return Pages.SeeOther("/settings/username?notice=username-changed");
        });
    }

    /// <summary>Gives the viewer another handle, and keeps the one they had.</summary>
    /// <exception cref="RequestError">422 with the codes of what does not fit.</exception>
    public async Task RunAsync(Viewer viewer, string wanted, CancellationToken ct)
    {
        var (handle, now) = (HandleRules.Normalise(wanted), clock.GetUtcNow());
        List<string> failed = [.. HandleRules.Check(handle)];
        if (handle == viewer.Handle) failed.Add("handle_current");
        // One that is too soon now was changed after this.
        var soon = now + Kept - Pause;
        var state = await db.FindAsync(State, new Args { ["handle"] = handle, ["user"] = viewer.Uuid, ["now"] = now, ["soon"] = soon }, ct);
        if (state is { IsTaken: true }) failed.Add("handle_taken");
        if (state is { IsTooSoon: true }) failed.Add("handle_too_soon");
        if (failed.Count > 0) throw RequestError.Invalid(failed);
        try
        {
            var former = await db.FindAsync(Rename, new Args
            {
                ["handle"] = handle,
                ["user"] = viewer.Uuid,
                ["now"] = now,
                ["soon"] = soon,
                ["kept_until"] = now + Kept,
            }, ct);
            // Somebody else was a moment faster, with the handle or in another window.
            if (former is null) throw RequestError.Invalid("handle_taken");
        }
        catch (DbError error) when (error is { Kind: DbErrorKind.Duplicate, Constraint: "users_handle_key" })
        {
            throw RequestError.Invalid("handle_taken");
        }
        sessions.Forget(viewer.Uuid);
        foreach (var copy in copies) copy.Drop();
    }

    private static IResult Show(PageContext context, Viewer viewer, string typed, IReadOnlyList<string> codes) =>
        SettingsPages.Show<UsernameSettingsPage>(context, viewer, Texts.Username, new()
        {
            [nameof(UsernameSettingsPage.Handle)] = viewer.Handle,
            [nameof(UsernameSettingsPage.Typed)] = typed,
            [nameof(UsernameSettingsPage.Codes)] = codes,
        }, codes.Count > 0 ? 422 : 200);

    internal sealed record HandleState(bool IsTaken, bool IsTooSoon);
}
