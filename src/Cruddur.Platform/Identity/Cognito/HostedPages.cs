using System.Security.Cryptography;
using System.Text.Json;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>/signin/cognito leads to the pool's own pages, and they lead back to /signin/cognito/callback.</summary>
internal static class HostedPages
{
    private const string CookieName = "__Host-cruddur-hosted";
    private const string CallbackPath = "/signin/cognito/callback";

    private static readonly CookieOptions Cookie = new() { Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/signin/cognito", (string? return_to, Viewer? viewer, [FromServices] HostedSignIn? hosted, HttpContext context) =>
        {
            if (hosted is null) throw NotConfigured();
            if (viewer is not null) return Pages.SeeOther(SignInPages.LocalPath(return_to));
            var (question, address) = hosted.Ask(SignInPages.LocalPath(return_to), Callback(context));
            context.Response.Cookies.Append(CookieName, Protector(context).Protect(JsonSerializer.Serialize(question, CognitoJson.Default.HostedQuestion)), Cookie);
            context.Response.Headers.CacheControl = "no-store";
            return Pages.SeeOther(address);
        });
        routes.MapGet(CallbackPath, AnswerAsync);
    }

    private static async Task<IResult> AnswerAsync(string? state, string? code, string? error, [FromServices] HostedSignIn? hosted, Sessions sessions, HttpContext context, CancellationToken ct)
    {
        if (hosted is null) throw NotConfigured();
        var question = Question(context);
        // Good once, whatever comes of it.
        context.Response.Cookies.Delete(CookieName, Cookie);
        context.Response.Headers.CacheControl = "no-store";
        if (error is not null && question is not null) return Pages.SeeOther("/signin");
        var come = await hosted.AnswerAsync(question, (state, code), Callback(context), ct);
        var session = await sessions.BeginAsync(come.Person.Uuid, Sessions.Cookie, context.Request.Headers.UserAgent.ToString(), ct);
        await hosted.KeepAsync(session, come, ct);
        SessionCookie.Set(context.Response, session);
        return Pages.SeeOther(SignInPages.LocalPath(question!.ReturnTo));
    }

    private static HostedQuestion? Question(HttpContext context)
    {
        if (context.Request.Cookies[CookieName] is not { Length: > 0 and <= 4096 } sealedText) return null;
        try
        {
            return JsonSerializer.Deserialize(Protector(context).Unprotect(sealedText), CognitoJson.Default.HostedQuestion);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Where Cognito sends people back to; it takes only addresses that its client lists, so a made-up host leads nowhere.</summary>
    private static Uri Callback(HttpContext context)
    {
        var settings = (CognitoSettings)context.RequestServices.GetService(typeof(CognitoSettings))!;
        return settings.CallbackUrl ?? new Uri($"{context.Request.Scheme}://{context.Request.Host}{CallbackPath}");
    }

    private static IDataProtector Protector(HttpContext context) =>
        ((IDataProtectionProvider)context.RequestServices.GetService(typeof(IDataProtectionProvider))!).CreateProtector("Cruddur.Cognito.Hosted");

    private static RequestError NotConfigured() => new(404, ErrorTexts.Of("generic_404"));
}
