using Cruddur.Platform.Accounts;
using Cruddur.Platform.Expiry;
using Cruddur.Platform.Identity.Passkeys;
using Cruddur.Platform.Identity.SecondFactor;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Identity;

/// <summary>What people sign in with besides a password: authenticator app, recovery codes, passkeys.</summary>
internal static class FactorsModule
{
    internal static IReadOnlyList<Sweep> Sweeps => [Sweep.Of("challenges", "Platform/Identity/Challenges.sql")];

    internal static IServiceCollection AddFactors(this IServiceCollection services) => services
        .AddSingleton<Challenges>().AddSingleton<FactorChanges>()
        .AddSingleton<Authenticators>().AddSingleton<SignInCode>()
        .AddSingleton<PasskeyList>().AddSingleton<PasskeyCeremonies>()
        .AddPersonalData([PasskeyData.Section])
        .AddSingleton(provider => new ProofWay(typeof(PasskeyProof),
            async (viewer, ct) => (await provider.GetRequiredService<PasskeyList>().LoadAsync(viewer.Uuid, ct)).Count > 0))
        .AddSingleton(provider => new ProofWay(typeof(CodeProof),
            async (viewer, ct) => (await provider.GetRequiredService<Authenticators>().StatusAsync(viewer.Uuid, ct)).IsOn));

    internal static void MapFactors(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapPages();
        SignInCode.Map(routes.MapApi(), pages);
        SecuritySettings.Map(pages);
        PasskeyPages.Map(pages.WithoutPool(SecuritySettings.Path));
    }
}
