using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Cruddur.Platform.Identity;

/// <param name="Token">256 random bits, base64url; only its hash is stored.</param>
/// <param name="ExpiresAt">The end at the latest.</param>
public sealed record Session(string Token, DateTimeOffset ExpiresAt);

/// <summary>
/// Who is signed in. Pages come with a cookie, the API with a bearer token; neither accepts the other's, so that no
/// foreign page can use a cookie against the API. A session ends after 14 idle days, and after 90 days in any case.
/// </summary>
/// <param name="cognito">Takes the tokens of a user pool beside ours; null where there is none.</param>
public sealed class Sessions(Db db, TimeProvider clock, NewId newId, CognitoSessions? cognito = null)
{
    public const string CookieName = "__Host-cruddur";
    public const string Cookie = "cookie";
    public const string Bearer = "bearer";

    private const int MaxRemembered = 10_000;
    /// <summary>How long nobody may come with a session before it ends.</summary>
    internal static readonly TimeSpan Idle = TimeSpan.FromDays(14);
    private static readonly TimeSpan Absolute = TimeSpan.FromDays(90);

    /// <summary>How long a session found in the database is believed; an end by another instance shows this late.</summary>
    private static readonly TimeSpan Believed = TimeSpan.FromSeconds(5);

    private static readonly Query<Found> Session = Query.Of("Platform/Identity/Identity.sql#Session",
        row => new Found(row.Uuid(0), row.Uuid(1), row.Text(2), row.Text(3), row.Instant(4), row.Bool(5), row.Text(6), row.InstantOrNull(7), row.InstantOrNull(8)));

    private static readonly Command Seen = Command.Of("Platform/Identity/Identity.sql#Seen");
    private static readonly Command Begin = Command.Of("Platform/Identity/Identity.sql#Begin");
    private static readonly Command Prove = Command.Of("Platform/Identity/Identity.sql#Prove");
    private static readonly Command End = Command.Of("Platform/Identity/Identity.sql#End");
    private static readonly Command EndAll = Command.Of("Platform/Identity/Identity.sql#EndAll");

    private readonly ConcurrentDictionary<string, (Viewer Viewer, DateTimeOffset Until)> remembered = new(StringComparer.Ordinal);

    /// <summary>The person that the request comes from, or null for a guest; a bad or ended token is a guest's.</summary>
    public async ValueTask<Viewer?> ViewerAsync(HttpContext context)
    {
        var (kind, token) = TokenOf(context.Request);
        var isOurs = token is { Length: 43 };
        if (token is null || (!isOurs && (cognito is null || kind != Bearer || !TokenVerifier.LooksLikeToken(token)))) return null;
        var now = clock.GetUtcNow();
        if (remembered.TryGetValue(kind + token, out var known) && now < known.Until) return known.Viewer;
        if (!isOurs)
        {
            return await cognito!.Bearer.ViewerAsync(token, context.RequestAborted) is { } their
                ? Remember(kind + token, their.Viewer, their.Until < now + Believed ? their.Until : now + Believed)
                : null;
        }
        var found = await db.FindAsync(Session, new Args
        {
            ["token"] = Hash(token),
            ["now"] = now,
            ["idle_since"] = now - Idle,
            ["kind"] = kind,
        }, context.RequestAborted);
        if (found is null) return null;
        if (cognito is not null && !await cognito.StillHoldsAsync(found.Uuid, token, context.RequestAborted))
        {
            await db.ExecuteAsync(End, new Args { ["uuid"] = found.Uuid, ["user"] = found.UserUuid }, context.RequestAborted);
            return null;
        }
        if (found.LastSeenAt < now - TimeSpan.FromHours(1))
        {
            await db.ExecuteAsync(Seen, new Args { ["uuid"] = found.Uuid, ["now"] = now }, context.RequestAborted);
        }
        var viewer = new Viewer(found.UserUuid, found.Handle, found.DisplayName, found.Uuid) { IsAdmin = found.IsAdmin, Scope = found.Scope, SudoUntil = found.SudoUntil, DeleteAt = found.DeleteAt };
        return Remember(kind + token, viewer, now + Believed);
    }

    private Viewer Remember(string token, Viewer viewer, DateTimeOffset until)
    {
        if (remembered.Count > MaxRemembered) remembered.Clear();
        remembered[token] = (viewer, until);
        return viewer;
    }

