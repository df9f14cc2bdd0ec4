using System.Collections.Concurrent;
using System.Reflection;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Identity;

/// <summary>
/// The signed-in person. <c>Viewer viewer</c> in a route's signature means that sign-in is required (else 401, or the
/// sign-in page); <c>Viewer? viewer</c> welcomes guests.
/// </summary>
/// <param name="Uuid"></param>
/// <param name="Handle"></param>
/// <param name="DisplayName"></param>
/// <param name="SessionUuid">The session that the request came with; all zeros when it came with a token of a user pool.</param>
public sealed record Viewer(Guid Uuid, string Handle, string DisplayName, Guid SessionUuid) : IBindableFromHttpContext<Viewer>
{
    /// <summary>May do everything, such as a token that signing in gave.</summary>
    public const string Write = "write";

    /// <summary>May look, and change nothing.</summary>
    public const string Read = "read";

    private static readonly ConcurrentDictionary<ParameterInfo, bool> Required = new();

    /// <summary>Whether this is one of the server's administrators.</summary>
    public bool IsAdmin { get; init; }

    /// <summary><see cref="Read"/> or <see cref="Write"/>: what the session is good for.</summary>
    public string Scope { get; init; } = Write;

    /// <summary>Until when dangerous changes need no further proof of who this is; null when they do.</summary>
    public DateTimeOffset? SudoUntil { get; init; }

    /// <summary>When the account is erased, as the person asked; null when it stays.</summary>
    public DateTimeOffset? DeleteAt { get; init; }

    /// <summary>Whether the person proved again, on this session and not long ago, that it is them.</summary>
    public bool IsSudo(DateTimeOffset now) => SudoUntil > now;

    /// <summary>Whether a route demands sign-in, read from the nullability of its <see cref="Viewer"/> parameter.</summary>
    public static bool IsRequiredBy(ParameterInfo parameter) => Required.GetOrAdd(parameter,
        static info => new NullabilityInfoContext().Create(info).WriteState == NullabilityState.NotNull);

    /// <exception cref="RequestError">401 when the route demands sign-in and nobody is signed in; 403 when a token that may only look would
    /// change something, and when the account is about to be erased.</exception>
    public static async ValueTask<Viewer?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var viewer = await context.RequestServices.GetRequiredService<Sessions>().ViewerAsync(context);
        if (viewer is null) return IsRequiredBy(parameter) ? throw RequestError.SignInFirst() : null;
        if (viewer.DeleteAt is { } end && !IsWayBack(context.Request.Path)) throw RequestError.Leaving(end);
        if (viewer.Scope == Read && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)) throw RequestError.ReadOnlyToken();
        return viewer;
    }

    /// <summary>Where people may still go whose account is about to be erased: back, or out.</summary>
    private static bool IsWayBack(PathString path) =>
        path.StartsWithSegments(RequestError.WelcomeBack) || path.StartsWithSegments("/signout") || path.StartsWithSegments("/api/auth/signout");
}
