using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Reports;

/// <summary>The pages that report a crud and a person.</summary>
internal sealed class ReportPages(FileReport file, Db db, TimeProvider clock)
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/@{handle}/status/{uuid:guid}/report", (string handle, Guid uuid, Viewer viewer, PageContext context, ReportPages pages, CancellationToken ct) =>
            pages.CrudAsync(new Asked(viewer, context, $"/@{handle}/status/{uuid}"), uuid, ct));
        routes.MapPost("/@{handle}/status/{uuid:guid}/report",
            (string handle, Guid uuid, Viewer viewer, [AsParameters] ReportForm form, PageContext context, ReportPages pages, CancellationToken ct) =>
                pages.FileCrudAsync(new Asked(viewer, context, $"/@{handle}/status/{uuid}"), uuid, form, ct));
        routes.MapGet("/@{handle}/report", (string handle, Viewer viewer, PageContext context, ReportPages pages, CancellationToken ct) =>
            pages.PersonAsync(new Asked(viewer, context, $"/@{handle}"), handle, ct));
        routes.MapPost("/@{handle}/report", (string handle, Viewer viewer, [AsParameters] ReportForm form, PageContext context, ReportPages pages, CancellationToken ct) =>
            pages.FilePersonAsync(new Asked(viewer, context, $"/@{handle}"), handle, form, ct));
    }

    private async Task<IResult> CrudAsync(Asked asked, Guid uuid, CancellationToken ct)
    {
        var subject = await file.CrudAsync(uuid, ct);
        return await ShowAsync(asked, subject, new ReportForm(), null, ct);
    }

    private async Task<IResult> PersonAsync(Asked asked, string handle, CancellationToken ct)
    {
        var subject = await file.PersonAsync(handle, ct);
        return await ShowAsync(asked, subject, new ReportForm(), null, ct);
    }

    private async Task<IResult> FileCrudAsync(Asked asked, Guid uuid, ReportForm form, CancellationToken ct)
    {
        var subject = await file.CrudAsync(uuid, ct);
        return await FileAsync(asked, subject, form, ct);
    }

    private async Task<IResult> FilePersonAsync(Asked asked, string handle, ReportForm form, CancellationToken ct)
    {
        var subject = await file.PersonAsync(handle, ct);
        return await FileAsync(asked, subject, form, ct);
    }

    private async Task<IResult> FileAsync(Asked asked, Subject subject, ReportForm form, CancellationToken ct)
    {
        try
        {
            await file.RunAsync(asked.Viewer, subject, new NewReport(form.Reason, form.Note), ct);
        }
        catch (RequestError refused) when (refused.Status is 422 or 429)
        {
            asked.Context.Wait(refused);
            return await ShowAsync(asked, subject, form, refused, ct);
        }
        return Pages.SeeOther("/?notice=reported");
    }

    private async Task<IResult> ShowAsync(Asked asked, Subject subject, ReportForm fields, RequestError? refused, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        asked.Context.For(asked.Viewer, Texts.Title).With("settings.css", "settings.js");
        return Pages.Show<ReportPage>(new()
        {
            [nameof(ReportPage.Back)] = asked.Back,
            [nameof(ReportPage.IsPerson)] = subject.Kind == Subject.Person,
            [nameof(ReportPage.Name)] = subject.Text.DisplayName ?? "",
            // Who may not see it is not shown it here either.
            [nameof(ReportPage.Crud)] = subject.Kind == Subject.Crud ? await ShowCrud.FindAsync(db, subject.Uuid, asked.Viewer, now, ct) : null,
            [nameof(ReportPage.Reason)] = fields.Reason ?? "",
            [nameof(ReportPage.Note)] = fields.Note ?? "",
            [nameof(ReportPage.Codes)] = refused?.Codes ?? [],
            [nameof(ReportPage.Refused)] = refused is { Codes.Count: 0 } ? refused.Text : null,
            [nameof(ReportPage.Now)] = now,
        }, refused?.Status ?? 200);
    }

    /// <param name="Viewer">Who reports.</param>
    /// <param name="Context">The frame.</param>
    /// <param name="Back">The page of what is reported.</param>
    private sealed record Asked(Viewer Viewer, PageContext Context, string Back);

    internal sealed record ReportForm
    {
        [FromForm(Name = "reason")] public string? Reason { get; init; }
        [FromForm(Name = "note")] public string? Note { get; init; }
    }
}
