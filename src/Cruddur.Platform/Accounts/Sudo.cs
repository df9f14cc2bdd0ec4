using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Accounts;

/// <summary>
/// Another way than the password to prove who one is, shown on the page /settings/confirm. Its form goes to a route of its
/// own, which ends with <see cref="Sessions.ProveAsync"/> and <see cref="Sudo.GoOn"/>.
/// </summary>
/// <param name="Form">The component with the form; its parameter <c>ReturnTo</c> goes into a hidden field <c>return_to</c>.</param>
/// <param name="IsOfferedAsync">Whether this person has that way.</param>
public sealed record ProofWay(Type Form, Func<Viewer, CancellationToken, Task<bool>> IsOfferedAsync);

/// <summary>
/// The page /settings/confirm: before a dangerous change people prove again that it is them, and may then make such changes
/// for 15 minutes on that session.
/// </summary>
public sealed class Sudo(Db db, PasswordHash passwords, Attempts attempts, IEnumerable<ProofWay> ways, IIdentityProvider provider, TypedFields typed, TimeProvider clock)
{
    internal static readonly AttemptLimit Tries = new("confirm:account", 10, TimeSpan.FromMinutes(15));

    private static readonly Query<string> Hash = Query.Of("Platform/Accounts/Accounts.sql#PasswordHash", row => row.Text(0));

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/settings/confirm", (string? return_to, Viewer viewer, PageContext context, Sudo sudo, CancellationToken ct) =>
            sudo.ShowAsync(context, viewer, Back(return_to), [], 200, ct));
        routes.MapPost("/settings/confirm", async (Viewer viewer, IFormCollection form, HttpContext http, Sudo sudo, Sessions sessions, CancellationToken ct) =>
        {
            var back = Back(form["return_to"]);
            if (sudo.IsBySignIn) return await SignInAgainAsync(viewer, sessions, http, back, ct);
            try
            {
                await sudo.CheckAsync(viewer, form["password"].ToString(), ct);
            }
            catch (RequestError refused) when (refused.Status is 422 or 429)
            {
                var context = PageContext.Of(http);
                context.Wait(refused);
                return await sudo.ShowAsync(context, viewer, back, refused.Sentences, refused.Status, ct);
            }
            await sessions.ProveAsync(viewer, ct);
            return GoOn(back);
        });
    }

    /// <summary>A user pool tells only at a sign-in that somebody is who they say, so that a fresh session is the proof.</summary>
    private bool IsBySignIn => provider.IsPool;

    /// <summary>Lets through whoever proved lately that it is them.</summary>
    /// <param name="viewer"></param>
    /// <param name="back">The page that goes on once they have.</param>
    /// <param name="fields">What was typed into its form, which <see cref="TypedBefore"/> finds again.</param>
    /// <exception cref="RequestError">403, which leads people to the page that asks.</exception>
    public void Demand(Viewer viewer, string back, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        if (!viewer.IsSudo(clock.GetUtcNow())) throw RequestError.ProveFirst(typed.In(back, viewer, fields));
    }

    /// <summary>What was typed before the proof was asked for, by the names of the fields.</summary>
    /// <param name="viewer"></param>
    /// <param name="sealedFields">The page's <c>typed</c>.</param>
    public IReadOnlyDictionary<string, string> TypedBefore(Viewer viewer, string? sealedFields) => typed.Open(viewer, sealedFields);

    /// <summary>Back to the page that asked for it.</summary>
    public static IResult GoOn(string? back) => Pages.SeeOther(Back(back));

    /// <summary>Whether that is the viewer's password; wrong ones are counted.</summary>
    /// <exception cref="RequestError">422 <c>password_blank</c> or <c>password_wrong</c>, 429 after ten tries in a quarter of an hour.</exception>
    public async Task CheckAsync(Viewer viewer, string password, CancellationToken ct)
    {
        if (password.Length == 0) throw RequestError.Invalid("password_blank");
        await attempts.CountAsync(Tries, viewer.Uuid.ToString(), ct);
        var hash = await db.FindAsync(Hash, new Args { ["user"] = viewer.Uuid }, ct);
        var fits = System.Text.Encoding.UTF8.GetByteCount(password) <= 1024;
        var (right, _) = await passwords.CheckAsync(fits ? hash : null, fits ? password : "", ct);
        if (!right) throw RequestError.Invalid("password_wrong");
    }

    private static async Task<IResult> SignInAgainAsync(Viewer viewer, Sessions sessions, HttpContext context, string back, CancellationToken ct)
    {
        await sessions.EndAsync(viewer, context.Request, ct);
        SignInPages.DropCookie(context.Response);
        return Pages.SeeOther($"/signin?return_to={Uri.EscapeDataString(back)}");
    }

    private async Task<IResult> ShowAsync(PageContext context, Viewer viewer, string back, IReadOnlyList<string> errors, int status, CancellationToken ct)
    {
        List<Type> forms = [];
        foreach (var way in IsBySignIn ? [] : ways)
        {
            if (await way.IsOfferedAsync(viewer, ct)) forms.Add(way.Form);
        }
        var page = SettingsPages.Show<ConfirmPage>(context, viewer, Texts.ConfirmTitle, new()
        {
            [nameof(ConfirmPage.ReturnTo)] = back,
            [nameof(ConfirmPage.Errors)] = errors,
            [nameof(ConfirmPage.Ways)] = forms,
            [nameof(ConfirmPage.IsBySignIn)] = IsBySignIn,
        }, status);
        if (forms.Count > 0) context.With("settings.css", "settings.js", "passkeys.js");
        return page;
    }

    private static string Back(string? path) => SignInPages.LocalPath(path) is var local && local != "/" ? local : "/settings";
}
