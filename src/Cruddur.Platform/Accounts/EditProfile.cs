using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Accounts;

/// <param name="Bio">At most 160 characters; nothing is the same as empty.</param>
/// <param name="DisplayName">1 to 50 characters.</param>
/// <param name="Locked">Whether they approve who follows them; nothing leaves that as it is. Who waits is let in when it ends.</param>
public sealed record ProfileChange(string? Bio, string? DisplayName, bool? Locked = null);

/// <summary>A person in short.</summary>
/// <param name="Uuid">Id of the person.</param>
/// <param name="Handle">Without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="CognitoUserId">Subject at Amazon Cognito; null without one.</param>
/// <param name="Bio">What they say of themselves; may be empty.</param>
/// <param name="CreatedAt">Since when they are here.</param>
/// <param name="Locked">Whether they approve who follows them.</param>
public sealed record ShortPerson(Guid Uuid, string Handle, string DisplayName, string? CognitoUserId, string Bio, DateTimeOffset CreatedAt, bool Locked)
{
    /// <summary>A row with the columns of that order.</summary>
    public static ShortPerson Read(Row row) => new(row.Uuid(0), row.Text(1), row.Text(2), row.TextOrNull(3), row.Text(4), row.Instant(5), row.Bool(6));
}

/// <summary>
/// GET /api/profile/me, POST or PUT /api/profile/update, and the page /settings/profile: how people call themselves, what they
/// say of themselves, and whether they approve who follows them.
/// </summary>
public sealed class EditProfile(Db db, Sessions sessions, IEnumerable<PersonCopies> copies, IEnumerable<Unlocking> unlocking, TimeProvider clock)
{
    private static readonly Query<OwnAccount> Mine = Query.Of("Platform/Accounts/Accounts.sql#Mine", OwnAccount.Read);
    private static readonly Query<ShortPerson> Edit = Query.Of("Platform/Accounts/Accounts.sql#EditProfile", ShortPerson.Read);

    internal static void Map(IEndpointRouteBuilder api, IEndpointRouteBuilder pages)
    {
        api.MapGet("/profile/me", async Task<Ok<ShortPerson>> (Viewer viewer, EditProfile profile, CancellationToken ct) =>
            TypedResults.Ok((await profile.LoadAsync(viewer, ct)).ToShort())).WithSummary("Your own profile");
        api.MapPost("/profile/update", UpdateAsync).WithSummary("Change your display name and bio");
        api.MapPut("/profile/update", UpdateAsync).WithSummary("Change your display name and bio");

        pages.MapGet("/settings/profile", async (Viewer viewer, PageContext context, EditProfile profile, CancellationToken ct) =>
        {
            var mine = await profile.LoadAsync(viewer, ct);
            return Show(context, viewer, new ProfileChange(mine.Bio, mine.DisplayName, mine.Locked), []);
        });
        pages.MapPost("/settings/profile", async (Viewer viewer, IFormCollection form, PageContext context, EditProfile profile, CancellationToken ct) =>
        {
            var change = new ProfileChange(form["bio"], form["display_name"], form["locked"].Contains("true"));
            try
            {
                await profile.RunAsync(viewer, change, ct);
            }
            catch (RequestError refused) when (refused.Status == 422)
            {
                return Show(context, viewer, change, refused.Codes);
            }
            return Pages.SeeOther("/settings/profile?notice=profile-saved");
        });
    }

    /// <summary>The viewer's own account.</summary>
    public async Task<OwnAccount> LoadAsync(Viewer viewer, CancellationToken ct) =>
        await db.FindAsync(Mine, new Args { ["user"] = viewer.Uuid }, ct) ?? throw RequestError.SignInFirst();

    /// <summary>Changes name and bio, which shows everywhere at once, and who has to ask before following.</summary>
    /// <exception cref="RequestError">422 with the codes of what does not fit.</exception>
    public async Task<ShortPerson> RunAsync(Viewer viewer, ProfileChange change, CancellationToken ct)
    {
        var (name, bio) = (OneLine(change.DisplayName), Limits.Normalise(change.Bio));
        List<string> failed = [];
        if (name.Length == 0) failed.Add("display_name_blank");
        if (Limits.Length(name) > Limits.DisplayName) failed.Add("display_name_exceed_max_chars");
        if (Limits.Length(bio) > Limits.Bio) failed.Add("bio_exceed_max_chars");
        if (failed.Count > 0) throw RequestError.Invalid(failed);

        var now = clock.GetUtcNow();
        var person = await db.InTransactionAsync(async transaction =>
        {
            var changed = await transaction.FindAsync(Edit, new Args
            {
                ["user"] = viewer.Uuid,
                ["display_name"] = name,
                ["bio"] = bio,
                ["locked"] = change.Locked,
                ["now"] = now,
            }, ct);
            if (changed is { Locked: false })
            {
                foreach (var unlocked in unlocking) await unlocked.Accept(transaction, viewer.Uuid, now, ct);
            }
            return changed;
        }, ct, isRepeatable: true) ?? throw RequestError.SignInFirst();
        sessions.Forget(viewer.Uuid);
        foreach (var copy in copies) copy.Drop();
        return person;
    }

    private static async Task<Ok<ShortPerson>> UpdateAsync(ProfileChange change, Viewer viewer, EditProfile profile, CancellationToken ct) =>
        TypedResults.Ok(await profile.RunAsync(viewer, change, ct));

    /// <summary>A name is one line wherever it stands.</summary>
    private static string OneLine(string? name) => Limits.Normalise(name).Replace('\n', ' ').Replace('\t', ' ');

    private static IResult Show(PageContext context, Viewer viewer, ProfileChange fields, IReadOnlyList<string> codes) =>
        SettingsPages.Show<ProfileSettingsPage>(context, viewer, Texts.Profile, new()
        {
            [nameof(ProfileSettingsPage.Handle)] = viewer.Handle,
            [nameof(ProfileSettingsPage.Fields)] = fields,
            [nameof(ProfileSettingsPage.Codes)] = codes,
        }, codes.Count > 0 ? 422 : 200);
}
