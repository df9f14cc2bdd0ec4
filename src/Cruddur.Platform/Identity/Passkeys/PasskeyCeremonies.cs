using Cruddur.Platform.Data;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cruddur.Platform.Identity.Passkeys;

/// <summary>
/// What browsers and authenticators do with passkeys (WebAuthn), checked by the framework's handler: the challenge is ours,
/// unused and fresh, the origin is the site's own, the person was verified, the signature fits and its counter moved on.
/// </summary>
public sealed partial class PasskeyCeremonies
{
    private static readonly Command Use = Command.Of("Platform/Identity/Passkeys/Passkeys.sql#Use");

    private readonly PasskeyHandler<PasskeyOwner> handler;
    private readonly Db db;
    private readonly Challenges challenges;
    private readonly TimeProvider clock;
    private readonly ILogger<PasskeyCeremonies> log;

    public PasskeyCeremonies(Db db, Challenges challenges, PasskeySite site, TimeProvider clock, ILogger<PasskeyCeremonies> log)
    {
        (this.db, this.challenges, this.clock, this.log) = (db, challenges, clock, log);
        var people = new UserManager<PasskeyOwner>(
            new PasskeyStore(db), Options.Create(new IdentityOptions()), new PasswordHasher<PasskeyOwner>(), [], [],
            new UpperInvariantLookupNormalizer(), new IdentityErrorDescriber(), null!, NullLogger<UserManager<PasskeyOwner>>.Instance);
        handler = new PasskeyHandler<PasskeyOwner>(people, Options.Create(new IdentityPasskeyOptions
        {
            ServerDomain = site.Url?.Host,
            AuthenticatorTimeout = Challenges.Life,
            UserVerificationRequirement = "required",
            ResidentKeyRequirement = "required",
            AttestationConveyancePreference = "none",
            ValidateOrigin = context => ValueTask.FromResult(!context.CrossOrigin && site.IsOwn(context.Origin, context.HttpContext.Request)),
        }));
    }

    /// <summary>What <c>navigator.credentials.create()</c> takes, as JSON.</summary>
    internal async Task<string> BeginRegistrationAsync(Viewer viewer, HttpContext context, CancellationToken ct)
    {
        var begun = await handler.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = viewer.Uuid.ToString(), Name = viewer.Handle, DisplayName = viewer.DisplayName }, context);
        await BeginAsync(ChallengePurpose.PasskeyRegister, viewer.Uuid, begun.AttestationState, context, ct);
        return begun.CreationOptionsJson;
    }

    /// <summary>What <c>navigator.credentials.get()</c> takes, as JSON.</summary>
    /// <param name="viewer">Who is to prove that it is them; null where anybody may sign in.</param>
    /// <param name="context"></param>
    /// <param name="ct"></param>
    internal async Task<string> BeginAsync(Viewer? viewer, HttpContext context, CancellationToken ct)
    {
        var owner = viewer is null ? null : new PasskeyOwner(viewer.Uuid, viewer.Handle, viewer.DisplayName);
        var begun = await handler.MakeRequestOptionsAsync(owner, context);
        await BeginAsync(viewer is null ? ChallengePurpose.PasskeySignIn : ChallengePurpose.PasskeyConfirm, viewer?.Uuid, begun.AssertionState, context, ct);
        return begun.RequestOptionsJson;
    }

    /// <summary>The passkey that the browser made.</summary>
    /// <exception cref="RequestError">422 <c>passkey_refused</c>; why stands in the log.</exception>
    internal async Task<UserPasskeyInfo> EndRegistrationAsync(Viewer viewer, string credential, HttpContext context, CancellationToken ct)
    {
        var begun = await TakeAsync(ChallengePurpose.PasskeyRegister, viewer.Uuid, context, ct);
        var result = await handler.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = context, CredentialJson = credential, AttestationState = begun.State });
        return result.Succeeded && result.Passkey.IsUserVerified ? result.Passkey : throw Refuse(result.Failure);
    }

    /// <summary>Whose passkey the browser has; its counter is moved on.</summary>
    /// <param name="viewer">Who must own it; null where anybody may sign in.</param>
    /// <param name="credential">What the browser answered, as JSON.</param>
    /// <param name="context"></param>
    /// <param name="ct"></param>
    /// <exception cref="RequestError">422 <c>passkey_refused</c>; why stands in the log.</exception>
    internal async Task<PasskeyOwner> EndAsync(Viewer? viewer, string credential, HttpContext context, CancellationToken ct)
    {
        var begun = await TakeAsync(viewer is null ? ChallengePurpose.PasskeySignIn : ChallengePurpose.PasskeyConfirm, viewer?.Uuid, context, ct);
        var result = await handler.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = credential, AssertionState = begun.State });
        if (!result.Succeeded) throw Refuse(result.Failure);
        var used = await db.ExecuteAsync(Use, new Args
        {
            ["credential"] = result.Passkey.CredentialId,
            ["user"] = result.User.Uuid,
            ["sign_count"] = (long)result.Passkey.SignCount,
            ["is_backed_up"] = result.Passkey.IsBackedUp,
            ["now"] = clock.GetUtcNow(),
        }, ct);
        // Two at once with the same counter: one of them is a copy.
        return used > 0 && (viewer is null || viewer.Uuid == result.User.Uuid) ? result.User : throw Refuse(null);
    }

    private async Task BeginAsync(ChallengePurpose purpose, Guid? user, string? state, HttpContext context, CancellationToken ct) =>
        Challenges.SetCookie(context.Response, purpose, await challenges.BeginAsync(purpose, user, state ?? "", ct));

    private async Task<ChallengeFound> TakeAsync(ChallengePurpose purpose, Guid? user, HttpContext context, CancellationToken ct)
    {
        var begun = await challenges.TakeAsync(purpose, Challenges.CookieOf(context.Request, purpose), ct);
        Challenges.DropCookie(context.Response, purpose);
        return begun is not null && begun.UserUuid == user ? begun : throw RequestError.Invalid("passkey_over");
    }

    private RequestError Refuse(Exception? failure)
    {
        LogRefused(failure?.Message ?? "The counter did not move on, the person was not verified, or the passkey is somebody else's.");
        return RequestError.Invalid("passkey_refused");
    }

    [LoggerMessage(1, LogLevel.Warning, "A passkey was refused: {Reason}")]
    private partial void LogRefused(string reason);
}
