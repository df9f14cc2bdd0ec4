using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Social.Activities;

namespace Cruddur.Social.Trends;

/// <summary>A tag that people use just now.</summary>
/// <param name="Tag">Folded, without #.</param>
/// <param name="Shown">As it was written last.</param>
/// <param name="PeopleCount">How many people used it lately; each counts once.</param>
/// <param name="CrudsCount">In how many live cruds and replies.</param>
public sealed record TrendingTag(string Tag, string Shown, int PeopleCount, int CrudsCount);

/// <summary>
/// What people are busy with: tags, and cruds that are liked. Kept in memory for a second at the most; forgotten when the first
/// of what was counted expires, and when a crud is deleted, shortened or edited here.
/// </summary>
public sealed class Trends(Db db, TimeProvider clock)
{
    /// <summary>Longest life of the copy: how late another instance's changes may show.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>Cruds to choose from, since some may not be for the viewer.</summary>
    private const int Candidates = 20;

    private static readonly Query<CountedTag> Tags = Query.Of("Social/Trends/Trends.sql#Tags", row =>
        new CountedTag(row.Text(0), row.Text(1), row.Int(2), row.Int(3), row.Instant(4)));

    private static readonly Query<LikedCrud> Cruds = Query.Of("Social/Trends/Trends.sql#Cruds", row => new LikedCrud(row.Uuid(0), row.Instant(1)));

    private volatile Copy? copy;
    private long changes;

    /// <summary>Tags of one list at most.</summary>
    public const int MostTags = 10;

    /// <summary>Cruds of one list at most.</summary>
    public const int MostCruds = 5;

    /// <summary>The tags, the liveliest first.</summary>
    public async Task<IReadOnlyList<TrendingTag>> TagsAsync(CancellationToken ct) => (await NowAsync(ct)).Tags;

    /// <summary>The cruds that this viewer may see, the liveliest first.</summary>
    public async Task<List<Activity>> CrudsAsync(Viewer? viewer, CancellationToken ct)
    {
        var liked = await NowAsync(ct);
        var cruds = await Cards.OfAsync(db, [.. liked.Cruds], viewer, clock.GetUtcNow(), ct);
        return [.. cruds.Where(crud => crud.LikesCount > 0).Take(MostCruds)];
    }

    /// <summary>Forgets the copy; whoever takes something away calls it once the change is committed.</summary>
    public void Drop()
    {
        Interlocked.Increment(ref changes);
        copy = null;
    }

    private async ValueTask<Copy> NowAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var before = Interlocked.Read(ref changes);
        if (copy is { } kept && kept.Changes == before && now < kept.Until) return kept;
        var tags = await db.ListAsync(Tags, new Args { ["now"] = now, ["limit"] = MostTags }, ct);
        var cruds = await db.ListAsync(Cruds, new Args { ["now"] = now, ["limit"] = Candidates }, ct);
        var ends = tags.Select(tag => tag.EndsAt).Concat(cruds.Select(crud => crud.EndsAt)).Append(now + Longest).Min();
        return copy = new Copy([.. tags.Select(tag => new TrendingTag(tag.Tag, tag.Shown, tag.PeopleCount, tag.CrudsCount))], [.. cruds.Select(crud => crud.Uuid)], ends, before);
    }

    private sealed record CountedTag(string Tag, string Shown, int PeopleCount, int CrudsCount, DateTimeOffset EndsAt);

    private sealed record LikedCrud(Guid Uuid, DateTimeOffset EndsAt);

    private sealed record Copy(IReadOnlyList<TrendingTag> Tags, IReadOnlyList<Guid> Cruds, DateTimeOffset Until, long Changes);
}
