using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Operators;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Replies;
using Cruddur.Social.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Moderation;

/// <summary>What was reported, by however many people, since the first of them did.</summary>
/// <param name="Uuid">Id of the case.</param>
/// <param name="Kind"><c>crud</c> or <c>person</c>.</param>
/// <param name="SubjectUuid">What was reported.</param>
/// <param name="AuthorUuid">Who wrote it, or is it.</param>
/// <param name="AuthorHandle">What they are called now.</param>
/// <param name="AuthorName">What they call themselves now.</param>
/// <param name="OpenedAt">When it was reported first.</param>
/// <param name="ClosedAt">When somebody decided; null while nobody has.</param>
/// <param name="Outcome">What they decided.</param>
/// <param name="Reason">Why.</param>
/// <param name="ClosedBy">Handle of who decided; null also when they are gone.</param>
/// <param name="ReportsCount">How many people reported it.</param>
/// <param name="Reasons">Why they did, each once.</param>
public sealed record Case(
    Guid Uuid, string Kind, Guid SubjectUuid, Guid AuthorUuid, string AuthorHandle, string AuthorName, DateTimeOffset OpenedAt,
    DateTimeOffset? ClosedAt, string? Outcome, string? Reason, string? ClosedBy, int ReportsCount, IReadOnlyList<string> Reasons)
{
    internal bool IsCrud => Kind == Subject.Crud;

    internal static Cursor CursorOf(Case found) => new(found.ClosedAt ?? found.OpenedAt, found.Uuid);

    internal static Case Read(Row row) => new(
        row.Uuid(0), row.Text(1), row.Uuid(2), row.Uuid(3), row.Text(4), row.Text(5), row.Instant(6),
        row.InstantOrNull(7), row.TextOrNull(8), row.TextOrNull(9), row.TextOrNull(10), row.Int(11), row.Texts(12));
}

/// <param name="ReporterHandle">Who reported.</param>
/// <param name="Reason">Why.</param>
/// <param name="CreatedAt">When.</param>
public sealed record CaseReport(string ReporterHandle, string Reason, DateTimeOffset CreatedAt);

/// <param name="CreatedAt">Since when they are here.</param>
/// <param name="DisabledAt">When their account was switched off; null when it is on.</param>
/// <param name="CrudsCount">Their live cruds.</param>
public sealed record CaseAuthor(DateTimeOffset CreatedAt, DateTimeOffset? DisabledAt, int CrudsCount);

/// <summary>A case and what helps to decide it; nothing of what was reported, unless that lives and everybody can read it.</summary>
/// <param name="Case">The case.</param>
/// <param name="Author">Whom it is about.</param>
/// <param name="Reports">Who reported it, the first one first.</param>
/// <param name="Earlier">What else was reported of the same person, the latest first.</param>
/// <param name="Thread">What the crud answers, and the crud itself, as far as they live; the oldest first.</param>
public sealed record CaseFile(Case Case, CaseAuthor Author, IReadOnlyList<CaseReport> Reports, IReadOnlyList<Case> Earlier, IReadOnlyList<Activity> Thread);

/// <summary>GET /api/admin/reports, open or closed ones, and /api/admin/reports/{uuid}: what people reported.</summary>
public sealed class Cases(Db db, TimeProvider clock)
{
    private const int MostEarlier = 20;

    private static readonly Query<Case> Open = Query.Of("Social/Moderation/Cases.sql#Open", Case.Read);
    private static readonly Query<Case> Closed = Query.Of("Social/Moderation/Cases.sql#Closed", Case.Read);
    private static readonly Query<Case> Others = Query.Of("Social/Moderation/Cases.sql#Earlier", Case.Read);
    private static readonly Query<Case> One = Query.Of("Social/Moderation/Cases.sql#Find", Case.Read);
    private static readonly Query<int> Count = Query.Of("Social/Moderation/Cases.sql#Count", row => row.Int(0));
    private static readonly Query<CaseAuthor> Author = Query.Of("Social/Moderation/Cases.sql#Author", row => new CaseAuthor(row.Instant(0), row.InstantOrNull(1), row.Int(2)));
    private static readonly Query<CaseReport> Reports = Query.Of("Social/Moderation/Cases.sql#Reports", row => new CaseReport(row.Text(0), row.Text(1), row.Instant(2)));

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/admin/reports", async Task<Ok<List<Case>>> (
            string? state, [AsParameters] PageQuery asked, Administrator admin, Cases cases, HttpResponse response, CancellationToken ct) =>
        {
            var page = asked.ToPage();
            var found = await cases.ListAsync(admin, state == "closed", page, ct);
            page.Link(response, page.Next(found, Case.CursorOf), state == "closed" ? "state=closed&" : "");
            return TypedResults.Ok(found);
        }).WithSummary("Administrators: what people reported, open or ?state=closed");
        api.MapGet("/admin/reports/{uuid:guid}", async Task<Ok<CaseFile>> (Guid uuid, Administrator admin, Cases cases, CancellationToken ct) =>
            TypedResults.Ok(await cases.LoadAsync(admin, uuid, ct))).WithSummary("Administrators: one case, without what was reported");
    }

    /// <summary>How many cases nobody has decided yet, those about this administrator not counted.</summary>
    public Task<int> CountOpenAsync(Viewer admin, CancellationToken ct) => db.FindAsync(Count, new Args { ["admin"] = admin.Uuid }, ct);

    /// <summary>One page of cases that are not about this administrator, the newest first.</summary>
    public Task<List<Case>> ListAsync(Administrator admin, bool closed, Page page, CancellationToken ct) => db.ListAsync(closed ? Closed : Open, new Args
    {
        ["admin"] = admin.Viewer.Uuid,
        ["before_at"] = page.Before.At,
        ["before_uuid"] = page.Before.Uuid,
        ["limit"] = page.Limit,
    }, ct);

    /// <exception cref="RequestError">404 when there is none, or it is about this administrator.</exception>
    internal async Task<Case> FindAsync(Administrator admin, Guid uuid, CancellationToken ct) =>
        await db.FindAsync(One, new Args { ["case"] = uuid, ["admin"] = admin.Viewer.Uuid }, ct) ?? throw RequestError.Nothing();

    /// <summary>The case with all that may be shown without a note in the audit.</summary>
    /// <exception cref="RequestError">404 when there is none, or it is about this administrator.</exception>
    public async Task<CaseFile> LoadAsync(Administrator admin, Guid uuid, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var found = await FindAsync(admin, uuid, ct);
        var author = await db.FindAsync(Author, new Args { ["author"] = found.AuthorUuid, ["now"] = now }, ct) ?? throw RequestError.Nothing();
        var reports = await db.ListAsync(Reports, new Args { ["case"] = uuid, ["admin"] = admin.Viewer.Uuid }, ct);
        var earlier = await db.ListAsync(Others, new Args { ["case"] = uuid, ["admin"] = admin.Viewer.Uuid, ["limit"] = MostEarlier }, ct);
        // As a guest sees it: an administrator may have blocked somebody, or be blocked.
        var crud = found.IsCrud ? await ShowCrud.FindAsync(db, found.SubjectUuid, null, now, ct) : null;
        List<Activity> thread = crud is null ? [] : [.. await Ancestors.LoadAsync(db, crud.Uuid, null, now, ct), crud];
        return new CaseFile(found, author, reports, earlier, thread);
    }
}
