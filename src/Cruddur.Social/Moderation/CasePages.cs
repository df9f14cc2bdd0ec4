using Cruddur.Platform.Accounts;
using Cruddur.Platform.Operators;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Moderation;

/// <summary>The pages /admin/reports: the queue, a case, and the page that asks once more before something is done about it.</summary>
internal static class CasePages
{
    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/admin/reports", async (string? state, [AsParameters] PageQuery query, Administrator admin, PageContext context, Cases cases, CancellationToken ct) =>
        {
            var (page, closed) = (query.ToPage(), state == "closed");
            var found = await cases.ListAsync(admin, closed, page, ct);
            return Show<QueuePage>(context, admin, Texts.Reports, new()
            {
                [nameof(QueuePage.Cases)] = found,
                [nameof(QueuePage.Closed)] = closed,
                [nameof(QueuePage.Older)] = page.Next(found, Case.CursorOf),
                [nameof(QueuePage.FirstPage)] = page.IsFirst,
            });
        });
        pages.MapGet("/admin/reports/{uuid:guid}", async (Guid uuid, Administrator admin, PageContext context, Cases cases, TimeProvider clock, CancellationToken ct) =>
            ShowCase(context, admin, await cases.LoadAsync(admin, uuid, ct), null, clock.GetUtcNow()));
        // An answer and not a redirect: whoever loads it again looks again, and that is noted as well.
        pages.MapPost("/admin/reports/{uuid:guid}/views", async (Guid uuid, Administrator admin, PageContext context, Cases cases, ViewReport view, TimeProvider clock, CancellationToken ct) =>
        {
            var content = await view.RunAsync(admin, uuid, ct);
            return ShowCase(context, admin, await cases.LoadAsync(admin, uuid, ct), content, clock.GetUtcNow());
        });
        pages.MapGet("/admin/reports/{uuid:guid}/decision", async (Guid uuid, string? outcome, string? typed, Administrator admin, PageContext context, [AsParameters] Desk desk, CancellationToken ct) =>
        {
            var found = await desk.Cases.FindAsync(admin, uuid, ct);
            if (Outcome.Find(outcome) is not { } chosen || !chosen.Fits(found.Kind)) throw RequestError.Nothing();
            if (found.ClosedAt is not null) return Pages.SeeOther($"/admin/reports/{uuid}");
            Demand(desk.Sudo, admin, uuid, chosen, []);
            var before = desk.Sudo.TypedBefore(admin.Viewer, typed);
            return ShowDecision(context, admin, found, new(chosen.Value, before.GetValueOrDefault("reason"), before.GetValueOrDefault("words")), null);
        });
        pages.MapPost("/admin/reports/{uuid:guid}/decision", DecideAsync);
    }

    private static async Task<IResult> DecideAsync(
        Guid uuid, Administrator admin, [AsParameters] DecisionForm form, PageContext context, [AsParameters] Desk desk, CancellationToken ct)
    {
        if (Outcome.Find(form.Outcome) is not { } outcome) throw RequestError.Malformed();
        Demand(desk.Sudo, admin, uuid, outcome, ("reason", form.Reason), ("words", form.Words));
        var decision = new NewDecision(form.Outcome, form.Reason, form.Words);
        try
        {
            await desk.Decide.RunAsync(admin, uuid, decision, ct);
        }
        catch (RequestError refused) when (refused.Status == 422)
        {
            // Somebody else was faster: their decision stands, and the case says which it is.
            return refused.Codes is ["case_closed"]
                ? Pages.SeeOther($"/admin/reports/{uuid}?notice=case-closed-before")
                : ShowDecision(context, admin, await desk.Cases.FindAsync(admin, uuid, ct), decision, refused);
        }
        return Pages.SeeOther($"/admin/reports/{uuid}?notice=case-closed");
    }

    /// <summary>Suspending somebody is as dangerous as switching them off under People.</summary>
    private static void Demand(Sudo sudo, Administrator admin, Guid uuid, Outcome outcome, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        if (outcome == Outcome.Suspend) sudo.Demand(admin.Viewer, $"/admin/reports/{uuid}/decision?outcome={outcome.Value}", fields);
    }

    private static IResult ShowCase(PageContext context, Administrator admin, CaseFile file, ReportContent? content, DateTimeOffset now) => Show<CasePage>(context, admin, Texts.CaseTitle, new()
    {
        [nameof(CasePage.File)] = file,
        [nameof(CasePage.Content)] = content,
        [nameof(CasePage.Now)] = now,
    });

    private static IResult ShowDecision(PageContext context, Administrator admin, Case found, NewDecision decision, RequestError? refused) => Show<DecisionPage>(context, admin, Texts.DecisionTitle, new()
    {
        [nameof(DecisionPage.Case)] = found,
        [nameof(DecisionPage.Outcome)] = Outcome.Find(decision.Outcome)!,
        [nameof(DecisionPage.Fields)] = decision,
        [nameof(DecisionPage.Codes)] = refused?.Codes ?? [],
    }, refused?.Status ?? 200);

    /// <summary>A page with the style of administration.</summary>
    internal static IResult Show<T>(PageContext context, Administrator admin, string title, Dictionary<string, object?> parameters, int status = 200)
        where T : IComponent
    {
        context.For(admin.Viewer, title).With("settings.css", "admin.css", "settings.js");
        return Pages.Show<T>(parameters, status);
    }

    /// <summary>What deciding needs.</summary>
    internal sealed record Desk([FromServices] Cases Cases, [FromServices] DecideCase Decide, [FromServices] Sudo Sudo);

    internal sealed record DecisionForm
    {
        [FromForm(Name = "outcome")] public string? Outcome { get; init; }
        [FromForm(Name = "reason")] public string? Reason { get; init; }
        [FromForm(Name = "words")] public string? Words { get; init; }
    }
}
