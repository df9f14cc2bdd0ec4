using Cruddur.Platform.Mail;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.Join;

/// <summary>How far somebody is who has forgotten their password.</summary>
public enum RecoverStep
{
    /// <summary>They say their address.</summary>
    Ask,

    /// <summary>They enter the code and a new password.</summary>
    Enter,

    /// <summary>They can sign in.</summary>
    Done,
}

/// <summary>The page /forgot in its three steps.</summary>
internal static class RecoverPages
{
    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/forgot", (string? email, PageContext context, MailSettings mail) =>
            Show(context, mail, string.IsNullOrEmpty(email) ? RecoverStep.Ask : RecoverStep.Enter, (email ?? "", ""), null));
        pages.MapGet("/forgot/done", (PageContext context, MailSettings mail) => Show(context, mail, RecoverStep.Done, ("", ""), null));
        pages.MapPost("/forgot", AskAsync);
        pages.MapPost("/forgot/reset", ResetAsync);
    }

    private static async Task<IResult> AskAsync(IFormCollection form, RecoverPassword recover, HttpContext context, PageContext page, MailSettings mail, CancellationToken ct)
    {
        var email = form["email"].ToString();
        try
        {
            await recover.SendAsync(email, context, ct);
            return Pages.SeeOther($"/forgot?email={Uri.EscapeDataString(Limits.Normalise(email))}");
        }
        catch (RequestError refused) when (refused.Status is 422 or 429 or 503)
        {
            return Show(page, mail, RecoverStep.Ask, (email, ""), page.Wait(refused));
        }
    }

    private static async Task<IResult> ResetAsync(IFormCollection form, RecoverPassword recover, HttpContext context, PageContext page, MailSettings mail, CancellationToken ct)
    {
        var email = form["email"].ToString();
        try
        {
            if (form["password"] != form["password_again"]) throw RequestError.Invalid("passwords_differ");
            await recover.RunAsync(new RecoverRequest(email, form["code"], form["password"]), context, ct);
            return Pages.SeeOther("/forgot/done");
        }
        catch (RequestError refused) when (refused.Status is 422 or 429 or 503)
        {
            return Show(page, mail, RecoverStep.Enter, (email, refused.Codes.Contains("code_invalid") ? "" : form["code"].ToString()), page.Wait(refused));
        }
    }

    private static IResult Show(PageContext context, MailSettings mail, RecoverStep step, (string Email, string Code) entered, RequestError? refused)
    {
        context.For(null, Texts.Recover).With("settings.css", "join.css", "join.js");
        return Pages.Show<ForgotPage>(new()
        {
            [nameof(ForgotPage.Step)] = step,
            [nameof(ForgotPage.Email)] = entered.Email,
            [nameof(ForgotPage.Code)] = entered.Code,
            [nameof(ForgotPage.Codes)] = refused?.Codes ?? [],
            [nameof(ForgotPage.General)] = refused is { Codes.Count: 0 } ? refused.Sentences : [],
            [nameof(ForgotPage.IsOutboxShown)] = mail.IsOutboxShown,
        }, refused?.Status ?? 200);
    }
}
