using Cruddur.Platform.Expiry;
using Cruddur.Platform.Identity.Local;
using Cruddur.Platform.Jobs;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cruddur.Platform.Identity.Join;

/// <summary>Signing up, confirming and recovering, whoever keeps the passwords.</summary>
internal static class JoinModule
{
    /// <summary>What of it ends by itself.</summary>
    public static IReadOnlyList<Sweep> Sweeps => [Sweep.Of("signups", "Platform/Identity/Local/SignUps.sql")];

    public static void AddJoin(this IServiceCollection services)
    {
        services.AddSingleton<SignUp>().AddSingleton<ConfirmSignUp>().AddSingleton<RecoverPassword>().AddSingleton<KnownDevices>();
        services.AddSingleton<JoinMails>().AddSingleton<LocalSignUps>().AddSingleton<LocalRecovery>();
        // Another provider that was added before stays.
        services.TryAddSingleton<IIdentityProvider, LocalProvider>();
        services.AddJob(LocalSignUps.MailJob, (provider, job, ct) => provider.GetRequiredService<LocalSignUps>().MailAsync(job, ct));
        services.AddJob(LocalSignUps.RecoveryJob, (provider, job, ct) => provider.GetRequiredService<LocalSignUps>().RecoverAsync(job, ct));
    }

    public static void Map(IEndpointRouteBuilder api, IEndpointRouteBuilder pages)
    {
        SignUp.Map(api);
        ConfirmSignUp.Map(api);
        RecoverPassword.Map(api);
        HandleAvailability.Map(api);
        SignUpPages.Map(pages);
        RecoverPages.Map(pages);
    }
}
