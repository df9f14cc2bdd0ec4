using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Platform.Web;

/// <summary>HEAD says what GET would, without the body.</summary>
public sealed class HeadRequestTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Theory]
    [InlineData("/", 200)]
    [InlineData("/signin", 200)]
    [InlineData("/robots.txt", 200)]
    [InlineData("/api/activities/home", 200)]
    [InlineData("/health/live", 200)]
    [InlineData("/nothing", 404)]
    public async Task Every_address_answers_HEAD_like_GET(string path, int status)
    {
        using var http = shared.App.Api();
        var get = await http.GetAsync(path, TestContext.Current.CancellationToken);
        var head = await http.SendAsync(new HttpRequestMessage(HttpMethod.Head, path), TestContext.Current.CancellationToken);
        Assert.Equal(status, (int)get.StatusCode);
        Assert.Equal(get.StatusCode, head.StatusCode);
        Assert.Equal(get.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }
}
