using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Identity;

/// <summary>Routes for what Cruddur keeps of people's secrets, which beside a user pool it does not.</summary>
internal static class OwnSecrets
{
    /// <summary>Routes that are not there beside a pool.</summary>
    /// <param name="routes"></param>
    /// <param name="leadsTo">Where their pages lead instead; null for nowhere.</param>
    internal static RouteGroupBuilder WithoutPool(this IEndpointRouteBuilder routes, string? leadsTo = null) =>
        routes.MapGroup("").AddEndpointFilter(async (invocation, next) =>
        {
            var context = invocation.HttpContext;
            if (!context.RequestServices.GetRequiredService<IIdentityProvider>().IsPool) return await next(invocation);
            return leadsTo is not null && HttpMethods.IsGet(context.Request.Method) ? Pages.SeeOther(leadsTo) : throw RequestError.Nothing();
        });
}
