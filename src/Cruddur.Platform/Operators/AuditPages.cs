using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Operators;

/// <summary>The page /admin/audit: who did what to whose account.</summary>
internal static class AuditPages
{
    internal static void Map(IEndpointRouteBuilder pages) => pages.MapGet("/admin/audit", async (
        [AsParameters] AuditQuery query, [AsParameters] PageQuery page, Administrator admin, PageContext context, Accounts accounts, AuditLog log, CancellationToken ct) =>
    {
        var (action, who) = (query.Action is { Length: > 0 } given ? given : null, Limits.Normalise(query.Person));
        var person = who.Length > 0 ? await accounts.FindAsync(who, ct) : null;
        var asked = page.ToPage();
        // Nobody of that name: nothing was done by or to them.
        var entries = who.Length > 0 && person is null ? [] : await log.ListAsync(new AuditFilter(action, person?.Uuid), asked, ct);
        return PeoplePages.Show<AuditPage>(context, admin, Texts.Audit, new()
        {
            [nameof(AuditPage.Entries)] = entries,
            [nameof(AuditPage.Actions)] = await log.ActionsAsync(ct),
            [nameof(AuditPage.Action)] = action,
            [nameof(AuditPage.Person)] = who,
            [nameof(AuditPage.IsUnknown)] = who.Length > 0 && person is null,
            [nameof(AuditPage.Older)] = asked.Next(entries, entry => entry.Cursor),
            [nameof(AuditPage.FirstPage)] = asked.IsFirst,
        });
    });

    internal sealed record AuditQuery
    {
        /// <summary>What was done; empty for all.</summary>
        public string? Action { get; init; }

        /// <summary>Handle, e-mail or id of who did it, or whom it was done to; empty for everybody.</summary>
        public string? Person { get; init; }
    }
}
