using Cruddur.Platform.Mail;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity.Join;

/// <summary>The pages /signup and /confirm, with the button that asks for another code.</summary>
internal static class SignUpPages
{
    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/signup", (Viewer? viewer, PageContext context) =>
            viewer is null ? ShowSignUp(context, new SignUpRequest("", "", "", ""), null) : Pages.SeeOther("/"));
        pages.MapPost("/signup", SignUpAsync);
        pages.MapGet("/confirm", (string? email, Viewer? viewer, PageContext context, MailSettings mail) =>
            viewer is null ? ShowConfirm(context, (email ?? "", ""), mail, null) : Pages.SeeOther("/"));
        pages.MapPost("/confirm", ConfirmAsync);
        pages.MapPost("/confirm/resend", ResendAsync);
    }

    private static async Task<IResult> SignUpAsync(IFormCollection form, SignUp signUp, HttpContext context, PageContext page, CancellationToken ct)
    {
        var fields = new SignUpRequest(form["name"], form["email"], form["username"], form["password"]);
        try
        {
            await signUp.RunAsync(fields, context, ct);
            return Pages.SeeOther(ConfirmPath(Limits.Normalise(fields.Email)));
        }
        catch (RequestError refused) when (refused.Status is 422 or 429 or 503)
        {
            return ShowSignUp(page, fields, page.Wait(refused));
        }
    }

    private static async Task<IResult> ConfirmAsync(IFormCollection form, ConfirmSignUp confirm, HttpContext context, PageContext page, MailSettings mail, CancellationToken ct)
    {
        var email = form["email"].ToString();
        try
        {
            var (session, _) = await confirm.RunAsync(new ConfirmRequest(email, form["code"]), Sessions.Cookie, context, ct);
            if (session is null) return Pages.SeeOther("/signin?notice=confirmed");
            SessionCookie.Set(context.Response, session);
            return Pages.SeeOther("/?notice=welcome");
        }
        catch (RequestError refused) when (refused.Status is 422 or 429 or 503)
        {
            return ShowConfirm(page, (email, refused.Codes.Contains("code_invalid") ? "" : form["code"].ToString()), mail, page.Wait(refused));
        }
    }

    private static async Task<IResult> ResendAsync(IFormCollection form, ConfirmSignUp confirm, HttpContext context, PageContext page, MailSettings mail, CancellationToken ct)
    {
        var email = form["email"].ToString();
        try
        {
            await confirm.ResendAsync(email, context, ct);
            return Pages.SeeOther($"{ConfirmPath(email)}&notice=code-sent");
        }
        catch (RequestError refused) when (refused.Status is 422 or 429 or 503)
        {
            return ShowConfirm(page, (email, refused.Codes.Contains("code_invalid") ? "" : form["code"].ToString()), mail, page.Wait(refused));
        }
    }

    private static string ConfirmPath(string email) => $"/confirm?email={Uri.EscapeDataString(email)}";

    private static IResult ShowSignUp(PageContext context, SignUpRequest fields, RequestError? refused)
    {
        context.For(null, Texts.SignUp).With("settings.css", "join.css", "join.js");
        return Pages.Show<SignUpPage>(new()
        {
            [nameof(SignUpPage.Fields)] = fields,
            [nameof(SignUpPage.Codes)] = refused?.Codes ?? [],
            [nameof(SignUpPage.General)] = refused is { Codes: [] or ["signup_refused"] } ? refused.Sentences : [],
        }, refused?.Status ?? 200);
    }

    private static IResult ShowConfirm(PageContext context, (string Email, string Code) entered, MailSettings mail, RequestError? refused)
    {
        context.For(null, Texts.Confirm).With("settings.css", "join.css", "join.js");
        return Pages.Show<ConfirmPage>(new()
        {
            [nameof(ConfirmPage.Email)] = entered.Email,
            [nameof(ConfirmPage.Code)] = entered.Code,
            [nameof(ConfirmPage.Codes)] = refused?.Codes ?? [],
            [nameof(ConfirmPage.General)] = refused is { Codes.Count: 0 } ? refused.Sentences : [],
            [nameof(ConfirmPage.IsOutboxShown)] = mail.IsOutboxShown,
        }, refused?.Status ?? 200);
    }
}
