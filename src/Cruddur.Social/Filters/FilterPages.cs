using System.Globalization;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Operators;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Moderation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Filters;

/// <summary>The pages /settings/filters, for oneself, and /admin/filters, for everybody.</summary>
internal static class FilterPages
{
    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings/filters", async (Viewer viewer, PageContext context, EditFilters filters, CancellationToken ct) =>
            ShowMine(context, viewer, await filters.ListAsync(viewer, ct), new(null, null), null));
        pages.MapPost("/settings/filters", async (Viewer viewer, [AsParameters] FilterForm form, PageContext context, EditFilters filters, CancellationToken ct) =>
        {
            try
            {
                await filters.SetAsync(viewer, form.Filter, ct);
            }
            catch (RequestError refused) when (refused.Status == 422)
            {
                return ShowMine(context, viewer, await filters.ListAsync(viewer, ct), form.Filter, refused);
            }
            return Pages.SeeOther("/settings/filters?notice=filter-saved");
        });
        pages.MapPost("/settings/filters/{uuid:guid}/remove", async (Guid uuid, Viewer viewer, EditFilters filters, CancellationToken ct) =>
        {
            await filters.DropAsync(viewer, uuid, ct);
            return Pages.SeeOther("/settings/filters?notice=filter-removed");
        });
        pages.MapGet("/admin/filters", async (Administrator admin, PageContext context, EditFilters filters, CancellationToken ct) =>
            ShowServer(context, admin, await filters.ListAsync(admin, ct), new(null, null), null));
        pages.MapPost("/admin/filters", async (Administrator admin, [AsParameters] FilterForm form, PageContext context, EditFilters filters, CancellationToken ct) =>
        {
            try
            {
                await filters.SetAsync(admin, form.Filter, ct);
            }
            catch (RequestError refused) when (refused.Status == 422)
            {
                return ShowServer(context, admin, await filters.ListAsync(admin, ct), form.Filter, refused);
            }
            return Pages.SeeOther("/admin/filters?notice=filter-saved");
        });
        pages.MapPost("/admin/filters/{uuid:guid}/remove", async (Guid uuid, Administrator admin, EditFilters filters, CancellationToken ct) =>
        {
            await filters.DropAsync(admin, uuid, ct);
            return Pages.SeeOther("/admin/filters?notice=filter-removed");
        });
    }

    private static IResult ShowMine(PageContext context, Viewer viewer, IReadOnlyList<WordFilter> all, NewFilter fields, RequestError? refused)
    {
        context.For(viewer, Texts.Title).With("settings.css", "settings.js");
        return Pages.Show<FilterSettingsPage>(new()
        {
            [nameof(FilterSettingsPage.All)] = all,
            [nameof(FilterSettingsPage.Fields)] = fields,
            [nameof(FilterSettingsPage.Codes)] = refused?.Codes ?? [],
        }, refused?.Status ?? 200);
    }

    private static IResult ShowServer(PageContext context, Administrator admin, IReadOnlyList<WordFilter> all, NewFilter fields, RequestError? refused) =>
        CasePages.Show<ServerFiltersPage>(context, admin, Texts.Title, new()
        {
            [nameof(ServerFiltersPage.All)] = all,
            [nameof(ServerFiltersPage.Fields)] = fields,
            [nameof(ServerFiltersPage.Codes)] = refused?.Codes ?? [],
        }, refused?.Status ?? 200);

    internal sealed record FilterForm
    {
        [FromForm(Name = "phrase")] public string? Phrase { get; init; }
        [FromForm(Name = "action")] public string? Action { get; init; }
        [FromForm(Name = "days")] public string? Days { get; init; }

        /// <summary>What no number is breaks the rule of days.</summary>
        public NewFilter Filter => new(Phrase, Action, string.IsNullOrEmpty(Days) ? null : int.TryParse(Days, NumberStyles.None, CultureInfo.InvariantCulture, out var days) ? days : -1);
    }
}
