using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Mail;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Notices;

/// <summary>What moderators tell somebody.</summary>
/// <param name="Uuid">Id of the notice.</param>
/// <param name="Kind">What it is about: a <c>crud</c> of theirs, them as a <c>person</c>, or a <c>report</c> that they made.</param>
/// <param name="Outcome">What was decided.</param>
/// <param name="Reason">Why.</param>
/// <param name="Words">What the moderator says besides; may be empty.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ReadAt">When they took note of it; null when they have not.</param>
public sealed record ModeratorNotice(Guid Uuid, string Kind, string Outcome, string Reason, string Words, DateTimeOffset CreatedAt, DateTimeOffset? ReadAt)
{
    internal static ModeratorNotice Read(Row row) =>
        new(row.Uuid(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.Instant(5), row.InstantOrNull(6));

    /// <summary>The decision in a sentence; nothing of what was reported.</summary>
    internal string Sentence => new Told(Kind, Outcome, Reason, Words).Sentence;
}

/// <summary>What is to be told.</summary>
/// <param name="Kind">As of <see cref="ModeratorNotice"/>.</param>
/// <param name="Outcome">What was decided.</param>
/// <param name="Reason">Why.</param>
/// <param name="Words">What the moderator says besides; may be empty.</param>
internal sealed record Told(string Kind, string Outcome, string Reason, string Words)
{
    public string Subject => (Kind, Outcome) switch
    {
        (_, "remove") => Texts.SubjectRemoved,
        (_, "suspend") => Texts.SubjectSuspended,
        _ => Texts.SubjectWarned,
    };

    public string Sentence => (Kind, Outcome) switch
    {
        ("report", "dismiss") => Texts.ReportStays,
        ("report", _) => Texts.ReportActed,
        (_, "remove") => Texts.Removed.Fill(Cause),
        (_, "suspend") => Texts.Suspended.Fill(Cause),
        ("crud", _) => Texts.WarnedCrud.Fill(Cause),
        _ => Texts.WarnedPerson.Fill(Cause),
    };

    private string Cause => Reason switch
    {
        "spam" => Texts.CauseSpam,
        "harassment" => Texts.CauseHarassment,
        "illegal" => Texts.CauseIllegal,
        "self-harm" => Texts.CauseSelfHarm,
        _ => Texts.CauseOther,
    };
}

/// <summary>
/// GET /api/notices and PUT /api/notices/{uuid}/read: what moderators tell the viewer. The author is also told by mail, so that
/// somebody learns of it who cannot sign in any more.
/// </summary>
public sealed class ModeratorNotices(Db db, Mails mails, MailLayout layout, TimeProvider clock, NewId newId)
{
    /// <summary>How long a notice stays.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private const int Most = 50;

    private static readonly Command Tell = Command.Of("Social/Notices/Notices.sql#Tell");
    private static readonly Query<Guid> Reporters = Query.Of("Social/Notices/Notices.sql#Reporters", row => row.Uuid(0));
    private static readonly Query<ModeratorNotice> List = Query.Of("Social/Notices/Notices.sql#List", ModeratorNotice.Read);
    private static readonly Query<ModeratorNotice> Read = Query.Of("Social/Notices/Notices.sql#Read", ModeratorNotice.Read);
    private static readonly Query<bool> Unread = Query.Of("Social/Notices/Notices.sql#Unread", row => row.Bool(0));
    private static readonly Query<Recipient> Address = Query.Of("Social/Notices/Notices.sql#Address", row => new Recipient(row.Text(0), row.Text(1)));

    internal static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/notices", async Task<Ok<List<ModeratorNotice>>> (Viewer viewer, ModeratorNotices notices, CancellationToken ct) =>
            TypedResults.Ok(await notices.ListAsync(viewer, ct))).WithSummary("What moderators tell you, the latest first");
        api.MapPut("/notices/{uuid:guid}/read", async Task<Ok<ModeratorNotice>> (Guid uuid, Viewer viewer, ModeratorNotices notices, CancellationToken ct) =>
            TypedResults.Ok(await notices.ReadAsync(viewer, uuid, ct))).WithSummary("Take note of what a moderator told you");
    }

    /// <summary>What moderators tell the viewer, the latest first.</summary>
    public Task<List<ModeratorNotice>> ListAsync(Viewer viewer, CancellationToken ct) =>
        db.ListAsync(List, new Args { ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow(), ["limit"] = Most }, ct);

    /// <summary>Whether there is something that the viewer has not taken note of.</summary>
    public Task<bool> AnyAsync(Viewer viewer, CancellationToken ct) => db.FindAsync(Unread, new Args { ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct);

    /// <summary>Takes note; may be repeated.</summary>
    /// <exception cref="RequestError">404 when there is no such notice, or it is somebody else's.</exception>
    public async Task<ModeratorNotice> ReadAsync(Viewer viewer, Guid uuid, CancellationToken ct) =>
        await db.FindAsync(Read, new Args { ["uuid"] = uuid, ["viewer"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct) ?? throw RequestError.Nothing();

    internal async Task TellAuthorAsync(Transaction transaction, Guid author, Told told, CancellationToken ct)
    {
        await TellAsync(transaction, author, told, ct);
        if (await transaction.FindAsync(Address, new Args { ["user"] = author }, ct) is not { } person) return;
        await mails.QueueAsync(transaction, person.Email, to => layout.Write(to, told.Subject,
        [
            Texts.MailAccount.Fill(told.Sentence, person.Handle),
            .. told.Words.Length > 0 ? [Texts.MailWords.Fill(told.Words)] : Array.Empty<string>(),
            Texts.MailAppeal,
        ], link: told.Outcome == "suspend" ? null : (Texts.MailLink, "/notices")), ct);
    }

    internal async Task TellReportersAsync(Transaction transaction, Guid about, Told told, CancellationToken ct)
    {
        foreach (var reporter in await transaction.ListAsync(Reporters, new Args { ["case"] = about }, ct)) await TellAsync(transaction, reporter, told, ct);
    }

    private Task<int> TellAsync(Transaction transaction, Guid user, Told told, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return transaction.ExecuteAsync(Tell, new Args
        {
            ["uuid"] = newId(now),
            ["user"] = user,
            ["kind"] = told.Kind,
            ["outcome"] = told.Outcome,
            ["reason"] = told.Reason,
            ["words"] = told.Words,
            ["now"] = now,
            ["expires_at"] = now + Kept,
        }, ct);
    }

    internal sealed record Recipient(string Handle, string Email);
}
