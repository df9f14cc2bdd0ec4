using System.Collections.Frozen;

namespace Cruddur.Platform.Identity;

/// <summary>What a handle may be.</summary>
public static class HandleRules
{
    /// <summary>First parts of addresses, and names that could pass for Cruddur itself.</summary>
    private static readonly FrozenSet<string> Reserved = new[]
    {
        "about", "account", "accounts", "admin", "administrator", "api", "assets", "confirm", "cruddur", "docs", "events", "everyone", "explore", "followers", "forgot",
        "health", "help", "home", "info", "login", "logout", "messages", "mod", "moderator", "more", "notifications", "official", "privacy", "profile", "requests", "root",
        "search", "security", "settings", "signin", "signout", "signup", "staff", "status", "suggestions", "support", "system", "terms",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The handle as it is stored: lower case, without the @ that people put before it.</summary>
    public static string Normalise(string? handle) => Limits.Normalise(handle).ToLowerInvariant().TrimStart('@');

    /// <summary>The codes of what does not fit a normalised handle.</summary>
    public static IReadOnlyList<string> Check(string handle)
    {
        List<string> failed = [];
        if (handle.Length == 0) failed.Add("handle_blank");
        else if (handle.Length is < Limits.HandleMin or > Limits.HandleMax || !handle.All(c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_')) failed.Add("handle_invalid");
        else if (Reserved.Contains(handle)) failed.Add("handle_reserved");
        return failed;
    }
}
