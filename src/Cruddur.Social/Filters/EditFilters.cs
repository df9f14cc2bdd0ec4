using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Operators;
using Cruddur.Platform.Web;
using Cruddur.Social.Feed;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Filters;

/// <param name="Phrase">A word or phrase of at most 100 Unicode scalar values; <c>#cloud</c> for the hashtag alone.</param>
/// <param name="Action"><c>warn</c> or <c>hide</c>; for the server also <c>refuse</c>.</param>
/// <param name="Days">After how many days it ends: 1, 7 or 30; null or 0 for never.</param>
public sealed record NewFilter(string? Phrase, string? Action, int? Days = null);

/// <summary>
/// GET and PUT /api/filters, DELETE /api/filters/{uuid}: words that the viewer does not want to read; the same under /api/admin
/// for the whole server. Setting the same phrase again changes what is done about it.
/// </summary>
public sealed class EditFilters(Db db, PublicFeed everyone, Audit audit, TimeProvider clock, NewId newId)
{
    /// <summary>Most characters of a phrase.</summary>
    public const int MostPhrase = 100;

    /// <summary>Most filters of one person, or of the server.</summary>
    public const int Most = 200;

    /// <summary>When a filter ends, in days; 0 for never.</summary>
    public static IReadOnlyList<(int Days, string Label)> Lives => [(0, Texts.EndsNever), (1, Texts.EndsInDay), (7, Texts.EndsInWeek), (30, Texts.EndsInMonth)];

