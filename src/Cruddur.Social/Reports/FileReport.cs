using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Seals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Reports;

/// <param name="Reason">A <c>value</c> of <see cref="ReportReason.All"/>.</param>
/// <param name="Note">At most 1,000 Unicode scalar values for the moderators; null or blank for none.</param>
public sealed record NewReport(string? Reason, string? Note = null);

/// <param name="Kind"><c>crud</c> or <c>person</c>.</param>
/// <param name="SubjectUuid">What was reported.</param>
/// <param name="Reason">Why.</param>
/// <param name="CreatedAt">When it was reported first.</param>
/// <param name="UpdatedAt">When the report was changed last.</param>
public sealed record ReportState(string Kind, Guid SubjectUuid, string Reason, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

/// <summary>What a report is about.</summary>
internal sealed record Subject(string Kind, Guid Uuid, Guid Author, ReportedText Text)
{
    public const string Crud = "crud";
    public const string Person = "person";
}

/// <summary>
/// PUT /api/activities/{uuid}/report and /api/users/@{handle}/report: tells the moderators. Reporting the same again changes the
/// report; whom it is about never learns who made it.
/// </summary>
public sealed class FileReport(Db db, Attempts attempts, ReportSecrets secrets, SealCruds seals, TimeProvider clock, NewId newId)
{
    /// <summary>Most characters of a note.</summary>
    public const int MostNote = 1000;

    internal static readonly AttemptLimit Limit = new("report:person", 30, TimeSpan.FromHours(1));

    private static readonly Query<CrudRow> FindCrud = Query.Of("Social/Reports/Reports.sql#Crud", row =>
        new CrudRow(row.Uuid(0), row.Uuid(1), row.Text(2), row.TextOrNull(3), row.Instant(4)));

    private static readonly Query<PersonRow> FindPerson = Query.Of("Social/Reports/Reports.sql#Person", row =>
        new PersonRow(row.Uuid(0), row.Text(1), row.Text(2), row.Text(3), row.Instant(4)));

    private static readonly Query<Guid> OpenCase = Query.Of("Social/Reports/Reports.sql#OpenCase", row => row.Uuid(0));
    private static readonly Query<Filed> Report = Query.Of("Social/Reports/Reports.sql#Report", row => new Filed(row.Text(0), row.Instant(1), row.Instant(2)));
    private static readonly Command Copy = Command.Of("Social/Reports/Reports.sql#Copy");
    private static readonly Command Note = Command.Of("Social/Reports/Reports.sql#Note");
    private static readonly Command DropNote = Command.Of("Social/Reports/Reports.sql#DropNote");

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapPut("/activities/{uuid:guid}/report", async Task<Ok<ReportState>> (Guid uuid, Viewer viewer, NewReport report, FileReport file, CancellationToken ct) =>
            TypedResults.Ok(await file.RunAsync(viewer, await file.CrudAsync(uuid, ct), report, ct))).WithSummary("Report a crud to the moderators");
        api.MapPut("/users/@{handle}/report", async Task<Ok<ReportState>> (string handle, Viewer viewer, NewReport report, FileReport file, CancellationToken ct) =>
            TypedResults.Ok(await file.RunAsync(viewer, await file.PersonAsync(handle, ct), report, ct))).WithSummary("Report a person to the moderators");
    }

    /// <summary>Codes of every rule that the report breaks; empty when it may be sent.</summary>
    public static IReadOnlyList<string> Check(NewReport report)
    {
        List<string> failed = [];
        if (ReportReason.Find(report.Reason) is null) failed.Add("reason_invalid");
        if (Limits.Length(Limits.Normalise(report.Note)) > MostNote) failed.Add("note_exceed_max_chars");
        return failed;
    }

    /// <summary>A crud that lives, or is sealed still.</summary>
    /// <exception cref="RequestError">404 when it is neither.</exception>
    internal async Task<Subject> CrudAsync(Guid uuid, CancellationToken ct)
    {
        if (await db.FindAsync(FindCrud, new Args { ["uuid"] = uuid, ["now"] = clock.GetUtcNow() }, ct) is { } crud)
            return new Subject(Subject.Crud, crud.Uuid, crud.UserUuid, new ReportedText(crud.WrittenAt, crud.Message, crud.ContentWarning, null, null));
        return await seals.OpenAsync(uuid, ct) is { } opened ? new Subject(Subject.Crud, uuid, opened.Author, opened.Text) : throw RequestError.Gone();
    }

    /// <exception cref="RequestError">404 when nobody has that handle.</exception>
    internal async Task<Subject> PersonAsync(string handle, CancellationToken ct) =>
        await db.FindAsync(FindPerson, new Args { ["handle"] = handle.ToLowerInvariant() }, ct) is { } person
            ? new Subject(Subject.Person, person.Uuid, person.Uuid, new ReportedText(person.UpdatedAt, null, null, $"{person.DisplayName} (@{person.Handle})", person.Bio))
            : throw RequestError.Gone();

    /// <summary>Files the report, or changes the one that the viewer has filed about the same before it was decided on.</summary>
    /// <exception cref="RequestError">422 with the codes of <see cref="Check"/>, or <c>report_own</c>; 429 after thirty in an hour.</exception>
    internal async Task<ReportState> RunAsync(Viewer viewer, Subject subject, NewReport report, CancellationToken ct)
    {
        if (subject.Author == viewer.Uuid) throw RequestError.Invalid("report_own");
        if (Check(report) is { Count: > 0 } failed) throw RequestError.Invalid(failed);
        await attempts.CountAsync(Limit, viewer.Uuid.ToString(), ct);
        var now = clock.GetUtcNow();
        var filed = await db.InTransactionAsync(async transaction =>
        {
            var about = await transaction.FindAsync(OpenCase, new Args
            {
                ["uuid"] = newId(now),
                ["kind"] = subject.Kind,
                ["subject"] = subject.Uuid,
                ["author"] = subject.Author,
                ["now"] = now,
            }, ct);
            var filed = await transaction.FindAsync(Report, new Args { ["case"] = about, ["viewer"] = viewer.Uuid, ["reason"] = report.Reason, ["now"] = now }, ct);
            await transaction.ExecuteAsync(Copy, new Args
            {
                ["case"] = about,
                ["written_at"] = subject.Text.WrittenAt,
                ["content"] = secrets.Seal(about, subject.Text),
                ["expires_at"] = now + ReportSecrets.Kept,
            }, ct);
            await KeepNoteAsync(transaction, about, viewer, Limits.Normalise(report.Note), ct);
            return filed;
        }, ct, isRepeatable: true) ?? throw RequestError.Gone();
        return new ReportState(subject.Kind, subject.Uuid, filed.Reason, filed.CreatedAt, filed.UpdatedAt);
    }

    private Task<int> KeepNoteAsync(Transaction transaction, Guid about, Viewer viewer, string note, CancellationToken ct) => note.Length == 0
        ? transaction.ExecuteAsync(DropNote, new Args { ["case"] = about, ["viewer"] = viewer.Uuid }, ct)
        : transaction.ExecuteAsync(Note, new Args
        {
            ["case"] = about,
            ["viewer"] = viewer.Uuid,
            ["content"] = secrets.SealNote(about, note),
            ["expires_at"] = clock.GetUtcNow() + ReportSecrets.Kept,
        }, ct);

    internal sealed record CrudRow(Guid Uuid, Guid UserUuid, string Message, string? ContentWarning, DateTimeOffset WrittenAt);

    internal sealed record PersonRow(Guid Uuid, string Handle, string DisplayName, string Bio, DateTimeOffset UpdatedAt);

    internal sealed record Filed(string Reason, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
}
