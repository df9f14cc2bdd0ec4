using System.Globalization;
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
    private const string Path = "/signin/cognito/code";
    private static readonly AttemptLimit ByAddress = new("signin:code", 25, TimeSpan.FromMinutes(15));

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(Path, ([FromServices] CognitoEntry? entry, HttpContext context, PageContext page) =>
            (entry ?? throw NotConfigured()).HeldBy(context.Request) is { } held ? Show(page, held, []) : Pages.SeeOther("/signin"));
        routes.MapPost(Path, AnswerAsync);
    }

    private static async Task<IResult> AnswerAsync(
        IFormCollection form, [FromServices] CognitoEntry? entry, Attempts attempts, HttpContext context, PageContext page, CancellationToken ct)
    {
        if ((entry ?? throw NotConfigured()).HeldBy(context.Request) is not { } held) return Pages.SeeOther("/signin");
        try
        {
            await attempts.CountAsync(ByAddress, Attempts.Of(context.Connection.RemoteIpAddress), ct);
            var code = string.Concat(form["code"].ToString().Where(char.IsAsciiDigit).Take(10));
            if (code.Length == 0) throw RequestError.Invalid("code_blank");
            var entered = await entry.AnswerAsync(held.Challenge, code, context, ct);
            if (entered.Session is null)
            {
                entry.Hold(context.Response, held with { Challenge = entered.Challenge! });
                return Pages.SeeOther(Path);
            }
            CognitoEntry.Drop(context.Response);
            SessionCookie.Set(context.Response, entered.Session);
            return Pages.SeeOther(SignInPages.LocalPath(held.ReturnTo));
        }
        catch (RequestError refused) when (refused.Status is 401 or 403 or 422 or 429)
        {
            if (refused.RetryAfterSeconds is { } wait) context.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
            return Show(page, held, refused.Sentences, refused.Status);
        }
    }

    private static IResult Show(PageContext page, HeldChallenge held, IReadOnlyList<string> errors, int status = 200)
    {
        page.For(null, "Enter your code");
        return Pages.Show<CodePage>(new() { [nameof(CodePage.Factor)] = held.Challenge.Name, [nameof(CodePage.Errors)] = errors }, status);
    }

    private static RequestError NotConfigured() => new(404, ErrorTexts.Of("generic_404"));
}
