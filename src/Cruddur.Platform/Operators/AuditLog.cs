using Cruddur.Platform.Data;
using Cruddur.Platform.Web;

namespace Cruddur.Platform.Operators;

/// <summary>One row of the audit.</summary>
/// <param name="Uuid">Its id.</param>
/// <param name="At">When it happened.</param>
/// <param name="Actor">Who did it: a person as they are called now, or user and machine of an operator, or the program.</param>
/// <param name="Action">What, such as <c>user.disable</c>.</param>
/// <param name="SubjectUuid">Whom it was done to.</param>
/// <param name="SubjectHandle">What that person is called now; null when they are gone.</param>
/// <param name="Detail">What else there is to know, as JSON.</param>
public sealed record AuditEntry(
    Guid Uuid, DateTimeOffset At, string Actor, string Action, Guid? SubjectUuid, string? SubjectHandle, string Detail)
{
    internal Cursor Cursor => new(At, Uuid);
}

/// <summary>Which rows of the audit are asked for; null for all.</summary>
/// <param name="Action">What was done.</param>
/// <param name="Person">Who did it, or whom it was done to.</param>
public sealed record AuditFilter(string? Action, Guid? Person);

/// <summary>Reads what <see cref="Identity.Audit"/> writes.</summary>
public sealed class AuditLog(Db db)
{
    private static readonly Query<AuditEntry> Many = Query.Of("Platform/Operators/Audit.sql#List", row => new AuditEntry(
        row.Uuid(0), row.Instant(1), row.Text(2), row.Text(3), row.UuidOrNull(4), row.TextOrNull(5), row.Text(6)));

    private static readonly Query<string> Kinds = Query.Of("Platform/Operators/Audit.sql#Actions", row => row.Text(0));

    /// <summary>Rows, the newest first.</summary>
    public Task<List<AuditEntry>> ListAsync(AuditFilter filter, Page page, CancellationToken ct) => db.ListAsync(Many, new Args
    {
        ["action"] = filter.Action,
        ["person"] = filter.Person,
        ["before_at"] = page.Before.At,
        ["before_uuid"] = page.Before.Uuid,
        ["limit"] = page.Limit,
    }, ct);

    /// <summary>Every action that was ever written.</summary>
    public Task<List<string>> ActionsAsync(CancellationToken ct) => db.ListAsync(Kinds, [], ct);
}
