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

/// <summary>
/// The pages /settings/delete and /welcome-back: whoever leaves is signed out everywhere and out of sight at once, has seven
/// days to change their mind, and is erased then.
/// </summary>
public sealed class LeaveAccount(Db db, IIdentityProvider provider, Departures departures, Audit audit, AccountMails mails, JobQueue jobs, TimeProvider clock)
{
    /// <summary>How long people have to change their mind.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromDays(7);

    /// <summary>Kind of the job that sweeps up.</summary>
    internal const string SweepUpJob = "account.sweep-up";

    /// <summary>Kind of the job that erases.</summary>
    internal const string EraseJob = "account.erase";

    /// <summary>Longer than any instance believes a session that has ended.</summary>
    private static readonly TimeSpan SweepUpAfter = TimeSpan.FromSeconds(15);

    private static readonly Command Leave = Command.Of("Platform/Accounts/Leaving.sql#Leave");
    private static readonly Command Hasten = Command.Of("Platform/Accounts/Leaving.sql#Hasten");
    private static readonly Command Stay = Command.Of("Platform/Accounts/Leaving.sql#Stay");
    private static readonly Command Erase = Command.Of("Platform/Accounts/Leaving.sql#Erase");
    private static readonly Query<bool> Leaves = Query.Of("Platform/Accounts/Leaving.sql#Leaves", row => row.Bool(0));

    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings/delete", (Viewer viewer, PageContext context, Sudo sudo) =>
        {
            sudo.Demand(viewer, "/settings/delete");
            return Show(context, viewer, "", null);
        });
        pages.MapPost("/settings/delete", LeaveAsync);
        pages.MapGet(RequestError.WelcomeBack, (Viewer viewer, PageContext context) =>
        {
            if (viewer.DeleteAt is not { } end) return Pages.SeeOther("/");
            return SettingsPages.Show<WelcomeBackPage>(context, viewer, Texts.WelcomeBack, new() { [nameof(WelcomeBackPage.End)] = end, [nameof(WelcomeBackPage.Handle)] = viewer.Handle });
        });
        pages.MapPost(RequestError.WelcomeBack, async (Viewer viewer, LeaveAccount leave, CancellationToken ct) =>
        {
            await leave.StayAsync(viewer, ct);
            return Pages.SeeOther("/?notice=stayed");
        });
    }

    /// <summary>Takes the person and everything of theirs out of sight, signs them out everywhere, and lets them be erased in seven days.</summary>
    public Task RunAsync(Viewer viewer, CancellationToken ct) => RunAsync(viewer.Uuid, Owner(viewer), "user.leave", ct);

    /// <summary>The same, when somebody else does it.</summary>
    /// <param name="user">Who has to leave.</param>
    /// <param name="actor">Who does it.</param>
    /// <param name="action">What the audit calls it.</param>
    /// <param name="ct"></param>
    /// <returns>Whether they stayed before.</returns>
    public async Task<bool> RunAsync(Guid user, Actor actor, string action, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var left = await db.InTransactionAsync(async transaction =>
        {
            if (await transaction.ExecuteAsync(Leave, new Args { ["user"] = user, ["now"] = now, ["delete_at"] = now + Grace }, ct) == 0) return false;
            await departures.SetAsideAsync(transaction, user, now, ct);
            await mails.LeavingAsync(transaction, user, now + Grace, ct);
            await jobs.AddAsync(transaction, SweepUpJob, Of(user), now + SweepUpAfter, $"{SweepUpJob}:{user}:{now.UtcTicks}", ct);
            await jobs.AddAsync(transaction, EraseJob, Of(user), now + Grace, $"{EraseJob}:{user}:{now.UtcTicks}", ct);
            await audit.WriteAsync(transaction, actor, action, user, null, ct);
            return true;
        }, ct, isRepeatable: true);
        departures.Forget(user);
        jobs.Wake();
        return left;
    }

    /// <summary>Erases the person at once, without time to change anybody's mind.</summary>
    public async Task EraseNowAsync(Guid user, Actor actor, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.InTransactionAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Hasten, new Args { ["user"] = user, ["now"] = now }, ct);
            // What others count of theirs is counted anew.
            await departures.SetAsideAsync(transaction, user, now, ct);
            return await EraseAsync(transaction, user, actor, ct);
        }, ct, isRepeatable: true);
        departures.Forget(user);
    }

    /// <summary>Takes out of sight what another instance, which had not heard of it, still let in.</summary>
    public Task SweepUpAsync(Guid user, CancellationToken ct) => db.InTransactionAsync(async transaction =>
    {
        if (!await transaction.FindAsync(Leaves, new Args { ["user"] = user }, ct)) return false;
        await departures.SetAsideAsync(transaction, user, clock.GetUtcNow(), ct);
        return true;
    }, ct, isRepeatable: true);

    /// <summary>Keeps the account, and puts back everything that has not expired.</summary>
    public async Task StayAsync(Viewer viewer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await db.InTransactionAsync(async transaction =>
        {
            if (await transaction.ExecuteAsync(Stay, new Args { ["user"] = viewer.Uuid, ["now"] = now }, ct) == 0) return false;
            await departures.ReturnAsync(transaction, viewer.Uuid, now, ct);
            await audit.WriteAsync(transaction, Owner(viewer), "user.stay", viewer.Uuid, null, ct);
            return true;
        }, ct, isRepeatable: true);
        departures.Forget(viewer.Uuid);
    }

    /// <summary>Erases the person and everything that hangs on them, if their time is over and they have not come back.</summary>
    public async Task EraseAsync(Guid user, CancellationToken ct)
    {
        await db.InTransactionAsync(transaction => EraseAsync(transaction, user, Actor.Program, ct), ct, isRepeatable: true);
        departures.Forget(user);
    }

    /// <summary>What the provider has begun is a job, which the worker that does this one, or a running server, comes to next.</summary>
    private async Task<bool> EraseAsync(Transaction transaction, Guid user, Actor actor, CancellationToken ct)
    {
        await provider.EraseAsync(transaction, user, ct);
        if (await transaction.ExecuteAsync(Erase, new Args { ["user"] = user, ["now"] = clock.GetUtcNow() }, ct) == 0) return false;
        await audit.WriteAsync(transaction, actor, "user.erase", user, null, ct);
        return true;
    }

    private static async Task<IResult> LeaveAsync(Viewer viewer, IFormCollection form, PageContext context, HttpResponse response, Sudo sudo, LeaveAccount leave, CancellationToken ct)
    {
        sudo.Demand(viewer, "/settings/delete");
        var typed = form["handle"].ToString();
        if (!typed.Trim().TrimStart('@').Equals(viewer.Handle, StringComparison.OrdinalIgnoreCase)) return Show(context, viewer, typed, ErrorTexts.Of("delete_handle_wrong"));
        await leave.RunAsync(viewer, ct);
        SignInPages.DropCookie(response);
        return Pages.SeeOther("/?notice=leaving");
    }

    /// <summary>In the record of what happened stands who did it, but not what they were called.</summary>
    private static Actor Owner(Viewer viewer) => new(viewer.Uuid, "owner");

    private static JsonObject Of(Guid user) => new() { ["user"] = user };

    private static IResult Show(PageContext context, Viewer viewer, string typed, string? fault) =>
        SettingsPages.Show<DeleteSettingsPage>(context, viewer, Texts.Delete, new()
        {
            [nameof(DeleteSettingsPage.Handle)] = viewer.Handle,
            [nameof(DeleteSettingsPage.Typed)] = typed,
            [nameof(DeleteSettingsPage.Fault)] = fault,
        }, fault is null ? 200 : 422);
}
