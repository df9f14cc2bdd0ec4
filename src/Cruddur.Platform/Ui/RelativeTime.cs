using System.Globalization;

namespace Cruddur.Platform.Ui;

/// <summary>
/// The one way in which pages say how long ago and how long still. times.js keeps the same texts fresh in the browser.
/// </summary>
public static class RelativeTime
{
    private static readonly TimeSpan s_minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestAge = TimeSpan.FromDays(30);

    /// <summary>
    /// Short age, rounded down: <c>now</c>, <c>5m</c>, <c>3h</c>, <c>6d</c>; beyond 30 days the UTC date, with its year
    /// unless that is this year. A time in the future is <c>now</c>.
    /// </summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now)
    {
        var age = now - at;
        if (age < s_minute) return "now";
        return age > s_longestAge ? Date(at, now) : Short(age);
    }

    /// <summary>The same for people who listen: <c>just now</c>, <c>5 minutes ago</c>, <c>on Mar 3</c>.</summary>
    public static string AgoInWords(DateTimeOffset at, DateTimeOffset now)
    {
        var age = now - at;
        if (age < s_minute) return "just now";
        return age > s_longestAge ? "on " + Date(at, now) : InWords(age) + " ago";
    }

    /// <summary>
    /// Short time left: <c>7d left</c>, <c>3h left</c>, <c>59m left</c>, <c>&lt;1m left</c>, <c>expired</c>. A begun minute
    /// counts in full, so that a crud posted just now for an hour says <c>1h left</c>; hours and days are rounded down.
    /// </summary>
    public static string Left(DateTimeOffset until, DateTimeOffset now)
    {
        var left = until - now;
        if (left <= TimeSpan.Zero) return "expired";
        return left < s_minute ? "<1m left" : Short(WholeMinutes(left)) + " left";
    }

    /// <summary>The same for people who listen: <c>expires in 3 hours</c>, <c>expired</c>.</summary>
    public static string LeftInWords(DateTimeOffset until, DateTimeOffset now)
    {
        var left = until - now;
        if (left <= TimeSpan.Zero) return "expired";
        return "expires in " + (left < s_minute ? "less than a minute" : InWords(WholeMinutes(left)));
    }

    /// <summary>The largest whole unit of a span of at least a minute: <c>1 day</c>, <c>12 hours</c>, <c>5 minutes</c>.</summary>
    public static string InWords(TimeSpan span) => span switch
    {
        { TotalHours: < 1 } => Count(span.Minutes, "minute"),
        { TotalDays: < 1 } => Count(span.Hours, "hour"),
        _ => Count(span.Days, "day"),
    };

    /// <summary>Date and time in full, in UTC: <c>Mar 3, 2026 at 14:05 UTC</c>. times.js replaces it by the reader's zone.</summary>
    public static string Full(DateTimeOffset at) =>
        at.UtcDateTime.ToString("MMM d, yyyy 'at' HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>For <c>datetime</c> attributes: ISO 8601 in UTC, with milliseconds.</summary>
    public static string Machine(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Short(TimeSpan span) => span switch
    {
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Minutes}m"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{span.Hours}h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{span.Days}d"),
    };

    private static string Count(int number, string unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {unit}{(number == 1 ? "" : "s")}");

    private static string Date(DateTimeOffset at, DateTimeOffset now) => at.UtcDateTime.ToString(
        at.UtcDateTime.Year == now.UtcDateTime.Year ? "MMM d" : "MMM d, yyyy", CultureInfo.InvariantCulture);

    private static TimeSpan WholeMinutes(TimeSpan span) => TimeSpan.FromMinutes(Math.Ceiling(span.TotalMinutes));
}
