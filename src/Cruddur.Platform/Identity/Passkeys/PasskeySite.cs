using Microsoft.AspNetCore.Http;

namespace Cruddur.Platform.Identity.Passkeys;

/// <summary>The site that passkeys are made for and no other may ask for.</summary>
/// <param name="Url">Where people reach this server (<c>Site:Url</c>); null for where each request says that it came.</param>
public sealed record PasskeySite(Uri? Url)
{
    /// <summary>Whether the browser was at this site when it asked for the passkey.</summary>
    internal bool IsOwn(string origin, HttpRequest request)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var from)) return false;
        if (Url is not null) return from.GetLeftPart(UriPartial.Authority) == Url.GetLeftPart(UriPartial.Authority);
        // https counts as well where the host is the same: a proxy may have ended TLS.
        return from.Authority == request.Host.Value && (from.Scheme == "https" || from.Scheme == request.Scheme);
    }
}
