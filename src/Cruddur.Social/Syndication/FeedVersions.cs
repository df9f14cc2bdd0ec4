using System.Collections.Concurrent;

namespace Cruddur.Social.Syndication;

/// <summary>
/// Since when each feed is as it is, for readers that know no entity tags. No crud tells: a feed also changes when something in
/// it ends, so the time is when this instance first saw it so.
/// </summary>
internal sealed class FeedVersions
{
    private const int Most = 10_000;

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Version> seen = new(StringComparer.Ordinal);

    /// <summary>
    /// In whole seconds; null while it may have been otherwise in the same second, since a time that two versions share would
    /// tell a reader who has the older one that nothing has changed.
    /// </summary>
    /// <param name="path">Of the feed.</param>
    /// <param name="tag">Tells one version from another.</param>
    /// <param name="now">The time.</param>
    public DateTimeOffset? Since(string path, string tag, DateTimeOffset now)
    {
        if (seen.Count > Most) seen.Clear();
        var version = seen.AddOrUpdate(path, _ => new Version(tag, now), (_, known) => known.Tag == tag ? known : new Version(tag, now));
        return now - version.At < Second ? null : version.At.AddTicks(-(version.At.Ticks % TimeSpan.TicksPerSecond));
    }

    private sealed record Version(string Tag, DateTimeOffset At);
}
