using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Web;

/// <summary>The two groups that every route belongs to.</summary>
public static class Endpoints
{
    public const string CorsPolicy = "api";

    /// <summary>Whether a request is for the API. Routes do not mind upper case, so neither may what guards them.</summary>
    public static bool IsApi(this HttpRequest request) => request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    /// <summary>/api: JSON, bearer tokens, allowed origins.</summary>
    public static RouteGroupBuilder MapApi(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api").RequireCors(CorsPolicy).DisableAntiforgery();

    /// <summary>Pages and forms: cookies, and a token in every form that is sent.</summary>
    public static RouteGroupBuilder MapPages(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("").ExcludeFromDescription()
            .WithMetadata(new RequireAntiforgeryTokenAttribute())
            .AddEndpointFilter((invocation, next) =>
                invocation.HttpContext.Features.Get<IAntiforgeryValidationFeature>() is { IsValid: false }
                    ? throw ErrorFilter.Stale()
                    : next(invocation));

    /// <summary>The wire format of every answer: snake case, times in UTC with <c>Z</c>, text as it is.</summary>
    internal static void ConfigureJson(JsonOptions options)
    {
        options.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
        options.SerializerOptions.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.SerializerOptions.Converters.Add(new InstantConverter());
    }

    /// <summary>Adds a module's source-generated JSON.</summary>
    public static IServiceCollection AddJson(this IServiceCollection services, IJsonTypeInfoResolver records) =>
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, records));
}
