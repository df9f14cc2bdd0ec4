using System.Globalization;
using System.Net;
using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity;

/// <summary>Limits as somebody sees them who tries passwords from outside.</summary>
public sealed class AttemptsTests(PostgresCluster cluster)
{
    private const int Most = 25;

    [Fact]
    public async Task One_address_has_25_tries_in_five_minutes_whoever_it_tries_and_even_with_the_right_password()
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var other = await app.StartAnotherAsync();
        for (var number = 0; number < Most; number++)
        {
            using var answer = await (number % 2 == 0 ? app : other).Api().SignInAsync($"nobody{number}@example.com", "wrong");
            await answer.BodyAsync(401);
        }
        await AssertTooManyAsync(app, Andrew.Email, 300);
        await AssertTooManyAsync(other, "nobody@example.com", 300);
        var pages = app.Pages();
        await pages.ReadAsync("/signin");
        using var form = await pages.SubmitAsync("/signin", new Dictionary<string, string> { ["email"] = Andrew.Email, ["password"] = Password });
        Assert.Equal((429, "300"), ((int)form.StatusCode, form.Header("Retry-After")));
        Assert.Contains("too many tries", pages.Text, StringComparison.Ordinal);

        app.Clock.Advance(TimeSpan.FromMinutes(5));
        using var later = await app.Api().SignInAsync(Andrew.Email, Password);
        await later.BodyAsync(200);
    }

    [Fact]
    public async Task One_account_has_25_tries_in_an_hour_whatever_case_its_address_is_written_in()
    {
        await using var app = await TestApp.StartAsync(cluster);
        for (var number = 0; number < Most; number++)
        {
            if (number == Most / 2) app.Clock.Advance(TimeSpan.FromMinutes(5));
            using var answer = await app.Api().SignInAsync(number % 2 == 0 ? "andrew@example.com" : " Andrew@Example.com", "wrong");
            await answer.BodyAsync(401);
        }
        await AssertTooManyAsync(app, Andrew.Email, 3300);
        using var somebodyElse = await app.Api().SignInAsync(Bayko.Email, Password);
        await somebodyElse.BodyAsync(200);

        app.Clock.Advance(TimeSpan.FromMinutes(55));
        using var later = await app.Api().SignInAsync(Andrew.Email, Password);
        await later.BodyAsync(200);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64")]
    public void An_IPv6_address_counts_as_its_network(string address, string counted) =>
        Assert.Equal(counted, Attempts.Of(IPAddress.Parse(address)));

    private static async Task AssertTooManyAsync(TestApp app, string email, int wait)
    {
        using var answer = await app.Api().SignInAsync(email, Password);
        var problem = await answer.JsonAsync(429);
        Assert.Equal(wait.ToString(CultureInfo.InvariantCulture), answer.Header("Retry-After"));
        Assert.Equal(429, problem["status"]!.GetValue<int>());
    }
}
