using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>The page /signin/cognito/code, where the second factor that Cognito asks for is entered.</summary>
internal static class CodePages
{
    internal const string Path = "/signin/cognito/code";

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, (string? return_to, [FromServices] CognitoEntry? entry, HttpContext context, PageContext page) =>
            (entry ?? throw RequestError.Nothing()).Open(Challenges.CookieOf(context.Request, ChallengePurpose.SecondFactor)) is { } challenge
                ? Show(page, challenge, return_to, null)
                : Pages.SeeOther("/signin"));
        routes.MapPost(Path, AnswerAsync);
    }

    private static async Task<IResult> AnswerAsync(
        IFormCollection form, [FromServices] CognitoEntry? entry, Attempts attempts, HttpContext context, PageContext page, CancellationToken ct)
    {
        if ((entry ?? throw RequestError.Nothing()).Open(Challenges.CookieOf(context.Request, ChallengePurpose.SecondFactor)) is not { } challenge) return Pages.SeeOther("/signin");
        var returnTo = SignInPages.LocalPath(form["return_to"]);
        try
        {
            await attempts.CountAsync(SecondFactor.Authenticators.ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
            var entered = await entry.AnswerAsync(challenge, form["code"].ToString(), Sessions.Cookie, context, ct);
            if (entered.Session is null)
            {
                Challenges.SetCookie(context.Response, ChallengePurpose.SecondFactor, entered.Challenge!);
                return Pages.SeeOther($"{Path}?return_to={Uri.EscapeDataString(returnTo)}");
            }
            Challenges.DropCookie(context.Response, ChallengePurpose.SecondFactor);
            SessionCookie.Set(context.Response, entered.Session);
            return Pages.SeeOther(returnTo);
        }
        catch (RequestError refused) when (refused.Status is 401 or 403 or 422 or 429)
        {
            page.Wait(refused);
            return Show(page, challenge, returnTo, refused);
        }
    }

    private static IResult Show(PageContext page, CognitoChallenge challenge, string? returnTo, RequestError? refused)
    {
        page.For(null, Texts.CodeTitle).With("join.css", "settings.css");
        return Pages.Show<CodePage>(new()
        {
            [nameof(CodePage.Factor)] = challenge.Name,
            [nameof(CodePage.ReturnTo)] = returnTo,
            [nameof(CodePage.Errors)] = refused?.Sentences ?? [],
        }, refused?.Status ?? 200);
    }
}
