using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>Amazon Cognito as the identity provider: services where it is configured, and its routes, which else answer 404.</summary>
public static class CognitoModule
{
    public static IServiceCollection AddCognito(this IServiceCollection services, CognitoSettings? settings)
    {
        if (settings is null) return services;
        if (settings.Domain is not null) services.AddSingleton<HostedSignIn>();
        return services.AddSingleton(settings).AddSingleton<CognitoHttp>().AddSingleton<SigningKeys>().AddSingleton<TokenVerifier>()
            .AddSingleton<CognitoCalls>().AddSingleton<CognitoPeople>().AddSingleton<CognitoBearer>().AddSingleton<CognitoSessions>()
            .AddSingleton<CognitoOperations>().AddSingleton<CognitoEntry>().AddSingleton<CognitoRecovery>()
            .AddSingleton<IIdentityProvider, CognitoProvider>().AddSingleton<TriggerCaller>().AddSingleton<PostConfirmation>();
    }

    public static void MapCognito(this IEndpointRouteBuilder routes)
    {
        PostConfirmation.Map(routes);
        var pages = routes.MapPages();
        HostedPages.Map(pages);
        CodePages.Map(pages);
    }

    /// <summary>Refuses a pool whose signing key everybody has, beside a database that is not embedded.</summary>
    /// <exception cref="SettingsException">It is such a pool.</exception>
    public static Task CheckCognitoAsync(this IServiceProvider services, CancellationToken ct) =>
        services.GetService<SigningKeys>() is { } keys ? keys.RefuseEmulatorAsync(ct) : Task.CompletedTask;
}
