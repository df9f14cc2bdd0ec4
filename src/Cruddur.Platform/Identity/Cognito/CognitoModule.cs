using Cruddur.Platform.Expiry;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>Amazon Cognito as the identity provider: services where it is configured, and its routes, which else answer 404.</summary>
public static class CognitoModule
{
    /// <param name="services"></param>
    /// <param name="settings">Null where Cruddur itself keeps passwords.</param>
    /// <param name="setting">Where this machine's credentials of AWS are found, as in <see cref="Environment.GetEnvironmentVariable(string)"/>.</param>
    public static IServiceCollection AddCognito(this IServiceCollection services, CognitoSettings? settings, Func<string, string?> setting)
    {
        if (settings is null) return services;
        if (settings.Domain is not null) services.AddSingleton<HostedSignIn>();
        return services.AddSingleton(settings).AddSingleton<CognitoHttp>().AddSingleton<SigningKeys>().AddSingleton<TokenVerifier>()
            .AddSingleton<CognitoCalls>().AddSingleton<CognitoPeople>().AddSingleton<CognitoBearer>().AddSingleton<CognitoSessions>()
            .AddSingleton<CognitoOperations>().AddSingleton<CognitoEntry>().AddSingleton<CognitoRecovery>()
            .AddSingleton(provider => new CognitoDirectory(settings, provider.GetRequiredService<CognitoHttp>(), setting, provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<CognitoErasure>()
            .AddJob(CognitoErasure.Job, (provider, job, ct) => provider.GetRequiredService<CognitoErasure>().RunAsync(job.Payload.GetProperty("sub").GetString()!, ct))
            .AddSingleton<IIdentityProvider, CognitoProvider>().AddSingleton<TriggerCaller>().AddSingleton<PostConfirmation>();
    }

    internal static IReadOnlyList<Sweep> Sweeps => [Sweep.Of("cognito_erased", "Platform/Identity/Cognito/Erased.sql")];

    public static void MapCognito(this IEndpointRouteBuilder routes)
    {
        PostConfirmation.Map(routes);
        var pages = routes.MapPages();
        HostedPages.Map(pages);
        ChallengePages.Map(routes.MapApi(), pages);
    }

    /// <summary>Refuses a pool whose signing key everybody has, beside a database that is not embedded.</summary>
    /// <exception cref="SettingsException">It is such a pool.</exception>
    public static Task CheckCognitoAsync(this IServiceProvider services, CancellationToken ct) =>
        services.GetService<SigningKeys>() is { } keys ? keys.RefuseEmulatorAsync(ct) : Task.CompletedTask;
}
