using Cruddur.Platform.Accounts;
using Cruddur.Platform.Identity.SecondFactor;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.Passkeys;

/// <summary>Making, naming and removing passkeys under /settings/security; signing in and confirming with one.</summary>
internal static class PasskeyPages
{
    internal const string NewPath = "/settings/security/passkeys/new";
    internal const string ConfirmPath = "/settings/confirm/passkey";
    internal const string SignInPath = "/signin/passkey";

    /// <summary>Each page that offers signing in by passkey begins a ceremony, so there are many more than sign-ins.</summary>
    internal static readonly AttemptLimit ByAddress = new("passkey:address", 300, TimeSpan.FromMinutes(5));

    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet(NewPath, (Viewer viewer, PageContext context, Sudo sudo) =>
        {
            sudo.Demand(viewer, NewPath);
            return ShowNew(context, viewer, "", []);
        });
        pages.MapPost($"{NewPath}/options", async (Viewer viewer, Sudo sudo, PasskeyCeremonies ceremonies, HttpContext context, CancellationToken ct) =>
        {
            sudo.Demand(viewer, NewPath);
            return Json(await ceremonies.BeginRegistrationAsync(viewer, context, ct));
        });
        pages.MapPost(NewPath, RegisterAsync);
        pages.MapPost("/settings/security/passkeys/{uuid:guid}/rename", async (Guid uuid, Viewer viewer, IFormCollection form, PasskeyList list, CancellationToken ct) =>
        {
            await list.RenameAsync(viewer, uuid, form["name"], ct);
            return Pages.SeeOther($"{SecuritySettings.Path}?notice=passkey-renamed");
        });
        pages.MapPost("/settings/security/passkeys/{uuid:guid}/remove", async (Guid uuid, Viewer viewer, IFormCollection form, Sudo sudo, PasskeyList list, CancellationToken ct) =>
        {
            sudo.Demand(viewer, SecuritySettings.Path);
            await list.RemoveAsync(viewer, uuid, SecuritySettings.EndsOthers(form), ct);
            return Pages.SeeOther($"{SecuritySettings.Path}?notice=passkey-removed");
        });
        pages.MapPost($"{ConfirmPath}/options", async (Viewer viewer, PasskeyCeremonies ceremonies, HttpContext context, CancellationToken ct) =>
            Json(await ceremonies.BeginAsync(viewer, context, ct)));
        pages.MapPost(ConfirmPath, ConfirmAsync);
        pages.MapPost($"{SignInPath}/options", async (PasskeyCeremonies ceremonies, Attempts attempts, HttpContext context, CancellationToken ct) =>
        {
            await attempts.CountAsync(ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
            return Json(await ceremonies.BeginAsync(null, context, ct));
        });
        pages.MapPost(SignInPath, SignInAsync);
    }

    private static async Task<IResult> RegisterAsync(
        Viewer viewer, IFormCollection form, PasskeyCeremonies ceremonies, PasskeyList list, Sudo sudo, HttpContext context, CancellationToken ct)
    {
        sudo.Demand(viewer, NewPath);
        try
        {
            var name = PasskeyList.CheckName(form["name"]);
            var key = await ceremonies.EndRegistrationAsync(viewer, form["credential"].ToString(), context, ct);
            await list.AddAsync(viewer, key, name, SecuritySettings.EndsOthers(form), ct);
            return Pages.SeeOther($"{SecuritySettings.Path}?notice=passkey-added");
        }
        catch (RequestError refused) when (refused.Status == 422)
        {
            return ShowNew(PageContext.Of(context), viewer, form["name"].ToString(), refused.Sentences, 422);
        }
    }

    private static async Task<IResult> ConfirmAsync(
        Viewer viewer, IFormCollection form, PasskeyCeremonies ceremonies, Sessions sessions, HttpContext context, CancellationToken ct)
    {
        var back = form["return_to"].ToString();
        try
        {
            await ceremonies.EndAsync(viewer, form["credential"].ToString(), context, ct);
        }
        catch (RequestError refused) when (refused.Status == 422)
        {
            return SettingsPages.Show<PasskeyFailedPage>(PageContext.Of(context), viewer, Texts.Failed, new()
            {
                [nameof(PasskeyFailedPage.Errors)] = refused.Sentences,
                [nameof(PasskeyFailedPage.Again)] = $"/settings/confirm?return_to={Uri.EscapeDataString(back)}",
            }, 422);
        }
        await sessions.ProveAsync(viewer, ct);
        return Sudo.GoOn(back);
    }

    private static async Task<IResult> SignInAsync(
        IFormCollection form, PasskeyCeremonies ceremonies, Sessions sessions, Attempts attempts, HttpContext context, CancellationToken ct)
    {
        var back = form["return_to"].ToString();
        try
        {
            await attempts.CountAsync(SignIn.ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
            var owner = await ceremonies.EndAsync(null, form["credential"].ToString(), context, ct);
            SessionCookie.Set(context.Response, await sessions.BeginAsync(owner.Uuid, Sessions.Cookie, context.Request.Headers.UserAgent.ToString(), ct));
            return Pages.SeeOther(SignInPages.LocalPath(back));
        }
        catch (RequestError refused) when (refused.Status is 422 or 429)
        {
            var page = PageContext.Of(context);
            page.Wait(refused);
            page.For(null, Texts.Failed).With("settings.css");
            return Pages.Show<PasskeyFailedPage>(new()
            {
                [nameof(PasskeyFailedPage.Errors)] = refused.Sentences,
                [nameof(PasskeyFailedPage.Again)] = $"/signin?return_to={Uri.EscapeDataString(SignInPages.LocalPath(back))}",
            }, refused.Status);
        }
    }

    private static IResult ShowNew(PageContext context, Viewer viewer, string name, IReadOnlyList<string> errors, int status = 200)
    {
        var page = SettingsPages.Show<NewPasskeyPage>(context, viewer, Texts.Add, new()
        {
            [nameof(NewPasskeyPage.Name)] = name,
            [nameof(NewPasskeyPage.Errors)] = errors,
        }, status);
        context.With("settings.css", "security.css", "settings.js", "passkeys.js");
        return page;
    }

    private static IResult Json(string json) => Results.Text(json, "application/json");
}
