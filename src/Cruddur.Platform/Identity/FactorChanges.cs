using Cruddur.Platform.Data;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Mail;

namespace Cruddur.Platform.Identity;

/// <param name="Action">As the audit notes it, such as <c>passkey.add</c>.</param>
/// <param name="Subject">Of the mail that tells the person, in the language that is then current.</param>
/// <param name="Text">What the mail says, likewise.</param>
internal sealed record FactorChange(string Action, Func<string> Subject, Func<string> Text);

/// <summary>Every change of what a person signs in with: made, noted, told to them by mail, and, if they wish, the end of their other sessions.</summary>
public sealed class FactorChanges(Db db, Audit audit, Sessions sessions, Mails mails, MailLayout layout, JobQueue jobs)
{
    private static readonly Query<string> Address = Query.Of("Platform/Identity/Identity.sql#Address", row => row.Text(0));

    /// <summary>Runs a change in one transaction with all that follows from it.</summary>
    /// <param name="viewer">Who makes it, on their own account.</param>
    /// <param name="change">What it is.</param>
    /// <param name="endsOthers">Whether every other session and token of theirs ends.</param>
    /// <param name="work">The change; false when there was nothing to change, and then nothing follows.</param>
    /// <param name="ct"></param>
    /// <returns>What the work returned.</returns>
    internal async Task<bool> RunAsync(Viewer viewer, FactorChange change, bool endsOthers, Func<Transaction, Task<bool>> work, CancellationToken ct)
    {
        var made = await db.InTransactionAsync(async transaction =>
        {
            if (!await work(transaction)) return false;
            await audit.WriteAsync(transaction, Actor.Of(viewer), change.Action, viewer.Uuid, null, ct);
            if (await transaction.FindAsync(Address, new Args { ["user"] = viewer.Uuid }, ct) is { } address)
            {
                await mails.QueueAsync(transaction, address, to => layout.Write(to, change.Subject(), [change.Text(), Texts.ChangeNotYou], link: (Texts.ChangeLook, "/settings/security")), ct);
            }
            if (endsOthers) await sessions.EndAllAsync(transaction, viewer.Uuid, viewer.SessionUuid, ct);
            return true;
        }, ct);
        if (made) jobs.Wake();
        if (made && endsOthers) sessions.Forget(viewer.Uuid);
        return made;
    }
}
