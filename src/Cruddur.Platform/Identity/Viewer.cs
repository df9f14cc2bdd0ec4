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
/// <param name="SessionUuid">The session that the request came with.</param>
public sealed record Viewer(Guid Uuid, string Handle, string DisplayName, Guid SessionUuid) : IBindableFromHttpContext<Viewer>
{
    private static readonly ConcurrentDictionary<ParameterInfo, bool> Required = new();

    /// <summary>Whether a route demands sign-in, read from the nullability of its <see cref="Viewer"/> parameter.</summary>
    public static bool IsRequiredBy(ParameterInfo parameter) => Required.GetOrAdd(parameter,
        static info => new NullabilityInfoContext().Create(info).WriteState == NullabilityState.NotNull);

    /// <exception cref="RequestError">401 when the route demands sign-in and nobody is signed in.</exception>
    public static async ValueTask<Viewer?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var viewer = await context.RequestServices.GetRequiredService<Sessions>().ViewerAsync(context);
        return viewer is null && IsRequiredBy(parameter) ? throw RequestError.SignInFirst() : viewer;
    }
}
