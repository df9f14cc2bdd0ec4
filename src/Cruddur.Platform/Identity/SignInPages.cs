using Cruddur.Platform.Languages;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Identity;

/// <summary>The demo person whose e-mail and password the sign-in page shows; only where the demo people are seeded.</summary>
public sealed record DemoPerson(string Email, string Password);

/// <summary>The page /signin and the form /signout.</summary>
internal static class SignInPages
{
    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/signin", (string? return_to, Viewer? viewer, PageContext context, IIdentityProvider provider, [FromServices] DemoPerson? demo) =>
            viewer is null
                ? Show(context, new SignInForm("", return_to, []) { IsPool = provider.IsPool }, demo)
                : Pages.SeeOther(LocalPath(return_to)));
        routes.MapPost("/signin", SignInAsync);
        routes.MapPost("/signout", SignOutAsync);
    }

    private static async Task<IResult> SignInAsync(
        IFormCollection form, SignIn signIn, HttpContext context, PageContext page, IIdentityProvider provider, [FromServices] DemoPerson? demo, CancellationToken ct)
    {
        var fields = new SignInForm(form["email"].ToString(), form["return_to"], []) { IsPool = provider.IsPool };
        try
        {
            var (_, session, next) = await signIn.RunAsync(new SignInRequest(fields.Email, form["password"]), Sessions.Cookie, context, ct);
            if (next is not null) return next.Go(context.Response, fields.ReturnTo);
            SessionCookie.Set(context.Response, session!);
            return Pages.SeeOther(LocalPath(fields.ReturnTo));
        }
        catch (RequestError refused) when (refused is { SeeOther: null, Status: 401 or 403 or 422 or 429 or 503 })
        {
            return Show(page, fields with { Errors = page.Wait(refused).Sentences }, demo, refused.Status);
        }
    }

    private static async Task<IResult> SignOutAsync(Viewer? viewer, Sessions sessions, HttpRequest request, HttpResponse response, CancellationToken ct)
    {
        if (viewer is not null) await sessions.EndAsync(viewer, request, ct);
        DropCookie(response);
        return Pages.SeeOther("/?notice=signed-out");
    }

    /// <summary>Has the browser forget the session; who signs somebody out has ended it before.</summary>
    internal static void DropCookie(HttpResponse response) =>
        response.Cookies.Delete(Sessions.CookieName, new CookieOptions { Secure = true, HttpOnly = true, Path = "/" });

    private static IResult Show(PageContext context, SignInForm form, DemoPerson? demo, int status = 200)
    {
        context.For(null, Texts.SignIn).With(form.IsPool ? ["join.css", "settings.css"] : ["join.css", "settings.css", "passkeys.js"]);
        return Pages.Show<SignInPage>(new()
        {
            [nameof(SignInPage.Email)] = form.Email,
            [nameof(SignInPage.ReturnTo)] = form.ReturnTo,
            [nameof(SignInPage.Errors)] = form.Errors,
            [nameof(SignInPage.DemoHint)] = demo is null ? null : Texts.SignInDemo.Fill(demo.Email, demo.Password),
        }, status);
    }

    /// <summary>A path of this site, or home: nobody is sent elsewhere by a crafted link.</summary>
    internal static string LocalPath(string? path) =>
        path is ['/', ..] && path is not ['/', '/' or '\\', ..] && !path.Any(char.IsControl) ? path : "/";

    private sealed record SignInForm(string Email, string? ReturnTo, IReadOnlyList<string> Errors)
    {
        /// <summary>Whether a user pool keeps the passwords, beside which there are no passkeys here.</summary>
        public bool IsPool { get; init; }
    }
}
