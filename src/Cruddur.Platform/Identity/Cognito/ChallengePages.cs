using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.Cognito;

/// <param name="Challenge">As sign-in gave it.</param>
/// <param name="Password">The new one.</param>
public sealed record NewPasswordRequest(string? Challenge, string? Password);

/// <summary>
/// The page /signin/cognito/challenge, where people answer what Cognito asks for besides the password: the code of a second
/// factor, or another password from whoever was given theirs. By JSON the latter is POST /api/auth/signin/new-password.
/// </summary>
internal static class ChallengePages
{
    internal const string Path = "/signin/cognito/challenge";

    internal static void Map(IEndpointRouteBuilder api, IEndpointRouteBuilder pages)
    {
        pages.MapGet(Path, (string? return_to, [FromServices] CognitoEntry? entry, HttpContext context, PageContext page) =>
            Asked(entry, context.Request) is { } challenge
                ? Show(page, challenge, return_to, null)
                : Pages.SeeOther("/signin"));
        pages.MapPost(Path, AnswerAsync);

        api.MapPost("/auth/signin/new-password", async Task<Results<Ok<SignedIn>, JsonHttpResult<SignInStep>>> (
            NewPasswordRequest request, [FromServices] CognitoEntry? entry, Attempts attempts, HttpContext context, CancellationToken ct) =>
        {
            if (entry is null) throw RequestError.Nothing();
            await attempts.CountAsync(SecondFactor.Authenticators.ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
            var challenge = entry.Open(request.Challenge) ?? throw RequestError.Invalid("factor_challenge_over");
            var (session, user, next) = await entry.SetPasswordAsync(challenge, request.Password ?? "", Sessions.Bearer, context, ct);
            return next is null ? TypedResults.Ok(new SignedIn(session!.Token, session.ExpiresAt, user!)) : next.ToJson();
        })
        .Produces<SignInStep>(401)
        .WithSummary("Sign in, where a user pool asks for another password: the challenge and the new password for a bearer token");
    }

    private static async Task<IResult> AnswerAsync(
        IFormCollection form, [FromServices] CognitoEntry? entry, Attempts attempts, HttpContext context, PageContext page, CancellationToken ct)
    {
        if (Asked(entry, context.Request) is not { } challenge) return Pages.SeeOther("/signin");
        var returnTo = SignInPages.LocalPath(form["return_to"]);
        try
        {
            await attempts.CountAsync(SecondFactor.Authenticators.ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
            if (challenge.AsksForPassword && form["password"] != form["password_again"]) throw RequestError.Invalid("passwords_differ");
            var entered = challenge.AsksForPassword
                ? await entry!.SetPasswordAsync(challenge, form["password"].ToString(), Sessions.Cookie, context, ct)
                : await entry!.EnterCodeAsync(challenge, form["code"].ToString(), Sessions.Cookie, context, ct);
            if (entered.Next is { } next) return next.Go(context.Response, returnTo);
            Challenges.DropCookie(context.Response, ChallengePurpose.SecondFactor);
            SessionCookie.Set(context.Response, entered.Session!);
            return Pages.SeeOther(returnTo);
        }
        catch (RequestError refused) when (refused.Status is 401 or 403 or 422 or 429 or 503)
        {
            return Show(page, challenge, returnTo, page.Wait(refused));
        }
    }

    /// <summary>What this browser was asked; null when that was too long ago.</summary>
    private static CognitoChallenge? Asked(CognitoEntry? entry, HttpRequest request) =>
        (entry ?? throw RequestError.Nothing()).Open(Challenges.CookieOf(request, ChallengePurpose.SecondFactor));

    private static IResult Show(PageContext page, CognitoChallenge challenge, string? returnTo, RequestError? refused)
    {
        page.For(null, challenge.AsksForPassword ? Texts.PasswordTitle : Texts.CodeTitle).With("join.css", "settings.css", "join.js");
        return Pages.Show<ChallengePage>(new()
        {
            [nameof(ChallengePage.Asked)] = challenge.Name,
            [nameof(ChallengePage.ReturnTo)] = returnTo,
            [nameof(ChallengePage.Refused)] = refused,
        }, refused?.Status ?? 200);
    }
}
