using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cruddur.Platform.Web;

/// <summary>Answers HEAD as GET without the body, which the server leaves out by itself: link checkers and proxies ask so.</summary>
public static class HeadRequests
{
    private static readonly object Asked = new();

    /// <summary>Whether only the headers were asked for, which nobody reads: what a look would change stays as it is.</summary>
    public static bool IsHead(this HttpRequest request) => request.HttpContext.Items.ContainsKey(Asked);

    internal static void UseHeadRequests(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Items[Asked] = true;
            context.Request.Method = HttpMethods.Get;
        }
        return next(context);
    });
}
