using Cruddur.Platform.Data;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.SecondFactor;

/// <param name="Challenge">As sign-in gave it; good for five minutes and five tries.</param>
/// <param name="Code">Of the authenticator app, or a recovery code.</param>
public sealed record SecondFactorRequest(string? Challenge, string? Code);

/// <summary>POST /api/auth/signin/second-factor and the page /signin/code: the second half of a sign-in. There is no session before it.</summary>
/// <param name="pool">Where a user pool asks for the codes instead; null where Cruddur does.</param>
public sealed class SignInCode(Db db, Challenges challenges, Authenticators authenticators, Attempts attempts, Sessions sessions, CognitoEntry? pool = null)
{
    internal const string Path = "/signin/code";

    private static readonly Query<SignedInUser> Person = Query.Of("Platform/Identity/SecondFactor/SecondFactor.sql#Person",
        row => new SignedInUser(row.Uuid(0), row.Text(1), row.Text(2)));

    internal static void Map(IEndpointRouteBuilder api, IEndpointRouteBuilder pages)
    {
        api.MapPost("/auth/signin/second-factor", async Task<Ok<SignedIn>> (SecondFactorRequest request, SignInCode code, HttpContext context, CancellationToken ct) =>
        {
            var (session, user) = await code.RunAsync(request, Sessions.Bearer, context, ct);
            return TypedResults.Ok(new SignedIn(session.Token, session.ExpiresAt, user));
        }).WithSummary("Sign in, second half: the challenge and a code for a bearer token");

        pages.MapGet(Path, (string? return_to, HttpRequest request, Viewer? viewer, PageContext context) =>
            viewer is not null || Challenges.CookieOf(request, ChallengePurpose.SecondFactor) is null
                ? Pages.SeeOther(SignInPages.LocalPath(return_to) is var path && viewer is null ? "/signin" : path)
                : Show(context, return_to, null, 200));
        pages.MapPost(Path, SignInAsync);
    }

    /// <exception cref="RequestError">422 for a blank or wrong code and when the challenge is over, 429 after too many tries.</exception>
    internal async Task<(Session Session, SignedInUser User)> RunAsync(SecondFactorRequest request, string kind, HttpContext context, CancellationToken ct)
    {
        await attempts.CountAsync(Authenticators.ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
        if (string.IsNullOrWhiteSpace(request.Code)) throw RequestError.Invalid("factor_code_blank");
        if (pool is not null)
        {
            var (session, owner, _) = await pool.EnterCodeAsync(pool.Open(request.Challenge) ?? throw Over(), request.Code, kind, context, ct);
            return session is null ? throw Over() : (session, owner!);
        }
        var found = await challenges.TryAsync(ChallengePurpose.SecondFactor, request.Challenge, ct);
        if (found?.UserUuid is not { } user) throw Over();
        await authenticators.CheckAsync(user, request.Code, ct);
        // Whoever comes second with the same challenge has nothing, whatever their code.
        if (await challenges.TakeAsync(ChallengePurpose.SecondFactor, request.Challenge, ct) is null) throw Over();
        var person = await db.FindAsync(Person, new Args { ["user"] = user }, ct) ?? throw Over();
        return (await sessions.BeginAsync(user, kind, context.Request.Headers.UserAgent.ToString(), ct), person);
    }

    private static async Task<IResult> SignInAsync(IFormCollection form, SignInCode code, HttpContext context, PageContext page, CancellationToken ct)
    {
        var returnTo = form["return_to"].ToString();
        try
        {
            var token = Challenges.CookieOf(context.Request, ChallengePurpose.SecondFactor);
            var (session, _) = await code.RunAsync(new SecondFactorRequest(token, form["code"]), Sessions.Cookie, context, ct);
            Challenges.DropCookie(context.Response, ChallengePurpose.SecondFactor);
            SessionCookie.Set(context.Response, session);
            return Pages.SeeOther(SignInPages.LocalPath(returnTo));
        }
        catch (RequestError refused) when (refused.Status is 422 or 429 or 503)
        {
            return Show(page, returnTo, page.Wait(refused), refused.Status);
        }
    }

    private static RequestError Over() => RequestError.Invalid("factor_challenge_over");

    private static IResult Show(PageContext context, string? returnTo, RequestError? refused, int status)
    {
        context.For(null, Texts.SignInTitle).With("settings.css");
        return Pages.Show<SignInCodePage>(new()
        {
            [nameof(SignInCodePage.ReturnTo)] = returnTo,
            [nameof(SignInCodePage.Errors)] = refused?.Sentences ?? [],
            [nameof(SignInCodePage.IsOver)] = refused?.Codes.Contains("factor_challenge_over") == true,
        }, status);
    }
}