    /// <summary>Begins a session with a new token.</summary>
    /// <param name="user"></param>
    /// <param name="kind"><see cref="Cookie"/> or <see cref="Bearer"/>.</param>
    /// <param name="userAgent"></param>
    /// <param name="ct"></param>
    public async Task<Session> BeginAsync(Guid user, string kind, string userAgent, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var token = NewToken();
        await db.ExecuteAsync(Begin, new Args
        {
            ["uuid"] = newId(now),
            ["token"] = Hash(token),
            ["user"] = user,
            ["kind"] = kind,
            ["user_agent"] = string.Concat(userAgent.EnumerateRunes().Take(200)),
            ["language"] = CultureInfo.CurrentUICulture.Name,
            ["now"] = now,
            ["expires_at"] = now + Absolute,
        }, ct);
        return new Session(token, now + Absolute);
    }

    /// <summary>How long somebody who proved again who they are may make dangerous changes.</summary>
    public static readonly TimeSpan Sudo = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Notes that the viewer has just proved again who they are, by a password or something as good: for <see cref="Sudo"/>,
    /// <see cref="Viewer.IsSudo"/> is true on this session, and on no other.
    /// </summary>
    public async Task ProveAsync(Viewer viewer, CancellationToken ct)
    {
        await db.ExecuteAsync(Prove, new Args { ["uuid"] = viewer.SessionUuid, ["user"] = viewer.Uuid, ["until"] = clock.GetUtcNow() + Sudo }, ct);
        Forget(known => known.SessionUuid == viewer.SessionUuid);
    }

    /// <summary>Ends the session that the viewer came with; its token is worthless at once.</summary>
    /// <param name="viewer"></param>
    /// <param name="request">The request that the viewer came with.</param>
    /// <param name="ct"></param>
    public async Task EndAsync(Viewer viewer, HttpRequest request, CancellationToken ct)
    {
        if (cognito is not null) await cognito.EndAsync(viewer, TokenOf(request).Token!, ct);
        await db.ExecuteAsync(End, new Args { ["uuid"] = viewer.SessionUuid, ["user"] = viewer.Uuid }, ct);
        Forget(known => known.SessionUuid == viewer.SessionUuid);
    }

    /// <summary>
    /// Ends every session and token of a person, as each change of what they sign in with does. Whoever calls this in a
    /// transaction calls <see cref="Forget(Guid)"/> once it is committed, since requests in between still find the rows.
    /// </summary>
    /// <param name="executor">The transaction of that change.</param>
    /// <param name="user"></param>
    /// <param name="except">The one session that stays; null for none.</param>
    /// <param name="ct"></param>
    public async Task EndAllAsync(Executor executor, Guid user, Guid? except, CancellationToken ct)
    {
        await executor.ExecuteAsync(EndAll, new Args { ["user"] = user, ["except"] = except }, ct);
        if (cognito is not null) await cognito.People.CutOffAsync(executor, user, ct);
        Forget(known => known.Uuid == user);
    }

    /// <summary>Asks the database again at a person's next request, because what is remembered of them has changed.</summary>
    public void Forget(Guid user) => Forget(known => known.Uuid == user);

    private void Forget(Func<Viewer, bool> isStale)
    {
        foreach (var (token, known) in remembered)
        {
            if (isStale(known.Viewer)) remembered.TryRemove(token, out _);
        }
    }

    /// <summary>The token that a request carries where its kind of route looks for one.</summary>
    public static (string Kind, string? Token) TokenOf(HttpRequest request)
    {
        if (!request.IsApi()) return (Cookie, request.Cookies[CookieName]);
        var header = request.Headers.Authorization.ToString();
        return (Bearer, header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header["Bearer ".Length..].Trim() : null);
    }

    /// <summary>256 random bits, base64url.</summary>
    internal static string NewToken() => WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is stored of a token.</summary>
    internal static byte[] Hash(string token) => SHA256.HashData(Encoding.ASCII.GetBytes(token));

    internal sealed record Found(
        Guid Uuid, Guid UserUuid, string Handle, string DisplayName, DateTimeOffset LastSeenAt, bool IsAdmin, string Scope, DateTimeOffset? SudoUntil, DateTimeOffset? DeleteAt);
}
