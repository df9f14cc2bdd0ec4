using Cruddur.Platform.Web;

namespace Cruddur.Social.Search;

/// <summary>
/// Where a page of cruds that were found ended: the best of the newest hundred come first, then the best of the next hundred.
/// On the wire two cursors joined by <c>~</c>.
/// </summary>
/// <param name="Top">What the hundred are older than.</param>
/// <param name="Place">The last one's place among them.</param>
internal sealed record SearchCursor(Cursor Top, Cursor Place)
{
    public static bool TryParse(string? text, IFormatProvider? provider, out SearchCursor? cursor)
    {
        var parts = text?.Split('~') ?? [];
        cursor = parts.Length == 2 && Cursor.TryParse(parts[0], provider, out var top) && Cursor.TryParse(parts[1], provider, out var place)
            ? new(top!, place!)
            : null;
        return cursor is not null;
    }

    public override string ToString() => $"{Top}~{Place}";
}
