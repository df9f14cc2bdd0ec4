using Cruddur.Social.Activities;

namespace Cruddur.Social.Syndication;

/// <summary>What a feed for readers has, whatever its format.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="About">What it is, in a sentence.</param>
/// <param name="Page">Path of the page that shows the same; the feed has the same path with the format's suffix.</param>
/// <param name="Cruds">What guests may see, newest first.</param>
/// <param name="Since">When it began, which it says while it has no cruds.</param>
internal sealed record SyndicatedFeed(string Title, string About, string Page, IReadOnlyList<Activity> Cruds, DateTimeOffset Since)
{
    /// <summary>For how long anybody may keep a feed: how late a deletion may show.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    /// <summary>When something in it was written or changed last.</summary>
    public DateTimeOffset Updated => Cruds.Count == 0 ? Since : Cruds.Max(crud => crud.EditedAt ?? crud.CreatedAt);

    /// <summary>The language of all cruds; null when they differ, or when nobody said.</summary>
    public string? Language => Cruds.Count > 0 && Cruds.All(crud => crud.Language == Cruds[0].Language) ? Cruds[0].Language : null;

    /// <summary>For how many whole seconds it may be kept: never until something in it has ended.</summary>
    public int MaxAge(DateTimeOffset now)
    {
        var left = Cruds.Count == 0 ? Longest : Cruds.Min(crud => crud.ShownUntil) - now;
        return (int)Math.Floor((left < Longest ? left : Longest).TotalSeconds);
    }
}
