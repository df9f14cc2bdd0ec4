using System.Globalization;

namespace Cruddur.Platform.Web;

/// <summary>
/// Where a page of a newest-first list ended; the next page holds what is older. On the wire
/// <c>{microseconds since 1970}_{uuid}</c>, which clients pass back as they got it.
/// </summary>
public sealed record Cursor(DateTimeOffset At, Guid Uuid)
{
    /// <summary>Before every row: the first page.</summary>
    public static readonly Cursor Start = new(new DateTimeOffset(9999, 1, 1, 0, 0, 0, TimeSpan.Zero), Guid.AllBitsSet);

    public static bool TryParse(string? text, IFormatProvider? _, out Cursor? cursor)
    {
        cursor = null;
        var parts = text?.Split('_') ?? [];
        if (parts.Length != 2
            || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var microseconds)
            || microseconds > Start.At.Subtract(DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond
            || !Guid.TryParseExact(parts[1], "D", out var uuid))
        {
            return false;
        }
        cursor = new Cursor(DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond), uuid);
        return true;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{(At - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}_{Uuid:D}");
}
