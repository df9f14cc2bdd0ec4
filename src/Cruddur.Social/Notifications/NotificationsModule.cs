using Cruddur.Platform.Ui;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Social.Notifications;

/// <summary>What notifications add to the program, and their routes in the API.</summary>
internal static class NotificationsModule
{
    internal static IServiceCollection AddNotifications(this IServiceCollection services) => services
        .AddSingleton<ListNotifications>()
        .AddSingleton<ReadNotifications>()
        .AddSingleton<NotificationPreferences>()
        .AddSingleton<MuteThread>()
        .AddSingleton<NotificationPages>()
        // Made for each page: its title is in the language of its reader.
        .AddTransient(provider => new Waiting("/notifications", Texts.Place, "bell", Notification.MostActors, provider.GetRequiredService<ReadNotifications>().CountAsync) { Stays = true });

    internal static void Map(IEndpointRouteBuilder api)
    {
        ListNotifications.Map(api);
        ReadNotifications.Map(api);
        NotificationPreferences.Map(api);
        MuteThread.Map(api);
    }
}
