using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Operators;
using Cruddur.Platform.Web;
using Cruddur.Social.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Moderation;

/// <param name="ReporterHandle">Who wrote it.</param>
/// <param name="Note">What they said.</param>
public sealed record ReportNote(string ReporterHandle, string Note);

/// <summary>What a case keeps in secret.</summary>
/// <param name="Copies">What was reported, as it read at each report; empty when it is erased.</param>
/// <param name="Notes">What the reporters said about it.</param>
/// <param name="ErasedAt">When the copies go; null when they have.</param>
public sealed record ReportContent(IReadOnlyList<ReportedText> Copies, IReadOnlyList<ReportNote> Notes, DateTimeOffset? ErasedAt);

/// <summary>POST /api/admin/reports/{uuid}/views: shows what was reported. That somebody looks is noted in the audit first.</summary>
public sealed class ViewReport(Db db, Cases cases, Audit audit, ReportSecrets secrets, TimeProvider clock)
{
    private static readonly Query<Copy> Copies = Query.Of("Social/Moderation/Cases.sql#Copies", row => new Copy(row.Bytes(0), row.Instant(1)));
    private static readonly Query<Note> Notes = Query.Of("Social/Moderation/Cases.sql#Notes", row => new Note(row.Text(0), row.Bytes(1)));

    internal static void Map(IEndpointRouteBuilder api) => api.MapPost("/admin/reports/{uuid:guid}/views",
        async Task<Ok<ReportContent>> (Guid uuid, Administrator admin, ViewReport view, CancellationToken ct) =>
            TypedResults.Ok(await view.RunAsync(admin, uuid, ct))).WithSummary("Administrators: what was reported; each look stands in the audit");

    /// <summary>Notes that the administrator looks, and then opens what was reported.</summary>
    /// <exception cref="RequestError">404 when there is no such case, or it is about this administrator.</exception>
    public async Task<ReportContent> RunAsync(Administrator admin, Guid uuid, CancellationToken ct)
    {
        var found = await cases.FindAsync(admin, uuid, ct);
        await audit.WriteAsync(db, admin.Actor, "report.view", found.AuthorUuid, new JsonObject { ["case"] = uuid }, ct);
        var args = new Args { ["case"] = uuid, ["now"] = clock.GetUtcNow() };
        var copies = await db.ListAsync(Copies, args, ct);
        var notes = await db.ListAsync(Notes, args, ct);
        return new ReportContent(
            [.. copies.Select(copy => secrets.Open(uuid, copy.Content)).OfType<ReportedText>()],
            [.. notes.Select(note => secrets.OpenNote(uuid, note.Content) is { } text ? new ReportNote(note.ReporterHandle, text) : null).OfType<ReportNote>()],
            copies.Count == 0 ? null : copies.Max(copy => copy.ExpiresAt));
    }

    internal sealed record Copy(byte[] Content, DateTimeOffset ExpiresAt);

    internal sealed record Note(string ReporterHandle, byte[] Content);
}
