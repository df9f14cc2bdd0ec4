using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Cruddur.Platform.Accounts;
using Cruddur.Platform.Data;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Filters;

namespace Cruddur.Social.Moderation;

/// <summary>
/// What a person gets of moderation with their archive: what they reported, what they were told, what they filter. Nothing of
/// what others reported about them.
/// </summary>
internal static class ModerationData
{
    private const int Batch = 200;

    private static readonly Query<OwnReport> Reports = Query.Of("Social/Reports/Reports.sql#Mine", row =>
        new OwnReport(row.Uuid(0), row.Text(1), row.Uuid(2), row.Text(3), row.Instant(4)));

    private static readonly Query<OwnNotice> Notices = Query.Of("Social/Notices/Notices.sql#Mine", row =>
        new OwnNotice(row.Uuid(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Instant(5), row.InstantOrNull(6), row.Instant(7)));

    private static readonly Query<WordFilter> Filters = Query.Of("Social/Filters/Filters.sql#Mine", WordFilter.Read);

    internal static IReadOnlyList<PersonalData> All =>
    [
        new("reports", () => Texts.ArchiveReports, ReportsAsync),
        new("notices", () => Texts.ArchiveNotices, NoticesAsync),
        new("filters", () => Texts.ArchiveFilters, FiltersAsync),
    ];

    private static async IAsyncEnumerable<DataItem> ReportsAsync(Db db, Guid user, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        var before = Cursor.Start;
        while (true)
        {
            var rows = await db.ListAsync(Reports, new Args { ["user"] = user, ["before_at"] = before.At, ["before_uuid"] = before.Uuid, ["limit"] = Batch }, ct);
            foreach (var report in rows)
            {
                yield return new DataItem(new JsonObject
                {
                    ["kind"] = report.Kind,
                    ["subject_uuid"] = report.SubjectUuid,
                    ["reason"] = report.Reason,
                    ["created_at"] = RelativeTime.Machine(report.CreatedAt),
                });
            }
            if (rows.Count < Batch) yield break;
            before = new Cursor(rows[^1].CreatedAt, rows[^1].CaseUuid);
        }
    }

    private static async IAsyncEnumerable<DataItem> NoticesAsync(Db db, Guid user, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var notice in await db.ListAsync(Notices, new Args { ["user"] = user, ["now"] = now }, ct))
        {
            yield return new DataItem(new JsonObject
            {
                ["kind"] = notice.Kind,
                ["outcome"] = notice.Outcome,
                ["reason"] = notice.Reason,
                ["words"] = notice.Words,
                ["created_at"] = RelativeTime.Machine(notice.CreatedAt),
            }, notice.ExpiresAt);
        }
    }

    private static async IAsyncEnumerable<DataItem> FiltersAsync(Db db, Guid user, DateTimeOffset now, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var filter in await db.ListAsync(Filters, new Args { ["user"] = user, ["now"] = now }, ct))
        {
            yield return new DataItem(new JsonObject
            {
                ["phrase"] = filter.Phrase,
                ["action"] = filter.Action,
                ["created_at"] = RelativeTime.Machine(filter.CreatedAt),
            }, filter.ExpiresAt);
        }
    }

    internal sealed record OwnReport(Guid CaseUuid, string Kind, Guid SubjectUuid, string Reason, DateTimeOffset CreatedAt);

    internal sealed record OwnNotice(
        Guid Uuid, string Kind, string Outcome, string Reason, string Words, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt, DateTimeOffset ExpiresAt);
}
