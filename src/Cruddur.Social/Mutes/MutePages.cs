using Cruddur.Platform.Accounts;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Mutes;

/// <summary>The form behind "mute" in a person's menu, and the page /settings/mutes.</summary>
internal static class MutePages
{
    private const string Settings = "/settings/mutes";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/@{handle}/mute", async (string handle, Viewer viewer, [AsParameters] MuteForm form, PageContext context, MutePerson person, CancellationToken ct) =>
        {
            var state = form.Mute ? await person.MuteAsync(viewer, handle, form.For, ct) : await person.UnmuteAsync(viewer, handle, ct);
            // From the list one goes back to the list, where it can be undone.
            return Pages.SeeOther(!context.CameFrom("/").StartsWith(Settings, StringComparison.Ordinal) ? $"/@{state.Handle}?notice={(state.Muted ? "muted" : "unmuted")}"
                : state.Muted ? $"{Settings}?notice=muted" : $"{Settings}?undone={state.Handle}");
        });
        routes.MapGet(Settings, ShowAsync);
    }

    private static async Task<IResult> ShowAsync(Viewer viewer, Cursor? before, string? undone, PageContext context, MutePerson person, TimeProvider clock, CancellationToken ct)
    {
        var page = Page.Of(before, null);
        var people = await person.LoadAsync(viewer, page, ct);
        return SettingsPages.Show<MutesPage>(context, viewer, Texts.Title, new()
        {
            [nameof(MutesPage.People)] = people,
            [nameof(MutesPage.Undone)] = undone is not null && HandleRules.Check(undone).Count == 0 ? undone : null,
            [nameof(MutesPage.FirstPage)] = page.IsFirst,
            [nameof(MutesPage.Now)] = clock.GetUtcNow(),
            [nameof(MutesPage.Older)] = page.Next(people, MutedPerson.CursorOf) is { } next ? $"{Settings}?before={next}" : null,
        });
    }

    internal sealed record MuteForm
    {
        /// <summary>Whether to, or to end it.</summary>
        [FromForm(Name = "mute")] public bool Mute { get; init; }

        /// <summary>A <see cref="MuteTime.Value"/>.</summary>
        [FromForm(Name = "for")] public string? For { get; init; }
    }
}
