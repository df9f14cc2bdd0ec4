using Cruddur.Platform.Languages;
using Cruddur.Social.Activities;
using Cruddur.Social.Notifications;
using Xunit;

namespace Cruddur.Tests.Social.Notifications;

/// <summary>A notification in words, for each number of people and in each language.</summary>
public sealed class SentenceTests
{
    [Theory]
    [InlineData("en", NotificationKind.Like, 1, "Londo liked your crud")]
    [InlineData("en", NotificationKind.Like, 2, "Londo and Bayko liked your crud")]
    [InlineData("en", NotificationKind.Repost, 3, "Londo and 2 others reposted your crud")]
    [InlineData("en", NotificationKind.Quote, 99, "Londo and 98 others quoted you")]
    [InlineData("en", NotificationKind.Reply, 100, "Londo and 99+ others replied to you")]
    [InlineData("en", NotificationKind.Mention, 1, "Londo mentioned you")]
    [InlineData("en", NotificationKind.FollowRequest, 1, "Londo asks to follow you")]
    [InlineData("en", NotificationKind.FollowRequest, 2, "Londo and Bayko ask to follow you")]
    [InlineData("en", NotificationKind.Follow, 1, "Londo follows you")]
    [InlineData("en", NotificationKind.Follow, 4, "Londo and 3 others follow you")]
    [InlineData("de", NotificationKind.Like, 1, "Londo gefällt dein Crud")]
    [InlineData("de", NotificationKind.Like, 2, "Londo und Bayko gefällt dein Crud")]
    [InlineData("de", NotificationKind.Like, 100, "Londo und 99+ weiteren gefällt dein Crud")]
    [InlineData("de", NotificationKind.Repost, 1, "Londo hat deinen Crud repostet")]
    [InlineData("de", NotificationKind.Repost, 3, "Londo und 2 weitere haben deinen Crud repostet")]
    [InlineData("de", NotificationKind.Quote, 2, "Londo und Bayko haben dich zitiert")]
    [InlineData("de", NotificationKind.Reply, 1, "Londo hat dir geantwortet")]
    [InlineData("de", NotificationKind.Mention, 5, "Londo und 4 weitere haben dich erwähnt")]
    [InlineData("de", NotificationKind.FollowRequest, 2, "Londo und Bayko möchten dir folgen")]
    [InlineData("de", NotificationKind.Follow, 1, "Londo folgt dir")]
    public void It_says_who_did_what(string language, string kind, int actors, string expected)
    {
        using var spoken = SiteLanguage.Speak(language);
        Assert.Equal(expected, Sentence.Of(Told(kind, actors)));
    }

    [Theory]
    [InlineData("en", NotificationKind.Like, "Londo and Bayko liked your reply")]
    [InlineData("en", NotificationKind.Repost, "Londo and Bayko reposted your reply")]
    [InlineData("de", NotificationKind.Like, "Londo und Bayko gefällt deine Antwort")]
    [InlineData("de", NotificationKind.Repost, "Londo und Bayko haben deine Antwort repostet")]
    public void A_reply_is_called_a_reply(string language, string kind, string expected)
    {
        using var spoken = SiteLanguage.Speak(language);
        Assert.Equal(expected, Sentence.Of(Told(kind, 2) with { Activity = Reply() }));
    }

    private static Notification Told(string kind, int actors) => new(
        Guid.Empty, "andrew", "Andrew", "", 0, 0, 0, null, DateTimeOffset.UnixEpoch, Guid.Empty, kind, false, actors,
        actors == 1 ? [new("londo", "Londo")] : [new("londo", "Londo"), new("bayko", "Bayko")]);

    private static Activity Reply() => new(
        Guid.Empty, Guid.Empty, "Andrew", "andrew", null, "An answer", 0, 0, 0, null, Guid.Empty, DateTimeOffset.MaxValue, DateTimeOffset.UnixEpoch,
        null, null, null, null, null, null, [], null, null, null, DateTimeOffset.UnixEpoch);
}
