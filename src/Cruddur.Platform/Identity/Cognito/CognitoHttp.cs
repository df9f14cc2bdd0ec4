using System.Net;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>The one client for Cognito's addresses: follows no redirect, keeps no cookie, and gives up after 4 s.</summary>
public sealed class CognitoHttp : IDisposable
{
    public HttpClient Client { get; } = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(2),
        PooledConnectionLifetime = TimeSpan.FromMinutes(10),
    })
    {
        Timeout = TimeSpan.FromSeconds(4),
        MaxResponseContentBufferSize = 1 << 20,
    };

    public void Dispose() => Client.Dispose();
}
