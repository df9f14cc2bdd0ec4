using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Operators;

/// <summary>What administrators do about accounts in the browser, and the first one's page.</summary>
internal static class OperatorsModule
{
    internal static IServiceCollection AddOperators(this IServiceCollection services) => services
        .AddSingleton<Accounts>().AddSingleton<AccountChanges>().AddSingleton<SignUpConfirmation>().AddSingleton<NewAccount>().AddSingleton<PasswordReset>().AddSingleton<FactorReset>().AddSingleton<AuditLog>();

    internal static void MapOperators(this IEndpointRouteBuilder routes)
    {
        var pages = routes.MapPages();
        PeoplePages.Map(pages);
        PersonPages.Map(pages);
        AuditPages.Map(pages);
        FirstRun.Map(pages.WithoutPool());
    }
}
