using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Search;

public sealed class SearchPeopleTests(PostgresCluster cluster)
{
    private static async Task<string[]> FoundAsync(HttpClient api, string term) =>
        [.. (await (await api.GetAsync($"/api/search/people?term={Uri.EscapeDataString(term)}")).JsonAsync()).AsArray().Select(person => (string)person!["handle"]!)];

    [Fact]
    public async Task People_are_found_by_handle_and_by_the_beginning_of_each_name()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await app.SqlAsync("insert into users (uuid, handle, display_name, email, created_at, updated_at) values (gen_random_uuid(), 'andrea_b', 'Andréa Bäcker', 'a@example.com', $1, $1), (gen_random_uuid(), 'andrew2', 'Somebody', 'b@example.com', $1, $1)", app.Now);
        var (guest, londo) = (app.Api(), await app.ApiAsync(Londo));
        Assert.Equal(["andrew", "andrew2"], await FoundAsync(guest, "@Andrew"));
        Assert.Equal(["andrew"], await FoundAsync(guest, "brown andr"));
        Assert.Equal(["andrea_b"], await FoundAsync(guest, "backer"));
        Assert.Equal(["andrea_b"], await FoundAsync(guest, "ANDRÉA"));
        Assert.Equal(["andrew"], (await FoundAsync(guest, "from:andrew"))[..1]);
        Assert.Empty(await FoundAsync(guest, "rown"));
        Assert.Equal(["andrea_b", "andrew", "andrew2"], await FoundAsync(guest, "andr"));
        await (await londo.PutAsync("/api/users/@andrew2/follow", null)).BodyAsync(200);
        Assert.Equal(["andrew2", "andrea_b", "andrew"], await FoundAsync(guest, "andr"));
        Assert.Equal(["andrew", "andrew2"], await FoundAsync(guest, "andrew"));
        var found = (await (await londo.GetAsync("/api/search/people?term=andrew2")).JsonAsync()).AsArray().Single()!;
        Assert.Equal((1, true), ((int)found["followers_count"]!, (bool)found["current_user_follows"]!));
        Assert.Null((await (await guest.GetAsync("/api/search/people?term=andrew2")).JsonAsync()).AsArray().Single()!["current_user_follows"]);
    }

    [Fact]
    public async Task Nobody_finds_who_is_not_here_or_who_is_blocked_either_way()
    {
        await using var app = await TestApp.StartAsync(cluster);
        var (andrew, bayko) = (await app.ApiAsync(Andrew), await app.ApiAsync(Bayko));
        await app.SqlAsync("insert into blocks (blocker_uuid, blocked_uuid, created_at) values ($1, $2, $3)", Bayko.Uuid, Andrew.Uuid, app.Now);
        Assert.Empty(await FoundAsync(andrew, "bayko"));
        Assert.Empty(await FoundAsync(bayko, "brown"));
        Assert.Equal(["bayko"], await FoundAsync(app.Api(), "bayko"));
        await app.SqlAsync("update users set disabled_at = $1 where handle = 'bayko'", app.Now);
        Assert.Empty(await FoundAsync(app.Api(), "bayko"));
        await app.SqlAsync("update users set disabled_at = null, delete_at = $1 where handle = 'bayko'", app.Now);
        Assert.Empty(await FoundAsync(app.Api(), "bayko"));
        Assert.Equal(422, await app.Api().StatusAsync("/api/search/people"));
        Assert.Equal(400, await app.Api().StatusAsync("/api/search/people?term=a&before=x"));
    }
}
