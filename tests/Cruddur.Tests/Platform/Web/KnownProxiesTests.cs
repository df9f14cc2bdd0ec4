using System.Net;
using Cruddur.Platform;
using Cruddur.Platform.Web;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Platform.Web;

public sealed class KnownProxiesTests(PostgresCluster cluster)
{
    [Theory]
    [InlineData("10.0.0.5", "10.0.0.5", true)]
    [InlineData("10.0.0.5", "::ffff:10.0.0.5", true)]
    [InlineData("10.0.0.5", "10.0.0.6", false)]
    [InlineData("192.0.2.1, 10.0.0.0/8", "10.200.3.4", true)]
    [InlineData("10.0.0.0/8 fd00::/8", "fd12::1", true)]
    [InlineData("fd00::/8", "fe80::1", false)]
    [InlineData("", "127.0.0.1", false)]
    public void Addresses_and_networks_are_known(string setting, string address, bool isKnown) =>
        Assert.Equal(isKnown, KnownProxies.Parse(setting).Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData("everybody")]
    [InlineData("10.0.0.0/33")]
    [InlineData("*")]
    public void What_is_neither_is_refused_by_name(string setting) =>
        Assert.StartsWith($"Proxy:Known must list addresses and networks such as 10.0.0.5 and 10.1.0.0/16, and '{setting}' is neither.", Assert.Throws<SettingsException>(() => KnownProxies.Parse(setting)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_word_of_a_known_proxy_counts_for_limits_and_scheme()
    {
        await using var app = await TestApp.StartAsync(cluster, new RequestLimitSettings(0, 2), KnownProxies.Parse("127.0.0.0/8, 192.0.2.7"));
        for (var client = 1; client <= 3; client++)
        {
            Assert.Equal(200, await StatusAsync(app, $"198.51.100.{client}"));
            Assert.Equal(200, await StatusAsync(app, $"203.0.113.9, 198.51.100.{client}, 192.0.2.7"));
            Assert.Equal(429, await StatusAsync(app, $"198.51.100.{client}"));
        }
        using var request = new HttpRequestMessage(HttpMethod.Get, "/docs") { Headers = { { "X-Forwarded-Proto", "https" }, { "X-Forwarded-For", "198.51.100.9" } } };
        using var answer = await app.Api().SendAsync(request);
        Assert.NotNull(answer.Header("Strict-Transport-Security"));
    }

    [Fact]
    public async Task What_anybody_else_says_of_addresses_and_schemes_counts_for_nothing()
    {
        await using var app = await TestApp.StartAsync(cluster, new RequestLimitSettings(0, 2), KnownProxies.Parse("192.0.2.7"));
        Assert.Equal(200, await StatusAsync(app, "198.51.100.1"));
        Assert.Equal(200, await StatusAsync(app, "198.51.100.2"));
        Assert.Equal(429, await StatusAsync(app, "198.51.100.3"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { { "X-Forwarded-Proto", "https" } } };
        using var answer = await app.Api().SendAsync(request);
        Assert.Null(answer.Header("Strict-Transport-Security"));
    }

    private static async Task<int> StatusAsync(TestApp app, string forwardedFor)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/docs") { Headers = { { "X-Forwarded-For", forwardedFor } } };
        using var answer = await app.Api().SendAsync(request);
        return (int)answer.StatusCode;
    }
}
