using Cruddur.Platform.Accounts;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Operators;

/// <summary>
/// The page /admin/people/{uuid}: one account, what happened to it, and what administrators do about it. Changes want a proof of
/// who is asking, as dangerous changes of one's own do; nobody can lock themselves out.
/// </summary>
internal static class PersonPages
{
    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/admin/people/{uuid:guid}", async (
            Guid uuid, Administrator admin, PageContext context, Accounts accounts, AuditLog log, CancellationToken ct) =>
        {
            var account = await accounts.FindAsync(uuid, ct) ?? throw RequestError.Nothing();
            return PeoplePages.Show<PersonPage>(context, admin, account.DisplayName, new()
            {
                [nameof(PersonPage.Account)] = account,
                [nameof(PersonPage.Entries)] = await log.ListAsync(new AuditFilter(null, uuid), Page.First, ct),
                [nameof(PersonPage.IsSelf)] = uuid == admin.Viewer.Uuid,
            });
        });
        pages.MapPost("/admin/people/{uuid:guid}/disabled", (Administrator admin, IFormCollection form, [AsParameters] Desk desk, CancellationToken ct) =>
            Says(form, "disabled")
                ? desk.RunAsync(admin, "account-disabled", actor => desk.Changes.SetDisabledAsync(desk.Uuid, true, actor, ct), ct)
                : desk.RunAsync(admin, "account-enabled", actor => desk.Changes.SetDisabledAsync(desk.Uuid, false, actor, ct), ct));
        pages.MapPost("/admin/people/{uuid:guid}/administrator", (Administrator admin, IFormCollection form, [AsParameters] Desk desk, CancellationToken ct) =>
            Says(form, "administrator")
                ? desk.RunAsync(admin, "account-promoted", actor => desk.Changes.SetAdminAsync(desk.Uuid, true, actor, ct), ct)
                : desk.RunAsync(admin, "account-demoted", actor => desk.Changes.SetAdminAsync(desk.Uuid, false, actor, ct), ct));
        pages.MapPost("/admin/people/{uuid:guid}/sessions/end", (Administrator admin, [AsParameters] Desk desk, CancellationToken ct) =>
            desk.RunAsync(admin, "account-sessions-ended", async actor => await desk.Changes.RevokeSessionsAsync(desk.Uuid, actor, ct) > 0, ct));
    }

    /// <exception cref="RequestError">400 when the form has no such field, as ours always has.</exception>
    private static bool Says(IFormCollection form, string field) => bool.TryParse(form[field], out var value) ? value : throw RequestError.Malformed();

    /// <summary>What every change of an account needs.</summary>
    /// <param name="Uuid">Whose.</param>
    /// <param name="Sudo"></param>
    /// <param name="Accounts"></param>
    /// <param name="Changes"></param>
    internal sealed record Desk(Guid Uuid, [FromServices] Sudo Sudo, [FromServices] Accounts Accounts, [FromServices] AccountChanges Changes)
    {
        /// <summary>Makes one change, and shows the account with a word about it.</summary>
        /// <exception cref="RequestError">403 without a proof; 422 for one's own account; 404 when nobody has that id.</exception>
        public async Task<IResult> RunAsync(Administrator admin, string notice, Func<Actor, Task<bool>> change, CancellationToken ct)
        {
            var page = $"/admin/people/{Uuid}";
            Sudo.Demand(admin.Viewer, page);
            if (Uuid == admin.Viewer.Uuid) throw RequestError.Invalid("account_own");
            if (await Accounts.FindAsync(Uuid, ct) is null) throw RequestError.Nothing();
            return Pages.SeeOther($"{page}?notice={(await change(admin.Actor) ? notice : "account-unchanged")}");
        }
    }
}
