using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Cruddur.Platform.Identity;

/// <summary>
/// Browsers that people have signed in with. Their tries are counted apart, so that whoever uses up the tries of an account
/// from elsewhere keeps its owner out of nothing.
/// </summary>
public sealed class KnownDevices(IDataProtectionProvider protection, TimeProvider clock)
{
    internal const string CookieName = "__Host-cruddur-device";

    private const int MaxPeople = 5;
    private static readonly TimeSpan Kept = TimeSpan.FromDays(365);

    private readonly IDataProtector protector = protection.CreateProtector("Cruddur.KnownDevices");

    /// <summary>Whether anybody has signed in with the browser that the request comes from.</summary>
    public bool IsKnown(HttpRequest request) => Read(request) is not null;

    /// <summary>The name of the browser that the request comes from, when that person has signed in with it; else null.</summary>
    /// <param name="request"></param>
    /// <param name="user">Whose account it is about.</param>
    public string? Of(HttpRequest request, Guid user) => Read(request) is { } device && device.People.Contains(user) ? device.Name : null;

    /// <summary>Remembers that this person has signed in here; the last five people of a browser are.</summary>
    public void Remember(HttpContext context, Guid user)
    {
        var known = Read(context.Request);
        var name = known?.Name ?? WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16));
        var people = (known?.People ?? []).Where(person => person != user).Prepend(user).Take(MaxPeople);
        var now = clock.GetUtcNow();
        context.Response.Cookies.Append(CookieName, protector.Protect(string.Join(' ', [now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), name, .. people])), new CookieOptions
        {
            Secure = true,
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Path = "/",
            Expires = now + Kept,
            IsEssential = true,
        });
    }

    private Device? Read(HttpRequest request)
    {
        if (request.Cookies[CookieName] is not { Length: > 0 and < 1000 } cookie) return null;
        string[] parts;
        try
        {
            parts = protector.Unprotect(cookie).Split(' ');
        }
        catch (CryptographicException)
        {
            return null;
        }
        var since = DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[0], CultureInfo.InvariantCulture));
        return clock.GetUtcNow() < since + Kept ? new Device(parts[1], [.. parts.Skip(2).Select(Guid.Parse)]) : null;
    }

    private sealed record Device(string Name, IReadOnlyList<Guid> People);
}
