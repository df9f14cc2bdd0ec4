using Cruddur.Platform.Accounts;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Platform.Identity.Passkeys;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.SecondFactor;

/// <summary>The page /settings/security, and switching the authenticator app on and off below it.</summary>
internal static class SecuritySettings
{
    internal const string Path = "/settings/security";
    internal const string AppPath = $"{Path}/app";
    private const string CodesPath = $"{Path}/recovery-codes";

    internal static void Map(IEndpointRouteBuilder all)
    {
        all.MapGet(Path, async (Viewer viewer, PageContext context, IIdentityProvider provider, Authenticators authenticators, PasskeyList passkeys, TimeProvider clock, CancellationToken ct) =>
        {
            if (provider.IsPool) return SettingsPages.Show<PoolSettingsPage>(context, viewer, Texts.Security, new());
            var page = SettingsPages.Show<SecuritySettingsPage>(context, viewer, Texts.Security, new()
            {
                [nameof(SecuritySettingsPage.Status)] = await authenticators.StatusAsync(viewer.Uuid, ct),
                [nameof(SecuritySettingsPage.Passkeys)] = await passkeys.LoadAsync(viewer.Uuid, ct),
                [nameof(SecuritySettingsPage.Now)] = clock.GetUtcNow(),
            });
            context.With("settings.css", "security.css", "settings.js");
            return page;
        });
        var pages = all.WithoutPool(Path);
        pages.MapGet(AppPath, async (Viewer viewer, PageContext context, Sudo sudo, Authenticators authenticators, CancellationToken ct) =>
        {
            sudo.Demand(viewer, AppPath);
            if ((await authenticators.StatusAsync(viewer.Uuid, ct)).IsOn) return Pages.SeeOther(Path);
            var (key, sealedKey) = authenticators.Offer(viewer);
            return ShowApp(context, viewer, key, sealedKey, []);
        });
        pages.MapPost(AppPath, TurnOnAsync);
        pages.MapPost($"{AppPath}/off", async (Viewer viewer, IFormCollection form, Sudo sudo, Authenticators authenticators, CancellationToken ct) =>
        {
            sudo.Demand(viewer, Path);
            await authenticators.TurnOffAsync(viewer, EndsOthers(form), ct);
            return Pages.SeeOther($"{Path}?notice=app-off");
        });
        pages.MapPost(CodesPath, async (Viewer viewer, PageContext context, Sudo sudo, Authenticators authenticators, CancellationToken ct) =>
        {
            sudo.Demand(viewer, Path);
            return await authenticators.RenewCodesAsync(viewer, ct) is { } codes ? ShowCodes(context, viewer, codes, isNew: false) : Pages.SeeOther(Path);
        });
        pages.MapPost("/settings/confirm/code", ConfirmAsync);
    }

    /// <summary>What a check box in each form that changes a factor asks for.</summary>
    internal static bool EndsOthers(IFormCollection form) => form["end_others"].Count > 0;

    private static async Task<IResult> TurnOnAsync(Viewer viewer, IFormCollection form, PageContext context, Sudo sudo, Authenticators authenticators, CancellationToken ct)
    {
        sudo.Demand(viewer, AppPath);
        var sealedKey = form["key"].ToString();
        if (authenticators.Open(viewer, sealedKey) is not { } key) return Pages.SeeOther(AppPath);
        try
        {
            return await authenticators.TurnOnAsync(viewer, key, form["code"].ToString(), EndsOthers(form), ct) is { } codes
                ? ShowCodes(context, viewer, codes, isNew: true)
                : Pages.SeeOther(Path);
        }
        catch (RequestError refused) when (refused.Status is 422 or 429)
        {
            context.Wait(refused);
            return ShowApp(context, viewer, key, sealedKey, refused.Sentences, refused.Status);
        }
    }

    private static async Task<IResult> ConfirmAsync(
        Viewer viewer, IFormCollection form, PageContext context, Authenticators authenticators, Sessions sessions, CancellationToken ct)
    {
        try
        {
            await authenticators.CheckAsync(viewer.Uuid, form["code"].ToString(), ct);
        }
        catch (RequestError refused) when (refused.Status is 422 or 429)
        {
            context.Wait(refused);
            return SettingsPages.Show<CodeProofPage>(context, viewer, Texts.ConfirmTitle, new()
            {
                [nameof(CodeProofPage.ReturnTo)] = form["return_to"].ToString(),
                [nameof(CodeProofPage.Errors)] = refused.Sentences,
            }, refused.Status);
        }
        await sessions.ProveAsync(viewer, ct);
        return Sudo.GoOn(form["return_to"]);
    }

    private static IResult ShowApp(PageContext context, Viewer viewer, string key, string sealedKey, IReadOnlyList<string> errors, int status = 200)
    {
        var page = SettingsPages.Show<AuthenticatorPage>(context, viewer, Texts.App, new()
        {
            [nameof(AuthenticatorPage.Handle)] = viewer.Handle,
            [nameof(AuthenticatorPage.Key)] = key,
            [nameof(AuthenticatorPage.Sealed)] = sealedKey,
            [nameof(AuthenticatorPage.Errors)] = errors,
        }, status);
        context.With("settings.css", "security.css", "settings.js");
        return page;
    }

    private static IResult ShowCodes(PageContext context, Viewer viewer, IReadOnlyList<string> codes, bool isNew)
    {
        var page = SettingsPages.Show<RecoveryCodesPage>(context, viewer, Texts.Codes, new()
        {
            [nameof(RecoveryCodesPage.Codes)] = codes,
            [nameof(RecoveryCodesPage.IsNew)] = isNew,
        });
        context.With("settings.css", "security.css", "settings.js");
        return page;
    }
}
