using Cruddur.Platform.Data;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Accounts;

/// <summary>Leads from the handle that a person had to the one they have, on every route with a handle that would answer 404.</summary>
internal static class FormerHandles
{
    private static readonly Query<string> Former = Query.Of("Platform/Accounts/Handles.sql#Former", row => row.Text(0));

    internal static void UseFormerHandles(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        try
        {
            await next(context);
        }
        catch (RequestError missing) when (missing.Status == 404 && context.GetRouteValue("handle") is string)
        {
            var asked = (string)context.GetRouteValue("handle")!;
            if (await FindAsync(context, asked) is not { } handle) throw;
            var isRead = HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method);
            var path = context.Request.Path.Value!.Replace($"@{asked}", $"@{handle}", StringComparison.Ordinal);
            context.Response.StatusCode = isRead ? StatusCodes.Status301MovedPermanently : StatusCodes.Status308PermanentRedirect;
            context.Response.Headers.Location = path + context.Request.QueryString;
            // Somebody else may take the handle when it is no longer kept.
            if (context.Response.Headers.CacheControl.Count == 0) context.Response.Headers.CacheControl = "max-age=3600";
        }
    });

    private static Task<string?> FindAsync(HttpContext context, string asked) =>
        context.RequestServices.GetRequiredService<Db>().FindAsync(Former, new Args
        {
            ["handle"] = Limits.Normalise(asked).ToLowerInvariant(),
            ["now"] = context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(),
        }, context.RequestAborted);
}
