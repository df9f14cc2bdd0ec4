using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Filters;

namespace Cruddur.Social.Activities;

/// <summary>
/// The one way to read cruds: statements made of the parts <c>Card</c> and <c>Visible</c>, <c>Heard</c> or <c>Seen</c> of
/// <c>Parts.sql</c>, what the cruds quote, read in a second statement when one of them does, and what the reader's filters say.
/// </summary>
internal static class Cards
{
    /// <summary>Rows of each further look while filters leave rows out of a page.</summary>
    private const int Refill = 100;

    /// <summary>Looks for one page; in the last one nothing is left out but covered, so that the list goes on after thousands of hidden rows.</summary>
    private const int Looks = 30;

    private static readonly Query<Activity> Quoted = Query.Of("Social/Activities/Activities.sql#Quoted", Activity.Read);
    private static readonly Query<Guid> Muted = Query.Of("Social/Mutes/Mutes.sql#Among", row => row.Uuid(0));

    /// <summary>One page of a list, filled up with what comes after when filters leave some of it out. The statement takes <c>viewer</c>, <c>now</c>, <c>before_at</c>, <c>before_uuid</c> and <c>limit</c>.</summary>
    /// <param name="db">Where.</param>
    /// <param name="query">Which list.</param>
    /// <param name="about">The statement's other parameters; empty when it has none.</param>
    /// <param name="viewer">Who reads; null for a guest.</param>
    /// <param name="page">Which rows.</param>
    /// <param name="now">The time.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<List<Activity>> PageAsync(
        Executor db, Query<Activity> query, Args about, Viewer? viewer, Page page, DateTimeOffset now, CancellationToken ct)
    {
        about["viewer"] = viewer?.Uuid;
        about["now"] = now;
        var rows = await ReadAsync(db, query, about, page, ct);
        if (!rows.Exists(crud => crud.IsHidden)) return rows;
        var (kept, size) = (rows.FindAll(crud => !crud.IsHidden), page.Limit);
        for (var look = 2; kept.Count < page.Limit && rows.Count == size; look++)
        {
            size = Refill;
            rows = await ReadAsync(db, query, about, new Page(Activity.CursorOf(rows[^1]), size), ct);
            kept.AddRange(rows.Where(crud => !crud.IsHidden || look == Looks).Take(page.Limit - kept.Count));
        }
        return kept;

        async Task<List<Activity>> ReadAsync(Executor db, Query<Activity> query, Args about, Page page, CancellationToken ct) =>
            await WithQuotesAsync(db, await db.ListAsync(query, new Args(about) { ["before_at"] = page.Before.At, ["before_uuid"] = page.Before.Uuid, ["limit"] = page.Limit }, ct), viewer?.Uuid, now, ct);
    }

    /// <summary>Those of the cruds that the viewer may see and has not filtered out, in that order, each with what it quotes.</summary>
    /// <param name="db">Where.</param>
    /// <param name="uuids">Of the cruds.</param>
    /// <param name="viewer">Who reads; null for a guest.</param>
    /// <param name="now">The time.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="among">The statement that says which of them the viewer may see, where that is less than all that are not blocked.</param>
    public static async Task<List<Activity>> OfAsync(
        Executor db, Guid[] uuids, Viewer? viewer, DateTimeOffset now, CancellationToken ct, Query<Activity>? among = null)
    {
        if (uuids.Length == 0) return [];
        var cruds = await db.ListAsync(among ?? Quoted, new Args { ["uuids"] = uuids, ["viewer"] = viewer?.Uuid, ["now"] = now }, ct);
        var whole = await WithQuotesAsync(db, [.. cruds.OrderBy(crud => Array.IndexOf(uuids, crud.Uuid))], viewer?.Uuid, now, ct);
        return whole.FindAll(crud => !crud.IsHidden);
    }

    /// <summary>The crud with what it quotes.</summary>
    public static async Task<Activity?> WithQuoteAsync(Executor db, Activity? crud, Viewer? viewer, DateTimeOffset now, CancellationToken ct) =>
        crud is null ? null : (await WithQuotesAsync(db, [crud], viewer?.Uuid, now, ct))[0];

    /// <summary>The cruds, each with what it quotes, and marked where the reader filters something in it.</summary>
    public static async Task<List<Activity>> WithQuotesAsync(Executor db, List<Activity> cruds, Guid? viewer, DateTimeOffset now, CancellationToken ct)
    {
        var filters = await FilterSet.OfAsync(db, viewer, now, ct);
        var whole = await QuoteAsync(db, cruds, viewer, now, ct);
        return filters.IsEmpty ? whole : whole.ConvertAll(crud => filters.Mark(crud, viewer));
    }

    private static async Task<List<Activity>> QuoteAsync(Executor db, List<Activity> cruds, Guid? viewer, DateTimeOffset now, CancellationToken ct)
    {
        if (cruds.TrueForAll(crud => crud.QuoteUuid is null)) return cruds;
        var uuids = cruds.Select(crud => crud.QuoteUuid).OfType<Guid>().Distinct().ToArray();
        var quoted = await db.ListAsync(Quoted, new Args { ["uuids"] = uuids, ["viewer"] = viewer, ["now"] = now }, ct);
        var byUuid = quoted.ToDictionary(crud => crud.Uuid);
        var muted = await MutedAsync(db, [.. quoted.Select(crud => crud.UserUuid).Where(author => author != viewer).Distinct()], viewer, now, ct);
        return cruds.ConvertAll(crud => crud.QuoteUuid is { } uuid ? crud with { Quote = byUuid.GetValueOrDefault(uuid) is { } quote ? Covered(quote, crud, muted) : null } : crud);
    }

    private static async Task<HashSet<Guid>> MutedAsync(Executor db, Guid[] authors, Guid? viewer, DateTimeOffset now, CancellationToken ct) =>
        viewer is null || authors.Length == 0 ? [] : [.. await db.ListAsync(Muted, new Args { ["people"] = authors, ["viewer"] = viewer, ["now"] = now }, ct)];

    /// <summary>What a muted person says is covered where others quote it; whoever looks at what they say themselves reads what they quote of themselves.</summary>
    private static Activity Covered(Activity quote, Activity crud, HashSet<Guid> muted) =>
        muted.Contains(quote.UserUuid) && quote.UserUuid != crud.UserUuid ? quote with { Muted = true } : quote;
}
