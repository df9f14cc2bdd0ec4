using Microsoft.AspNetCore.Http;

namespace Cruddur.Platform.Identity;

/// <summary>The cookie that a browser's session lives in: out of reach for scripts and for what other sites send.</summary>
internal static class SessionCookie
{
    public static void Set(HttpResponse response, Session session) => response.Cookies.Append(Sessions.CookieName, session.Token, new CookieOptions
    {
        Secure = true,
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        Expires = session.ExpiresAt,
        IsEssential = true,
    });
}
