using System.Collections.ObjectModel;
using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Accounts;

/// <summary>A token for a program; the token itself is stored as a hash and cannot be shown again.</summary>
/// <param name="Uuid">Its id; worth nothing to sign in with.</param>
/// <param name="Name">As its owner called it.</param>
/// <param name="Scope"><c>read</c> or <c>write</c>.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastSeenAt">Exact to the hour; null when it was never used.</param>
/// <param name="ExpiresAt">When it ends by itself; the year 9999 when it does not.</param>
public sealed record ApiToken(Guid Uuid, string Name, string Scope, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt, DateTimeOffset ExpiresAt)
{
    internal static ApiToken Read(Row row) => new(row.Uuid(0), row.Text(1), row.Text(2), row.Instant(3), row.InstantOrNull(4), row.Instant(5));
}

/// <summary>What somebody wants a new token to be.</summary>
/// <param name="Key">Names the attempt, so that sending the form twice makes one token.</param>
/// <param name="Name">For the owner to tell tokens apart.</param>
/// <param name="Scope"><c>read</c> or <c>write</c>.</param>
/// <param name="Days">How long it lives; empty for as long as it is not revoked.</param>
public sealed record NewToken(Guid Key, string Name, string Scope, string Days);

/// <summary>GET /api/tokens, DELETE /api/tokens/{uuid} and the page /settings/tokens: keys for programs that act for their owner.</summary>
public sealed class Tokens(Db db, TimeProvider clock, NewId newId)
{
    internal const int MostNameCharacters = 50;
    internal const int Most = 20;

    /// <summary>Days that a token may live, and how people are asked.</summary>
    internal static IReadOnlyList<(string Days, string Label)> Lives =>
        [("30", Texts.TokenLifeMonth), ("90", Texts.TokenLifeQuarter), ("365", Texts.TokenLifeYear), ("", Texts.TokenLifeEndless)];

    /// <summary>The end of a token that has none.</summary>
    internal static readonly DateTimeOffset Never = new(9999, 12, 31, 0, 0, 0, TimeSpan.Zero);

    private static readonly Query<ApiToken> List = Query.Of("Platform/Accounts/Sessions.sql#Tokens", ApiToken.Read);
    private static readonly Query<bool> HasToken = Query.Of("Platform/Accounts/Sessions.sql#HasToken", row => row.Bool(0));
    private static readonly Command Create = Command.Of("Platform/Accounts/Sessions.sql#Create");

    internal static void Map(IEndpointRouteBuilder api, IEndpointRouteBuilder pages)
    {
        api.MapGet("/tokens", async Task<Ok<List<ApiToken>>> (Viewer viewer, Tokens tokens, CancellationToken ct) =>
            TypedResults.Ok(await tokens.LoadAsync(viewer, ct))).WithSummary("Your API tokens");
        api.MapDelete("/tokens/{uuid:guid}", async Task<Ok<Nothing>> (Guid uuid, Viewer viewer, SessionList sessions, CancellationToken ct) =>
        {
            if (!await sessions.EndAsync(viewer, uuid, isToken: true, ct)) throw RequestError.Nothing();
            return TypedResults.Ok(new Nothing());
        }).WithSummary("Revoke an API token");

        pages.MapGet("/settings/tokens", async (string? typed, Viewer viewer, PageContext context, Sudo sudo, Tokens tokens, CancellationToken ct) =>
        {
            sudo.Demand(viewer, "/settings/tokens");
            return await tokens.ShowAsync(context, viewer, tokens.Fields(sudo.TypedBefore(viewer, typed)), [], null, ct);
        });
        pages.MapPost("/settings/tokens", CreateAsync);
        pages.MapPost("/settings/tokens/{uuid:guid}/revoke", async (Guid uuid, Viewer viewer, SessionList sessions, CancellationToken ct) =>
        {
            await sessions.EndAsync(viewer, uuid, isToken: true, ct);
            return Pages.SeeOther("/settings/tokens?notice=token-revoked");
        });
    }

