using Cruddur.Platform.Expiry;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Identity.SecondFactor;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Accounts;

/// <summary>Everything under /settings: what people change about their own account.</summary>
internal static class AccountsModule
{
    internal static IServiceCollection AddAccounts(this IServiceCollection services) => services
        .AddJson(AccountsJson.Default)
        .AddSingleton<TypedFields>().AddSingleton<Sudo>().AddSingleton<EditProfile>().AddSingleton<SessionList>().AddSingleton<Tokens>().AddSingleton<ChangeUsername>()
        .AddSingleton<ChangeEmail>().AddSingleton<ChangePassword>().AddSingleton<AccountMails>()
        .AddSingleton<Departures>().AddSingleton<LeaveAccount>().AddSingleton<Archives>()
        .AddJob(Archives.Job, (provider, job, ct) => provider.GetRequiredService<Archives>().MakeAsync(job.Payload.GetProperty("uuid").GetGuid(), ct))
        .AddJob(LeaveAccount.SweepUpJob, (provider, job, ct) => provider.GetRequiredService<LeaveAccount>().SweepUpAsync(job.Payload.GetProperty("user").GetGuid(), ct))
        .AddJob(LeaveAccount.EraseJob, (provider, job, ct) => provider.GetRequiredService<LeaveAccount>().EraseAsync(job.Payload.GetProperty("user").GetGuid(), ct))
        .AddDepartures([Archives.Departure])
        .AddPersonalData(AccountData.All);

    internal static IReadOnlyList<Sweep> Sweeps =>
    [
        Sweep.Of("handles", "Platform/Accounts/Handles.sql"),
        Sweep.Of("archives", "Platform/Accounts/Archives.sql"), Sweep.Of("stale_archives", "Platform/Accounts/StaleArchives.sql"),
    ];

    internal static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        var (api, pages) = (routes.MapApi(), routes.MapPages());
        SettingsPages.Map(pages);
        Sudo.Map(pages);
        EditProfile.Map(api, pages);
        ChangeUsername.Map(pages);
        var own = pages.WithoutPool(SecuritySettings.Path);
        EmailSettingsPages.Map(own);
        ChangePassword.Map(own);
        SessionList.Map(api, pages);
        Tokens.Map(api, pages);
        LeaveAccount.Map(pages);
        Archives.Map(pages);
        Dangerous.Map(api);
    }
}
