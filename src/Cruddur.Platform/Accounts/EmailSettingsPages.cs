using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Accounts;

/// <summary>The page /settings/email and its three forms: ask, confirm, cancel.</summary>
internal static class EmailSettingsPages
{
    private const string Path = "/settings/email";

    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (string? typed, Viewer viewer, PageContext context, Sudo sudo, ChangeEmail change, CancellationToken ct) =>
        {
            sudo.Demand(viewer, Path);
            return ShowAsync(context, viewer, change, new EmailFields(sudo.TypedBefore(viewer, typed).GetValueOrDefault("email", ""), []), ct);
        });
        pages.MapPost(Path, (Viewer viewer, IFormCollection form, PageContext context, Sudo sudo, ChangeEmail change, CancellationToken ct) =>
        {
            var typed = form["email"].ToString();
            sudo.Demand(viewer, Path, ("email", typed));
            return TryAsync(context, viewer, change, typed, Path, () => change.AskAsync(viewer, typed, ct), ct);
        });
        pages.MapPost($"{Path}/confirm", (Viewer viewer, IFormCollection form, PageContext context, Sudo sudo, ChangeEmail change, CancellationToken ct) =>
        {
            sudo.Demand(viewer, Path);
            return TryAsync(context, viewer, change, "", $"{Path}?notice=email-changed", () => change.ConfirmAsync(viewer, form["code"].ToString(), ct), ct);
        });
        pages.MapPost($"{Path}/cancel", async (Viewer viewer, ChangeEmail change, CancellationToken ct) =>
        {
            await change.CancelAsync(viewer, ct);
            return Pages.SeeOther($"{Path}?notice=email-cancelled");
        });
    }

    private static async Task<IResult> TryAsync(PageContext context, Viewer viewer, ChangeEmail change, string typed, string next, Func<Task> run, CancellationToken ct)
    {
        try
        {
            await run();
        }
        catch (RequestError refused) when (refused.Status is 422 or 429)
        {
            context.Wait(refused);
            return await ShowAsync(context, viewer, change, new EmailFields(typed, refused.Sentences, refused.Status), ct);
        }
        return Pages.SeeOther(next);
    }

    private static async Task<IResult> ShowAsync(PageContext context, Viewer viewer, ChangeEmail change, EmailFields fields, CancellationToken ct) =>
        SettingsPages.Show<EmailSettingsPage>(context, viewer, Texts.Email, new()
        {
            [nameof(EmailSettingsPage.Current)] = await change.CurrentAsync(viewer, ct),
            [nameof(EmailSettingsPage.Pending)] = await change.PendingAsync(viewer, ct),
            [nameof(EmailSettingsPage.Typed)] = fields.Typed,
            [nameof(EmailSettingsPage.Errors)] = fields.Errors,
        }, fields.Status);

    private sealed record EmailFields(string Typed, IReadOnlyList<string> Errors, int Status = 200);
}
