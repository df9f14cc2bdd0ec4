using System.Security.Cryptography;
using Cruddur.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cruddur.Platform.Web;

/// <summary>
/// The headers of every answer, errors and redirects included, and the refusal of unsafe requests that another site
/// began. Rules: OWASP ASVS 5.0 V3.4, V3.5.
/// </summary>
internal static class SecurityHeaders
{
    private const string NonceItem = "csp-nonce";

    /// <summary>The nonce of this answer's scripts: 128 random bits.</summary>
    public static string NonceOf(HttpContext context)
    {
        if (context.Items[NonceItem] is string known) return known;
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        context.Items[NonceItem] = nonce;
        return nonce;
    }

    public static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        Write(context);
        return IsForeign(context.Request)
            ? throw new RequestError(403, Texts.Foreign)
            : next(context);
    });

    private static void Write(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["X-Content-Type-Options"] = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers["Cruddur-Version"] = Build.Version;
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=63072000; includeSubDomains";
        if (context.Request.IsApi())
        {
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
            headers.CacheControl = "no-store";
            return;
        }
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers.ContentSecurityPolicy =
            $"default-src 'none'; script-src 'nonce-{NonceOf(context)}' 'strict-dynamic'; style-src 'self' 'nonce-{NonceOf(context)}'; "
            + "img-src 'self' data: blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";
        if (context.Request.Cookies.ContainsKey(Sessions.CookieName)) headers.CacheControl = "no-store";
    }

    /// <summary>An unsafe request to a page that a browser says was begun by another site. The API takes no cookies and is open to its allowed origins.</summary>
    private static bool IsForeign(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return false;
        if (request.IsApi()) return false;
        if (request.Headers.TryGetValue("Sec-Fetch-Site", out var site)) return site.ToString() is not ("same-origin" or "none");
        // The host alone, since behind a proxy that ends TLS the scheme here is not the one that the browser sees.
        return request.Headers.TryGetValue("Origin", out var origin)
            && !(Uri.TryCreate(origin.ToString(), UriKind.Absolute, out var from) && from.Authority == request.Host.Value);
    }
}
