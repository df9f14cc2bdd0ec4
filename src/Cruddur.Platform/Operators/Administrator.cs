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

    /// <exception cref="RequestError">404 for everybody else; 403 when a token that may only look would change something.</exception>
    public static async ValueTask<Administrator?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (await context.RequestServices.GetRequiredService<Sessions>().ViewerAsync(context) is not { IsAdmin: true, DeleteAt: null } viewer) throw RequestError.Nothing();
        if (viewer.Scope == Viewer.Read && !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method)) throw RequestError.ReadOnlyToken();
        return new Administrator(viewer);
    }
}
