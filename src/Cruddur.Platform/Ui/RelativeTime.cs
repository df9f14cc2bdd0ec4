using System.Globalization;
using Cruddur.Platform.Languages;

namespace Cruddur.Platform.Ui;

/// <summary>
/// The one way in which pages say how long ago and how long still, in the reader's language. times.js keeps the same texts fresh in the browser.
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
        if (age < s_minute) return Texts.Now;
        return age > s_longestAge ? Date(at, now) : Short(age);
    }

    /// <summary>The same for people who listen: <c>just now</c>, <c>5 minutes ago</c>, <c>on Mar 3</c>.</summary>
    public static string AgoInWords(DateTimeOffset at, DateTimeOffset now)
    {
        var age = now - at;
        if (age < s_minute) return Texts.JustNow;
        if (age > s_longestAge) return Texts.OnDate.Fill(Date(at, now));
        return InUnits(age, (Texts.MinuteAgo, Texts.MinutesAgo), (Texts.HourAgo, Texts.HoursAgo), (Texts.DayAgo, Texts.DaysAgo));
    }

    /// <summary>
    /// Short time left: <c>7d left</c>, <c>3h left</c>, <c>59m left</c>, <c>&lt;1m left</c>, <c>expired</c>. A begun minute
    /// counts in full, so that a crud posted just now for an hour says <c>1h left</c>; hours and days are rounded down.
    /// </summary>
    public static string Left(DateTimeOffset until, DateTimeOffset now)
    {
        var left = until - now;
        if (left <= TimeSpan.Zero) return Texts.Expired;
        return left < s_minute ? Texts.LeftLittle : Texts.Left.Fill(Short(WholeMinutes(left)));
    }

    /// <summary>The same for people who listen: <c>expires in 3 hours</c>, <c>expired</c>.</summary>
    public static string LeftInWords(DateTimeOffset until, DateTimeOffset now)
    {
        var left = until - now;
        if (left <= TimeSpan.Zero) return Texts.Expired;
        if (left < s_minute) return Texts.ExpiresSoon;
        return InUnits(WholeMinutes(left), (Texts.ExpiresInMinute, Texts.ExpiresInMinutes), (Texts.ExpiresInHour, Texts.ExpiresInHours), (Texts.ExpiresInDay, Texts.ExpiresInDays));
    }

    /// <summary>The largest whole unit of a span of at least a minute: <c>1 day</c>, <c>12 hours</c>, <c>5 minutes</c>.</summary>
    public static string InWords(TimeSpan span) => InUnits(span, (Texts.Minute, Texts.Minutes), (Texts.Hour, Texts.Hours), (Texts.Day, Texts.Days));

    /// <summary>Date and time in full, in UTC: <c>Mar 3, 2026 at 14:05 UTC</c>. times.js replaces it by the reader's zone.</summary>
    public static string Full(DateTimeOffset at) =>
        at.UtcDateTime.ToString(Texts.FullPattern, CultureInfo.CurrentCulture);

    /// <summary>For <c>datetime</c> attributes: ISO 8601 in UTC, with milliseconds.</summary>
    public static string Machine(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Short(TimeSpan span) => span switch
    {
        { TotalHours: < 1 } => Texts.MinutesShort.Fill(span.Minutes),
        { TotalDays: < 1 } => Texts.HoursShort.Fill(span.Hours),
        _ => Texts.DaysShort.Fill(span.Days),
    };

    private static string InUnits(TimeSpan span, (string One, string Many) minutes, (string One, string Many) hours, (string One, string Many) days)
    {
        var (number, unit) = span switch
        {
            { TotalHours: < 1 } => (span.Minutes, minutes),
            { TotalDays: < 1 } => (span.Hours, hours),
            _ => (span.Days, days),
        };
        return TextGaps.Count(number, unit.One, unit.Many);
    }

    private static string Date(DateTimeOffset at, DateTimeOffset now) => at.UtcDateTime.ToString(
        at.UtcDateTime.Year == now.UtcDateTime.Year ? Texts.DayPattern : Texts.DayAndYearPattern, CultureInfo.CurrentCulture);

    private static TimeSpan WholeMinutes(TimeSpan span) => TimeSpan.FromMinutes(Math.Ceiling(span.TotalMinutes));
}