    private static readonly Query<WordFilter> Mine = Query.Of("Social/Filters/Filters.sql#Mine", WordFilter.Read);
    private static readonly Query<WordFilter> OfServer = Query.Of("Social/Filters/Filters.sql#OfServer", WordFilter.Read);
    private static readonly Query<WordFilter> Set = Query.Of("Social/Filters/Filters.sql#Set", WordFilter.Read);
    private static readonly Command Drop = Command.Of("Social/Filters/Filters.sql#Drop");
    private static readonly Command DropOfServer = Command.Of("Social/Filters/Filters.sql#DropOfServer");

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/filters", async Task<Ok<List<WordFilter>>> (Viewer viewer, EditFilters filters, CancellationToken ct) =>
            TypedResults.Ok(await filters.ListAsync(viewer, ct))).WithSummary("Words that you do not want to read");
        api.MapPut("/filters", async Task<Ok<WordFilter>> (Viewer viewer, NewFilter filter, EditFilters filters, CancellationToken ct) =>
            TypedResults.Ok(await filters.SetAsync(viewer, filter, ct))).WithSummary("Hide what has a word or phrase, or warn of it");
        api.MapDelete("/filters/{uuid:guid}", async Task<NoContent> (Guid uuid, Viewer viewer, EditFilters filters, CancellationToken ct) =>
        {
            await filters.DropAsync(viewer, uuid, ct);
            return TypedResults.NoContent();
        }).WithSummary("Take a filter away");
        api.MapGet("/admin/filters", async Task<Ok<List<WordFilter>>> (Administrator admin, EditFilters filters, CancellationToken ct) =>
            TypedResults.Ok(await filters.ListAsync(admin, ct))).WithSummary("Administrators: words that this server filters");
        api.MapPut("/admin/filters", async Task<Ok<WordFilter>> (Administrator admin, NewFilter filter, EditFilters filters, CancellationToken ct) =>
            TypedResults.Ok(await filters.SetAsync(admin, filter, ct))).WithSummary("Administrators: hide a word or phrase from everybody, warn of it, or refuse it");
        api.MapDelete("/admin/filters/{uuid:guid}", async Task<NoContent> (Guid uuid, Administrator admin, EditFilters filters, CancellationToken ct) =>
        {
            await filters.DropAsync(admin, uuid, ct);
            return TypedResults.NoContent();
        }).WithSummary("Administrators: take a filter of the server away");
    }

    /// <summary>Codes of every rule that the filter breaks.</summary>
    public static IReadOnlyList<string> Check(NewFilter filter, IEnumerable<(string Value, string Label)> actions)
    {
        List<string> failed = [];
        var phrase = Limits.Normalise(filter.Phrase);
        if (FoldedText.Needle(phrase).Length == 0) failed.Add("phrase_blank");
        else if (Limits.Length(phrase) > MostPhrase) failed.Add("phrase_exceed_max_chars");
        if (actions.All(action => action.Value != filter.Action)) failed.Add("action_invalid");
        if (Lives.All(life => life.Days != (filter.Days ?? 0))) failed.Add("days_invalid");
        return failed;
    }

    /// <summary>The viewer's filters, the newest first.</summary>
    public Task<List<WordFilter>> ListAsync(Viewer viewer, CancellationToken ct) =>
        db.ListAsync(Mine, new Args { ["user"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct);

    /// <summary>The server's filters, the newest first.</summary>
    public Task<List<WordFilter>> ListAsync(Administrator _, CancellationToken ct) => db.ListAsync(OfServer, new Args { ["now"] = clock.GetUtcNow() }, ct);

    /// <summary>Makes or changes a filter of the viewer's.</summary>
    /// <exception cref="RequestError">422 with the codes of <see cref="Check"/>, or <c>filter_too_many</c>.</exception>
    public async Task<WordFilter> SetAsync(Viewer viewer, NewFilter filter, CancellationToken ct)
    {
        Demand(filter, FilterAction.OfPerson, await ListAsync(viewer, ct));
        var made = await db.FindAsync(Set, Row(viewer.Uuid, filter), ct);
        FilterSet.Forget(db, viewer.Uuid);
        return made!;
    }

    /// <summary>Makes or changes a filter of the server.</summary>
    /// <exception cref="RequestError">422 with the codes of <see cref="Check"/>, or <c>filter_too_many</c>.</exception>
    public async Task<WordFilter> SetAsync(Administrator admin, NewFilter filter, CancellationToken ct)
    {
        Demand(filter, FilterAction.OfServer, await ListAsync(admin, ct));
        var made = await db.InTransactionAsync(async transaction =>
        {
            var made = await transaction.FindAsync(Set, Row(null, filter), ct);
            await audit.WriteAsync(transaction, admin.Actor, "filter.set", null, new() { ["filter"] = made!.Uuid, ["action"] = made.Action }, ct);
            return made;
        }, ct);
        FilterSet.Forget(db, null);
        everyone.Drop();
        return made;
    }

    /// <summary>Takes a filter of the viewer's away; may be repeated.</summary>
    public async Task DropAsync(Viewer viewer, Guid uuid, CancellationToken ct)
    {
        await db.ExecuteAsync(Drop, new Args { ["uuid"] = uuid, ["user"] = viewer.Uuid }, ct);
        FilterSet.Forget(db, viewer.Uuid);
    }

    /// <summary>Takes a filter of the server away; may be repeated.</summary>
    public async Task DropAsync(Administrator admin, Guid uuid, CancellationToken ct)
    {
        await db.InTransactionAsync(async transaction =>
        {
            if (await transaction.ExecuteAsync(DropOfServer, new Args { ["uuid"] = uuid }, ct) == 0) return false;
            await audit.WriteAsync(transaction, admin.Actor, "filter.drop", null, new() { ["filter"] = uuid }, ct);
            return true;
        }, ct);
        FilterSet.Forget(db, null);
        everyone.Drop();
    }

    private static void Demand(NewFilter filter, IEnumerable<(string Value, string Label)> actions, List<WordFilter> there)
    {
        if (Check(filter, actions) is { Count: > 0 } failed) throw RequestError.Invalid(failed);
        var needle = FoldedText.Needle(Limits.Normalise(filter.Phrase));
        if (there.Count >= Most && !there.Exists(known => known.Folded == needle)) throw RequestError.Invalid("filter_too_many");
    }

    private Args Row(Guid? user, NewFilter filter)
    {
        var (now, phrase) = (clock.GetUtcNow(), Limits.Normalise(filter.Phrase));
        return new Args
        {
            ["uuid"] = newId(now),
            ["user"] = user,
            ["phrase"] = phrase,
            ["folded"] = FoldedText.Needle(phrase),
            ["action"] = filter.Action,
            ["expires_at"] = filter.Days is > 0 ? now + TimeSpan.FromDays(filter.Days.Value) : (DateTimeOffset?)null,
            ["now"] = now,
        };
    }
}
