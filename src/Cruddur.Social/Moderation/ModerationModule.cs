using Cruddur.Platform.Accounts;
using Cruddur.Platform.Expiry;
using Cruddur.Platform.Operators;
using Cruddur.Social.Filters;
using Cruddur.Social.Notices;
using Cruddur.Social.Reports;
using Cruddur.Social.Seals;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Social.Moderation;

/// <summary>Reports, what moderators do about them, word filters, and what stays sealed after its end.</summary>
internal static class ModerationModule
{
    internal static IServiceCollection AddModeration(this IServiceCollection services) => services
        .AddSingleton<ReportSecrets>()
        .AddSingleton<FileReport>()
        .AddSingleton<ReportPages>()
        .AddSingleton<SealCruds>()
        .AddSingleton<Cases>()
        .AddSingleton<ViewReport>()
        .AddSingleton<DecideCase>()
        .AddSingleton<ModeratorNotices>()
        .AddSingleton<EditFilters>()
        .AddSingleton(provider => new BeforeSweep("cruds", provider.GetRequiredService<SealCruds>().RunAsync))
        // Made for each page: their titles are in the language of its reader.
        .AddTransient(provider => new AdminItem("/admin/reports", Texts.Reports, provider.GetRequiredService<Cases>().CountOpenAsync))
        .AddTransient(_ => new AdminItem("/admin/filters", Texts.Filters))
        .AddPersonalData(ModerationData.All);

    internal static IReadOnlyList<Sweep> Sweeps =>
    [
        Sweep.Of("report_copies", "Social/Reports/Copies.sql"), Sweep.Of("report_notes", "Social/Reports/Notes.sql"), Sweep.Of("seals", "Social/Seals/Seals.sql"),
        Sweep.Of("word_filters", "Social/Filters/Filters.sql"), Sweep.Of("moderator_notices", "Social/Notices/Notices.sql"),
    ];

    internal static void MapApi(IEndpointRouteBuilder api)
    {
        FileReport.Map(api);
        Cases.Map(api);
        ViewReport.Map(api);
        DecideCase.Map(api);
        ModeratorNotices.Map(api);
        EditFilters.Map(api);
    }

    internal static void MapPages(IEndpointRouteBuilder pages)
    {
        ReportPages.Map(pages);
        CasePages.Map(pages);
        NoticePages.Map(pages);
        FilterPages.Map(pages);
    }
}
