using Cruddur.Platform.Accounts;
using Cruddur.Platform.Expiry;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Archives;
using Cruddur.Social.Blocks;
using Cruddur.Social.Bookmarks;
using Cruddur.Social.Edits;
using Cruddur.Social.Embeds;
using Cruddur.Social.Endings;
using Cruddur.Social.Feed;
using Cruddur.Social.Followers;
using Cruddur.Social.Follows;
using Cruddur.Social.Leaving;
using Cruddur.Social.Likes;
using Cruddur.Social.Moderation;
using Cruddur.Social.Mutes;
using Cruddur.Social.Notifications;
using Cruddur.Social.Pins;
using Cruddur.Social.Profiles;
using Cruddur.Social.Replies;
using Cruddur.Social.Reposts;
using Cruddur.Social.Search;
using Cruddur.Social.Suggestions;
using Cruddur.Social.Syndication;
using Cruddur.Social.Tags;
using Cruddur.Social.Trends;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Social;

/// <summary>The two doors of Social: cruds, the people who write them, and the feeds they are read in.</summary>
public static class SocialModule
{
    public static IServiceCollection AddSocial(this IServiceCollection services) => services
        .AddJson(SocialJson.Default)
        .AddSingleton<PublicFeed>()
        .AddSingleton<PostCrud>()
        .AddSingleton<EndCrud>()
        .AddSingleton<EditCrud>()
        .AddSingleton<RepostCrud>()
        .AddSingleton<BookmarkCrud>()
        .AddSingleton<PinCrud>()
        .AddSingleton<ProfilePages>()
        .AddSingleton<FollowPerson>()
        .AddSingleton<FollowPages>()
        .AddSingleton<AdmitFollower>()
        .AddSingleton<BlockPerson>()
        .AddSingleton<MutePerson>()
        .AddSingleton<SuggestFollows>()
        .AddSingleton(new Unlocking(AdmitFollower.UnlockAsync))
        // Made for each page: its title is in the language of its reader.
        .AddTransient(provider => new Waiting("/requests", Followers.Texts.Requests, "people", AdmitFollower.Many, provider.GetRequiredService<AdmitFollower>().CountAsync))
        .AddSingleton<LikeCrud>()
        .AddSingleton<ReplyToCrud>()
        .AddSingleton<ReplyPages>()
        .AddSingleton<CrudView>()
        .AddNotifications()
        .AddSingleton<HomePages>()
        .AddModeration()
        .AddSingleton(provider => new PersonCopies(provider.GetRequiredService<PublicFeed>().Drop))
        .AddSingleton<Trends.Trends>()
        .AddSingleton(provider => new PersonCopies(provider.GetRequiredService<Trends.Trends>().Drop))
        .AddSingleton(new SideBox(typeof(TrendingBox)))
        .AddSingleton(new SideBox(typeof(SuggestionsBox)))
        .AddSingleton<SearchPages>()
        .AddSingleton<FeedVersions>()
        .AddSingleton<SyndicationPages>()
        .AddSingleton<EmbedCrud>()
        .AddDepartures(SocialDepartures.All)
        .AddPersonalData(SocialData.All)
        .AddSweeps(Sweeps);

    /// <summary>What of Social's own ends by itself.</summary>
    public static IReadOnlyList<Sweep> Sweeps =>
    [
        Sweep.Of("cruds", "Social/Activities/Activities.sql"), Sweep.Of("set_aside", "Social/Leaving/Leaving.sql"), Sweep.Of("mutes", "Social/Mutes/Mutes.sql"),
        Sweep.Of("notifications", "Social/Notifications/Notifications.sql"), .. ModerationModule.Sweeps,
    ];

    public static void MapSocial(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapApi();
        HomeFeed.Map(api);
        PublicFeed.Map(api);
        PostCrud.Map(api);
        ShowCrud.Map(api);
        EndCrud.Map(api);
        EditCrud.Map(api);
        PinCrud.Map(api);
        RepostCrud.Map(api);
        BookmarkCrud.Map(api);
        TagFeed.Map(api);
        EmbedCrud.Map(api);
        SearchCruds.Map(api);
        SearchPeople.Map(api);
        SearchTags.Map(api);
        ShowTrends.Map(api);
        SuggestPeople.Map(api);
        ShowProfile.Map(api);
        ShowShort.Map(api);
        FollowPerson.Map(api);
        FollowList.Map(api);
        AdmitFollower.Map(api);
        BlockPerson.Map(api);
        MutePerson.Map(api);
        SuggestFollows.Map(api);
        LikeCrud.Map(api);
        ReplyToCrud.Map(api);
        TtlOptions.Map(api);
        NotificationsModule.Map(api);
        ModerationModule.MapApi(api);

        var pages = routes.MapPages();
        HomePages.Map(pages);
        CrudPages.Map(pages);
        ProfilePages.Map(pages);
        FollowPages.Map(pages);
        FollowList.MapPages(pages);
        RequestPages.Map(pages);
        BlockPages.Map(pages);
        MutePages.Map(pages);
        SuggestionPages.Map(pages);
        LikePages.Map(pages);
        RepostPages.Map(pages);
        BookmarkPages.Map(pages);
        PinPages.Map(pages);
        EditPages.Map(pages);
        EndPages.Map(pages);
        TagFeed.MapPage(pages);
        SyndicationPages.Map(pages);
        SearchPages.Map(pages);
        SuggestPeople.MapPage(pages);
        ReplyPages.Map(pages);
        NotificationPages.Map(pages);
        ModerationModule.MapPages(pages);
    }
}
