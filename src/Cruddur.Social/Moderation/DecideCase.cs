using System.Text.Json.Nodes;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Operators;
using Cruddur.Platform.Web;
using Cruddur.Social.Feed;
using Cruddur.Social.Notices;
using Cruddur.Social.Reports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Social.Moderation;

/// <param name="Outcome">A <c>value</c> of <see cref="Moderation.Outcome.All"/>.</param>
/// <param name="Reason">A <c>value</c> of <see cref="ReportReason.All"/>: which rule was broken, or none.</param>
/// <param name="Words">At most 500 Unicode scalar values that the person reads with it; null or blank for none.</param>
public sealed record NewDecision(string? Outcome, string? Reason, string? Words = null);

/// <summary>
/// PUT /api/admin/reports/{uuid}/decision: closes a case and does what was decided, all of it in one transaction or nothing.
/// Deciding the same again changes nothing.
/// </summary>
public sealed class DecideCase(Db db, Cases cases, AccountChanges accounts, Audit audit, ModeratorNotices notices, PublicFeed everyone, TimeProvider clock)
{
    /// <summary>Most characters of what a moderator says to a person.</summary>
    public const int MostWords = 500;

    private static readonly Query<Decided> Close = Query.Of("Social/Moderation/Decisions.sql#Close", row => new Decided(row.Text(0), row.Uuid(1), row.Uuid(2)));
    private static readonly Command Remove = Command.Of("Social/Moderation/Decisions.sql#Remove");
    private static readonly Command Unseal = Command.Of("Social/Moderation/Decisions.sql#Unseal");

    internal static void Map(IEndpointRouteBuilder api) => api.MapPut("/admin/reports/{uuid:guid}/decision",
        async Task<Ok<Case>> (Guid uuid, Administrator admin, NewDecision decision, DecideCase decide, CancellationToken ct) =>
            decision.Outcome == Outcome.Suspend.Value
                ? throw new RequestError(403, Texts.SuspendOnSite)
                : TypedResults.Ok(await decide.RunAsync(admin, uuid, decision, ct)))
        .WithSummary("Administrators: dismiss, remove or warn; suspending is done on the website");

    /// <summary>Codes of every rule that the decision breaks.</summary>
    public static IReadOnlyList<string> Check(NewDecision decision)
    {
        List<string> failed = [];
        if (Outcome.Find(decision.Outcome) is null) failed.Add("outcome_invalid");
        if (ReportReason.Find(decision.Reason) is null) failed.Add("reason_invalid");
        if (Limits.Length(Limits.Normalise(decision.Words)) > MostWords) failed.Add("words_exceed_max_chars");
        return failed;
    }

    /// <summary>Closes the case, and does what was decided.</summary>
    /// <exception cref="RequestError">404 when there is no such case, or it is about this administrator; 422 with the codes of <see cref="Check"/>,
    /// <c>outcome_invalid</c> when it does not fit the case, or <c>case_closed</c> when somebody has decided otherwise.</exception>
    public async Task<Case> RunAsync(Administrator admin, Guid uuid, NewDecision decision, CancellationToken ct)
    {
        var found = await cases.FindAsync(admin, uuid, ct);
        if (Check(decision) is { Count: > 0 } failed) throw RequestError.Invalid(failed);
        var outcome = Outcome.Find(decision.Outcome)!;
        if (!outcome.Fits(found.Kind)) throw RequestError.Invalid("outcome_invalid");
        var done = await db.InTransactionAsync(transaction => ActAsync(transaction, admin, uuid, decision, ct), ct);
        if (done is not null)
        {
            if (outcome == Outcome.Suspend) accounts.Forget(done.AuthorUuid);
            everyone.Drop();
        }
        var now = await cases.FindAsync(admin, uuid, ct);
        return done is not null || (now.Outcome == outcome.Value && now.Reason == decision.Reason) ? now : throw RequestError.Invalid("case_closed");
    }

    private async Task<Decided?> ActAsync(Transaction transaction, Administrator admin, Guid uuid, NewDecision decision, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var closed = await transaction.FindAsync(Close, new Args
        {
            ["case"] = uuid,
            ["admin"] = admin.Viewer.Uuid,
            ["outcome"] = decision.Outcome,
            ["reason"] = decision.Reason,
            ["now"] = now,
        }, ct);
        if (closed is null) return null;
        var detail = new JsonObject { ["case"] = uuid, ["reason"] = decision.Reason };
        await audit.WriteAsync(transaction, admin.Actor, $"report.{decision.Outcome}", closed.AuthorUuid, detail, ct);
        if (decision.Outcome == Outcome.Remove.Value)
        {
            await transaction.ExecuteAsync(Remove, new Args { ["uuid"] = closed.SubjectUuid, ["now"] = now }, ct);
            await transaction.ExecuteAsync(Unseal, new Args { ["uuid"] = closed.SubjectUuid }, ct);
        }
        if (decision.Outcome == Outcome.Suspend.Value) await accounts.DisableAsync(transaction, closed.AuthorUuid, admin.Actor, (JsonObject)detail.DeepClone(), ct);
        var words = Limits.Normalise(decision.Words);
        if (decision.Outcome != Outcome.Dismiss.Value) await notices.TellAuthorAsync(transaction, closed.AuthorUuid, new Told(closed.Kind, decision.Outcome!, decision.Reason!, words), ct);
        await notices.TellReportersAsync(transaction, uuid, new Told("report", decision.Outcome!, decision.Reason!, ""), ct);
        return closed;
    }

    internal sealed record Decided(string Kind, Guid SubjectUuid, Guid AuthorUuid);
}
