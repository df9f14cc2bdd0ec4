using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Accounts;

/// <summary>What a person asked to download.</summary>
/// <param name="Uuid">Its id, which is in its address; its owner alone gets it there.</param>
/// <param name="PartsDone">Parts written so far.</param>
/// <param name="Bytes">Size of the file; 0 until it is made.</param>
/// <param name="RequestedAt">When it was asked for.</param>
/// <param name="MadeAt">Null while it is being made.</param>
/// <param name="FreshUntil">When the first thing in it expires; null when it is not kept and will be made anew.</param>
/// <param name="ExpiresAt">When its address stops working.</param>
public sealed record Archive(
    Guid Uuid, int PartsDone, long Bytes, DateTimeOffset RequestedAt, DateTimeOffset? MadeAt, DateTimeOffset? FreshUntil, DateTimeOffset ExpiresAt)
{
    internal static Archive Read(Row row) =>
        new(row.Uuid(0), row.Int(1), row.Long(2), row.Instant(3), row.InstantOrNull(4), row.InstantOrNull(5), row.Instant(6));
}

/// <summary>The page /settings/data: everything that Cruddur keeps of a person as one file, made by a job and kept for a day.</summary>
public sealed class Archives(Db db, IEnumerable<PersonalData> parts, JobQueue jobs, TimeProvider clock, NewId newId)
{
    /// <summary>Kind of the job that makes the file.</summary>
    internal const string Job = "account.archive";

    /// <summary>How long the file can be downloaded.</summary>
    internal static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private const int PieceBytes = 256 * 1024;

    private static readonly Query<Archive> Current = Query.Of("Platform/Accounts/Archives.sql#Show", Archive.Read);
    private static readonly Query<Guid> Ask = Query.Of("Platform/Accounts/Archives.sql#Ask", row => row.Uuid(0));
    private static readonly Query<Guid> Asked = Query.Of("Platform/Accounts/Archives.sql#Asked", row => row.Uuid(0));
    private static readonly Query<byte[]> Piece = Query.Of("Platform/Accounts/Archives.sql#Read", row => row.Bytes(0));
    private static readonly Command Discard = Command.Of("Platform/Accounts/Archives.sql#Discard");
    private static readonly Command Progress = Command.Of("Platform/Accounts/Archives.sql#Progress");
    private static readonly Command Empty = Command.Of("Platform/Accounts/Archives.sql#Empty");
    private static readonly Command Keep = Command.Of("Platform/Accounts/Archives.sql#Piece");
    private static readonly Command Made = Command.Of("Platform/Accounts/Archives.sql#Made");

    /// <summary>Nobody downloads the file of an account that is about to be erased.</summary>
    internal static readonly Departure Departure = new("archives",
        (transaction, user, _, ct) => transaction.ExecuteAsync(Discard, new Args { ["user"] = user }, ct), (_, _, _, _) => Task.CompletedTask);

    private readonly ArchiveFile file = new(db, parts);

    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings/data", async (Viewer viewer, PageContext context, Archives archives, CancellationToken ct) =>
            SettingsPages.Show<DataSettingsPage>(context, viewer, Texts.Data, new()
            {
                [nameof(DataSettingsPage.Archive)] = await archives.FindAsync(viewer, ct),
                [nameof(DataSettingsPage.Parts)] = archives.file.Parts,
            }));
        pages.MapPost("/settings/data", async (Viewer viewer, Archives archives, CancellationToken ct) =>
        {
            await archives.AskAsync(viewer, ct);
            return Pages.SeeOther("/settings/data?notice=data-asked");
        });
        pages.MapGet("/settings/data/{uuid:guid}", async (Guid uuid, Viewer viewer, HttpResponse response, Archives archives, CancellationToken ct) =>
            await archives.SendAsync(viewer, uuid, response, ct));
    }

    /// <summary>The viewer's archive; null when there is none.</summary>
    public Task<Archive?> FindAsync(Viewer viewer, CancellationToken ct) =>
        db.FindAsync(Current, new Args { ["user"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct);

    /// <summary>Asks for the file; a second time while there is one, it is the same request.</summary>
    public async Task AskAsync(Viewer viewer, CancellationToken ct)
    {
        await db.InTransactionAsync(async transaction =>
        {
            var now = clock.GetUtcNow();
            var uuid = await transaction.FindAsync(Ask, new Args { ["uuid"] = newId(now), ["user"] = viewer.Uuid, ["now"] = now, ["expires_at"] = now + Kept }, ct);
            if (uuid != Guid.Empty) await jobs.AddAsync(transaction, Job, new JsonObject { ["uuid"] = uuid }, null, $"{Job}:{uuid}", ct);
            return true;
        }, ct, isRepeatable: true);
        jobs.Wake();
    }

    /// <summary>Makes the file, if it was not made yet. Whoever runs it again makes it again, to the same end.</summary>
    public async Task MakeAsync(Guid uuid, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var user = await db.FindAsync(Asked, new Args { ["uuid"] = uuid, ["now"] = now }, ct);
        if (user == Guid.Empty) return;
        await using var draft = Draft();
        var first = await file.WriteAsync(draft, user, now, done => db.ExecuteAsync(Progress, new Args { ["uuid"] = uuid, ["parts_done"] = done }, ct), ct);
        await db.InTransactionAsync(async transaction =>
        {
            draft.Position = 0;
            await transaction.ExecuteAsync(Empty, new Args { ["uuid"] = uuid }, ct);
            var buffer = new byte[PieceBytes];
            for (var number = 0; await draft.ReadAtLeastAsync(buffer, PieceBytes, throwOnEndOfStream: false, ct) is > 0 and var length; number++)
            {
                await transaction.ExecuteAsync(Keep, new Args { ["uuid"] = uuid, ["number"] = number, ["content"] = buffer[..length] }, ct);
            }
            await transaction.ExecuteAsync(Made, new Args { ["uuid"] = uuid, ["bytes"] = draft.Length, ["now"] = now, ["fresh_until"] = first ?? DateTimeOffset.MaxValue.AddDays(-1) }, ct);
            return true;
        }, ct, isRepeatable: true);
    }

    private async Task<IResult> SendAsync(Viewer viewer, Guid uuid, HttpResponse response, CancellationToken ct)
    {
        var archive = await FindAsync(viewer, ct);
        if (archive is not { MadeAt: not null } || archive.Uuid != uuid) throw RequestError.Nothing();
        response.ContentType = "application/zip";
        response.Headers.ContentDisposition = $"attachment; filename=\"cruddur-{viewer.Handle}.zip\"";
        response.Headers.CacheControl = "no-store";
        var number = 0;
        while (await db.FindAsync(Piece, new Args { ["uuid"] = uuid, ["user"] = viewer.Uuid, ["number"] = number, ["now"] = clock.GetUtcNow() }, ct) is { } piece)
        {
            if (number++ == 0) response.ContentLength = archive.Bytes;
            await response.Body.WriteAsync(piece, ct);
        }
        if (number > 0) return TypedResults.Empty;

        // Something in it has expired since: what is sent is made now.
        await using var draft = Draft();
        await file.WriteAsync(draft, viewer.Uuid, clock.GetUtcNow(), _ => Task.CompletedTask, ct);
        draft.Position = 0;
        response.ContentLength = draft.Length;
        await draft.CopyToAsync(response.Body, ct);
        return TypedResults.Empty;
    }

    /// <summary>A file that is gone when it is closed, however that happens.</summary>
    private static FileStream Draft() => new(
        Path.Combine(Path.GetTempPath(), $"cruddur-{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 64 * 1024,
        FileOptions.Asynchronous | FileOptions.DeleteOnClose);
}
