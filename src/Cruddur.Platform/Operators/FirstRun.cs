using System.Net;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Operators;

/// <summary>
/// The page /first-run, on which whoever sits at the machine makes the first account, an administrator's. It is there while
/// there is no person at all, and for requests that begin and end on this machine.
/// </summary>
internal static class FirstRun
{
    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/first-run", async (HttpContext http, PageContext context, Accounts accounts, CancellationToken ct) =>
            IsFromHere(http) && !await accounts.AnyAsync(ct) ? Show(context, new AccountRequest("", "", "", null, true), []) : throw RequestError.Nothing());
        pages.MapPost("/first-run", async (IFormCollection form, HttpContext http, PageContext context, NewAccount account, CancellationToken ct) =>
        {
            if (!IsFromHere(http)) throw RequestError.Nothing();
            var request = new AccountRequest(form["handle"].ToString(), form["email"].ToString(), form["display_name"].ToString(), form["password"].ToString(), true);
            try
            {
                await account.RunFirstAsync(request, new Actor(null, "first-run"), ct);
            }
            catch (RequestError refused) when (refused.Status == 422)
            {
                return Show(context, request, refused.Codes);
            }
            return Pages.SeeOther("/signin?notice=administrator-made");
        });
    }

    /// <summary>
    /// Whether the request comes from this machine, and was sent to it by that name: one that a proxy has passed on was not, and
    /// neither was one from a page whose name somebody lets lead here.
    /// </summary>
    internal static bool IsFromHere(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.ContainsKey("X-Forwarded-For") || headers.ContainsKey("Forwarded") || headers.ContainsKey("Via")) return false;
        if (context.Connection.RemoteIpAddress is not { } from || !IPAddress.IsLoopback(from)) return false;
        var host = context.Request.Host.Host.Trim('[', ']');
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
    }

    private static IResult Show(PageContext context, AccountRequest fields, IReadOnlyList<string> codes)
    {
        context.For(null, Texts.FirstRun).With("settings.css", "settings.js");
        return Pages.Show<FirstRunPage>(new() { [nameof(FirstRunPage.Fields)] = fields, [nameof(FirstRunPage.Codes)] = codes }, codes.Count > 0 ? 422 : 200);
    }
}
