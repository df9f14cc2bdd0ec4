using System.Security.Cryptography;
using System.Text;
using Cruddur.Platform.Identity;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;

namespace Cruddur.Platform.Web;

/// <summary>Binds form tokens to the session they were made in, so that another person's token is worth nothing.</summary>
internal sealed class FormSession : IAntiforgeryAdditionalDataProvider
{
    public string GetAdditionalData(HttpContext context) =>
        context.Request.Cookies[Sessions.CookieName] is { Length: > 0 } token
            ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)).AsSpan(0, 8))
            : "";

    public bool ValidateAdditionalData(HttpContext context, string additionalData) => additionalData == GetAdditionalData(context);
}

/// <summary>
/// The cookie of form tokens, always Secure as its <c>__Host-</c> name demands: browsers take http://localhost for secure,
/// the framework does not and would refuse to work there.
/// </summary>
internal sealed class FormCookie : CookieBuilder
{
    public override CookieOptions Build(HttpContext context, DateTimeOffset expiresFrom)
    {
        var options = base.Build(context, expiresFrom);
        options.Secure = true;
        return options;
    }
}
