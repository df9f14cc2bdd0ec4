using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Accounts;

/// <summary>The page /settings/password. Every other session and every token ends with the old password, and the owner is told by mail.</summary>
public sealed class ChangePassword(Db db, PasswordHash passwords, Sudo sudo, Sessions sessions, Audit audit, AccountMails mails, TimeProvider clock)
{
    private static readonly Query<OwnAccount> Mine = Query.Of("Platform/Accounts/Accounts.sql#Mine", OwnAccount.Read);
    private static readonly Command Change = Command.Of("Platform/Accounts/Accounts.sql#ChangePassword");

    internal static void Map(IEndpointRouteBuilder pages)
    {
        pages.MapGet("/settings/password", (Viewer viewer, PageContext context) => Show(context, viewer, [], 200));
        pages.MapPost("/settings/password", async (Viewer viewer, IFormCollection form, PageContext context, ChangePassword change, CancellationToken ct) =>
        {
            try
            {
                await change.RunAsync(viewer, form["old_password"].ToString(), form["password"].ToString(), ct);
            }
            catch (RequestError refused) when (refused.Status is 422 or 429)
            {
                context.Wait(refused);
                return Show(context, viewer, refused.Codes, refused.Status, refused.Sentences);
            }
            return Pages.SeeOther("/settings/password?notice=password-changed");
        });
    }

    /// <summary>Replaces the password, and ends every other session and token at once.</summary>
    /// <exception cref="RequestError">422 with the codes of what does not fit; 429 after too many tries.</exception>
    public async Task RunAsync(Viewer viewer, string old, string wanted, CancellationToken ct)
    {
        var account = await db.FindAsync(Mine, new Args { ["user"] = viewer.Uuid }, ct) ?? throw RequestError.SignInFirst();
        List<string> failed = [.. PasswordRules.Check(wanted, account.Email, account.Handle, account.DisplayName)];
        if (old.Length == 0) failed.Add("old_password_blank");
        if (failed.Count > 0) throw RequestError.Invalid(failed);
        await sudo.CheckAsync(viewer, old, ct);
        var hash = await passwords.CreateAsync(wanted, ct);
        await db.InTransactionAsync(async transaction =>
        {
            await transaction.ExecuteAsync(Change, new Args { ["user"] = viewer.Uuid, ["hash"] = hash, ["now"] = clock.GetUtcNow() }, ct);
            await sessions.EndAllAsync(transaction, viewer.Uuid, viewer.SessionUuid, ct);
            await mails.PasswordChangedAsync(transaction, viewer, account.Email, ct);
            await audit.WriteAsync(transaction, Actor.Of(viewer), "user.password", viewer.Uuid, null, ct);
            return true;
        }, ct, isRepeatable: true);
        sessions.Forget(viewer.Uuid);
        mails.Wake();
    }

    private static IResult Show(PageContext context, Viewer viewer, IReadOnlyList<string> codes, int status, IReadOnlyList<string>? general = null) =>
        SettingsPages.Show<PasswordSettingsPage>(context, viewer, Texts.Password, new()
        {
            [nameof(PasswordSettingsPage.Codes)] = codes,
            [nameof(PasswordSettingsPage.General)] = codes.Count == 0 ? general ?? [] : [],
        }, status);
}