    /// <summary>The viewer's tokens, newest first.</summary>
    public Task<List<ApiToken>> LoadAsync(Viewer viewer, CancellationToken ct) =>
        db.ListAsync(List, new Args { ["user"] = viewer.Uuid, ["now"] = clock.GetUtcNow() }, ct);

    /// <summary>Makes a token.</summary>
    /// <returns>The token, which nobody can learn again; null when the same form had made it before.</returns>
    /// <exception cref="RequestError">422 with the codes of what does not fit.</exception>
    public async Task<string?> RunAsync(Viewer viewer, NewToken wanted, CancellationToken ct)
    {
        var name = Limits.Normalise(wanted.Name);
        List<string> failed = [];
        if (name.Length == 0) failed.Add("token_name_blank");
        if (Limits.Length(name) > MostNameCharacters) failed.Add("token_name_exceed_max_chars");
        if (wanted.Scope is not (Viewer.Read or Viewer.Write)) failed.Add("token_scope_invalid");
        if (Lives.All(life => life.Days != wanted.Days)) failed.Add("token_days_invalid");
        if (failed.Count > 0) throw RequestError.Invalid(failed);

        var now = clock.GetUtcNow();
        var token = Sessions.NewToken();
        var made = await db.ExecuteAsync(Create, new Args
        {
            ["uuid"] = wanted.Key,
            ["token"] = Sessions.Hash(token),
            ["user"] = viewer.Uuid,
            ["name"] = name,
            ["scope"] = wanted.Scope,
            ["now"] = now,
            ["expires_at"] = wanted.Days.Length == 0 ? Never : now.AddDays(int.Parse(wanted.Days, CultureInfo.InvariantCulture)),
            ["most"] = Most,
        }, ct);
        if (made > 0) return token;
        return await db.FindAsync(HasToken, new Args { ["uuid"] = wanted.Key, ["user"] = viewer.Uuid }, ct) ? null : throw RequestError.Invalid("token_too_many");
    }

    private static async Task<IResult> CreateAsync(Viewer viewer, IFormCollection form, PageContext context, Sudo sudo, Tokens tokens, CancellationToken ct)
    {
        sudo.Demand(viewer, "/settings/tokens", ("token_name", form["token_name"]), ("scope", form["scope"]), ("days", form["days"]));
        if (!Guid.TryParse(form["key"], out var key)) throw RequestError.Malformed();
        var wanted = new NewToken(key, form["token_name"].ToString(), form["scope"].ToString(), form["days"].ToString());
        try
        {
            return await tokens.RunAsync(viewer, wanted, ct) is { } token
                ? await tokens.ShowAsync(context, viewer, null, [], token, ct)
                : Pages.SeeOther("/settings/tokens?notice=token-there");
        }
        catch (RequestError refused) when (refused.Status == 422)
        {
            return await tokens.ShowAsync(context, viewer, wanted, refused.Codes, null, ct);
        }
    }

    private NewToken Fields(IReadOnlyDictionary<string, string> before) => new(newId(clock.GetUtcNow()),
        before.GetValueOrDefault("token_name", ""), before.GetValueOrDefault("scope", Viewer.Read), before.GetValueOrDefault("days", "90"));

    private async Task<IResult> ShowAsync(PageContext context, Viewer viewer, NewToken? fields, IReadOnlyList<string> codes, string? made, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return SettingsPages.Show<TokenSettingsPage>(context, viewer, Texts.Tokens, new()
        {
            [nameof(TokenSettingsPage.All)] = await LoadAsync(viewer, ct),
            [nameof(TokenSettingsPage.Fields)] = fields ?? Fields(ReadOnlyDictionary<string, string>.Empty),
            [nameof(TokenSettingsPage.Codes)] = codes,
            [nameof(TokenSettingsPage.Made)] = made,
            [nameof(TokenSettingsPage.Now)] = now,
        }, codes.Count > 0 ? 422 : 200);
    }
}
