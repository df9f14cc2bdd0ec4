using System.Reflection;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Operators;

/// <summary>
/// The signed-in person, who is an administrator. A route that takes one does not exist for anybody else: guests and other
/// people get the same 404 as for an address that is nobody's.
/// </summary>
public sealed record Administrator(Viewer Viewer) : IBindableFromHttpContext<Administrator>
{
    /// <summary>What the audit calls them: by their id alone, since a row of it outlives their account.</summary>
    public Actor Actor => new(Viewer.Uuid, "administrator");

    /// <exception cref="RequestError">404 for everybody else.</exception>
    public static async ValueTask<Administrator?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        await context.RequestServices.GetRequiredService<Sessions>().ViewerAsync(context) is { IsAdmin: true, DeleteAt: null } viewer ? new Administrator(viewer) : throw RequestError.Nothing();
}
