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
    /// <summary>Tags of one list at most.</summary>
    public const int MostTags = 10;

    /// <summary>Cruds of one list at most.</summary>
    public const int MostCruds = 5;

    /// <summary>Cruds to choose from, since some may not be for the viewer.</summary>
    private const int Candidates = 20;

    private static readonly Query<CountedTag> Tags = Query.Of("Social/Trends/Trends.sql#Tags", row =>
        new CountedTag(row.Text(0), row.Text(1), row.Int(2), row.Int(3), row.Instant(4)));

    private static readonly Query<LikedCrud> Cruds = Query.Of("Social/Trends/Trends.sql#Cruds", row => new LikedCrud(row.Uuid(0), row.Instant(1)));

    private static readonly Query<Activity> Heard = Query.Of("Social/Trends/Trends.sql#Heard", Activity.Read);

    private readonly Kept<CountedTag> tags = new(db, Tags, MostTags, tag => tag.EndsAt);
    private readonly Kept<LikedCrud> cruds = new(db, Cruds, Candidates, crud => crud.EndsAt);

    /// <summary>The tags, the liveliest first.</summary>
    public async Task<IReadOnlyList<TrendingTag>> TagsAsync(CancellationToken ct) =>
        [.. (await tags.AtAsync(clock.GetUtcNow(), ct)).Select(tag => new TrendingTag(tag.Tag, tag.Shown, tag.PeopleCount, tag.CrudsCount))];

    /// <summary>The cruds that this viewer may see, the liveliest first.</summary>
    public async Task<List<Activity>> CrudsAsync(Viewer? viewer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var liked = await cruds.AtAsync(now, ct);
        var seen = await Cards.OfAsync(db, [.. liked.Select(crud => crud.Uuid)], viewer, now, ct, Heard);
        return [.. seen.Where(crud => crud.LikesCount > 0).Take(MostCruds)];
    }

    /// <summary>Forgets what is kept; whoever takes something away calls it once the change is committed.</summary>
    public void Drop()
    {
        tags.Drop();
        cruds.Drop();
    }

    private sealed record CountedTag(string Tag, string Shown, int PeopleCount, int CrudsCount, DateTimeOffset EndsAt);

    private sealed record LikedCrud(Guid Uuid, DateTimeOffset EndsAt);

    /// <summary>A list that is read at most once a second.</summary>
    private sealed class Kept<T>(Db db, Query<T> query, int limit, Func<T, DateTimeOffset> endsAt)
    {
        /// <summary>Longest life of the copy: how late another instance's changes may show.</summary>
        private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

        private volatile Copy? copy;
        private long changes;

        public void Drop()
        {
            Interlocked.Increment(ref changes);
            copy = null;
        }

        public async ValueTask<IReadOnlyList<T>> AtAsync(DateTimeOffset now, CancellationToken ct)
        {
            var before = Interlocked.Read(ref changes);
            if (copy is { } kept && kept.Changes == before && now < kept.Until) return kept.Rows;
            var rows = await db.ListAsync(query, new Args { ["now"] = now, ["limit"] = limit }, ct);
            copy = new(rows, rows.Select(endsAt).Append(now + Longest).Min(), before);
            return rows;
        }

        private sealed record Copy(IReadOnlyList<T> Rows, DateTimeOffset Until, long Changes);
    }
}
