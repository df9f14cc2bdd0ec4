using System.Collections.Frozen;

namespace Cruddur.Platform.Identity;

/// <summary>What a handle may be.</summary>
public static class HandleRules
{
    /// <summary>First parts of addresses, and names that could pass for Cruddur itself.</summary>
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "about", "account", "accounts", "admin", "administrator", "api", "assets", "confirm", "cruddur", "docs", "events", "everyone", "explore", "forgot",
        "health", "help", "home", "info", "login", "logout", "messages", "mod", "moderator", "more", "notifications", "official", "privacy", "profile", "root",
        "search", "security", "settings", "signin", "signout", "signup", "staff", "status", "support", "system", "terms",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The handle as it is stored: lower case, without the @ that people put before it.</summary>
    public static string Normalise(string? handle) => Limits.Normalise(handle).ToLowerInvariant().TrimStart('@');

    /// <summary>The codes of what does not fit a normalised handle.</summary>
    public static IEnumerable<string> Check(string handle)
    {
        if (handle.Length == 0) yield return "handle_blank";
        else if (handle.Length is < Limits.HandleMin or > Limits.HandleMax || !handle.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')) yield return "handle_invalid";
        else if (Reserved.Contains(handle)) yield return "handle_reserved";
    }
}
