using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Feed;

/// <summary>What guests are served is kept in memory for a second; nobody may notice.</summary>
public sealed class PublicFeedTests(PostgresCluster cluster)
{
    private static readonly string[] Paths = ["/api/activities/home", "/api/activities/explore"];

    [Fact]
    public async Task A_crud_is_there_for_guests_as_soon_as_it_is_posted_and_gone_as_soon_as_it_is_deleted()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, guest) = (await app.ApiAsync(Andrew), app.Api());
        for (var round = 0; round < 10; round++)
        {
            var crud = await andrew.PostCrudAsync($"round {round}");
            foreach (var path in Paths) Assert.Contains(crud.Message, await guest.MessagesAsync(path));
            Assert.Contains(crud.Message, await app.Pages().ReadAsync("/"), StringComparison.Ordinal);
            using var deleted = await andrew.DeleteAsync($"/api/activities/{crud.Uuid}");
            foreach (var path in Paths) Assert.DoesNotContain(crud.Message, await guest.MessagesAsync(path));
            Assert.DoesNotContain(crud.Message, await app.Pages().ReadAsync("/"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_copy_in_memory_ends_with_the_first_of_its_cruds()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, guest) = (await app.ApiAsync(Andrew), app.Api());
        var dying = await andrew.PostCrudAsync("dying", "1-hour");
        await andrew.PostCrudAsync("staying", "1-day");
        app.Clock.MoveTo(dying.ExpiresAt - TimeSpan.FromMilliseconds(300));
        foreach (var path in Paths) Assert.Contains("dying", await guest.MessagesAsync(path));
        app.Clock.Advance(TimeSpan.FromMilliseconds(300));
        foreach (var path in Paths) Assert.Equal(["staying"], await guest.MessagesAsync(path));
        Assert.DoesNotContain("dying", await app.Pages().ReadAsync("/"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_one_guest_is_told_no_other_guest_reads()
    {
        await using var app = await TestApp.StartAsync(cluster);
        Assert.DoesNotContain("signed out", await app.Pages().ReadAsync("/"), StringComparison.Ordinal);
        Assert.Contains("You are signed out.", await app.Pages().ReadAsync("/?notice=signed-out"), StringComparison.Ordinal);
        Assert.DoesNotContain("signed out", await app.Pages().ReadAsync("/"), StringComparison.Ordinal);
        using var answer = await app.Pages().OpenAsync("/");
        Assert.Null(answer.Header("Set-Cookie"));
    }

    [Fact]
    public async Task What_another_instance_wrote_shows_after_a_second_at_the_latest()
    {
        await using var here = await TestApp.StartAsync(cluster);
        await using var there = await here.StartAnotherAsync();
        var guest = here.Api();
        Assert.Empty(await guest.MessagesAsync(Paths[0]));
        await (await there.ApiAsync(Andrew)).PostCrudAsync("from over there");
        here.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["from over there"], await guest.MessagesAsync(Paths[0]));
    }

    [Fact]
    public async Task No_write_is_hidden_by_a_copy_that_was_being_made_at_the_same_time()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, guest) = (await app.ApiAsync(Andrew), app.Api());
        using var done = new CancellationTokenSource();
        // The clock stands still, so that a stale copy would never end by itself.
        var readers = Enumerable.Range(0, 4).Select(async _ =>
        {
            while (!done.IsCancellationRequested) await guest.CrudsAsync(Paths[0]);
        }).ToList();
        for (var round = 0; round < 150; round++)
        {
            var crud = await andrew.PostCrudAsync($"round {round}");
            Assert.Contains(crud.Message, await guest.MessagesAsync(Paths[0]));
            using var deleted = await andrew.DeleteAsync($"/api/activities/{crud.Uuid}");
            Assert.Empty(await guest.MessagesAsync(Paths[0]));
        }
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }
}
