using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;

namespace Cruddur.Social.Activities;

/// <summary>
/// The one way to read cruds: statements made of the parts <c>Card</c> and <c>Visible</c>, <c>Heard</c> or <c>Seen</c> of
/// <c>Parts.sql</c>, and what the cruds quote, read in a second statement when one of them does.
/// </summary>
internal static class Cards
{
    private static readonly Query<Activity> Quoted = Query.Of("Social/Activities/Activities.sql#Quoted", Activity.Read);

    /// <summary>One page of a list. The statement takes <c>viewer</c>, <c>now</c>, <c>before_at</c>, <c>before_uuid</c> and <c>limit</c>.</summary>
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
        about["before_at"] = page.Before.At;
        about["before_uuid"] = page.Before.Uuid;
        about["limit"] = page.Limit;
        return await WithQuotesAsync(db, await db.ListAsync(query, about, ct), viewer?.Uuid, now, ct);
    }

    /// <summary>Those of the cruds that the viewer may see, in that order, each with what it quotes.</summary>
    public static async Task<List<Activity>> OfAsync(Executor db, Guid[] uuids, Viewer? viewer, DateTimeOffset now, CancellationToken ct)
    {
        if (uuids.Length == 0) return [];
        var cruds = await db.ListAsync(Quoted, new Args { ["uuids"] = uuids, ["viewer"] = viewer?.Uuid, ["now"] = now }, ct);
        return await WithQuotesAsync(db, [.. cruds.OrderBy(crud => Array.IndexOf(uuids, crud.Uuid))], viewer?.Uuid, now, ct);
    }

    /// <summary>The crud with what it quotes.</summary>
    public static async Task<Activity?> WithQuoteAsync(Executor db, Activity? crud, Viewer? viewer, DateTimeOffset now, CancellationToken ct) =>
        crud?.QuoteUuid is null ? crud : (await WithQuotesAsync(db, [crud], viewer?.Uuid, now, ct))[0];

    /// <summary>The cruds, each with what it quotes.</summary>
    public static async Task<List<Activity>> WithQuotesAsync(Executor db, List<Activity> cruds, Guid? viewer, DateTimeOffset now, CancellationToken ct)
    {
        if (cruds.TrueForAll(crud => crud.QuoteUuid is null)) return cruds;
        var uuids = cruds.Select(crud => crud.QuoteUuid).OfType<Guid>().Distinct().ToArray();
        var quoted = await db.ListAsync(Quoted, new Args { ["uuids"] = uuids, ["viewer"] = viewer, ["now"] = now }, ct);
        var byUuid = quoted.ToDictionary(crud => crud.Uuid);
        return cruds.ConvertAll(crud => crud.QuoteUuid is { } uuid ? crud with { Quote = byUuid.GetValueOrDefault(uuid) } : crud);
    }
}
