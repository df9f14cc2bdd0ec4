using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Cruddur.Tests.Fixtures;

/// <summary>Takes what is exported by OTLP over gRPC and keeps it as it came.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private static readonly byte[] Empty = [0, 0, 0, 0, 0];

    private readonly WebApplication app;
    private readonly ConcurrentQueue<byte[]> bodies = new();

    private Collector(WebApplication app) => this.app = app;

    public string Url => app.Urls.First();

    /// <summary>All that came, each byte as a character.</summary>
    public string Text => string.Concat(bodies.Select(Encoding.Latin1.GetString));

    public static async Task<Collector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var app = builder.Build();
        var collector = new Collector(app);
        app.Run(collector.TakeAsync);
        await app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        bodies.Enqueue(body.ToArray());
        foreach (var (name, values) in context.Request.Headers) bodies.Enqueue(Encoding.Latin1.GetBytes($"{context.Request.Path} {name}: {values}\n"));
        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(Empty);
        context.Response.AppendTrailer("grpc-status", "0");
    }
}
