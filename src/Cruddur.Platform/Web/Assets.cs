using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Web;

/// <summary>
/// The files under <c>wwwroot</c>: each has an address with a hash of its content, so that browsers keep it for ever, and
/// is compressed once.
/// </summary>
public sealed class Assets
{
    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".png"] = "image/png",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, Asset> files;

    public Assets(string folder) => files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Where(file => Types.ContainsKey(Path.GetExtension(file)))
        .Select(file => new Asset(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllBytes(file)))
        .ToFrozenDictionary(asset => asset.Name);

    /// <summary>The address of a file such as <c>app.css</c>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such file, which is a defect of the page.</exception>
    public string Address(string name) => files[name].Address;

    internal void Map(IEndpointRouteBuilder routes)
    {
        foreach (var asset in files.Values)
        {
            routes.MapGet(asset.Address, context => SendAsync(asset, context, "public, max-age=31536000, immutable")).DisableRateLimiting();
            routes.MapGet("/" + asset.Name, context => SendAsync(asset, context, "no-cache")).DisableRateLimiting();
        }
    }

    private static Task SendAsync(Asset asset, HttpContext context, string cache)
    {
        var response = context.Response;
        response.ContentType = Types[Path.GetExtension(asset.Name)];
        response.Headers.CacheControl = cache;
        response.Headers.ETag = asset.ETag;
        response.Headers.Vary = "Accept-Encoding";
        if (context.Request.Headers.IfNoneMatch.Contains(asset.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        var accepted = context.Request.Headers.AcceptEncoding.ToString();
        var (encoding, body) = accepted.Contains("br", StringComparison.Ordinal) ? ("br", asset.Brotli.Value)
            : accepted.Contains("gzip", StringComparison.Ordinal) ? ("gzip", asset.Gzip.Value)
            : (null, asset.Content);
        if (encoding is not null) response.Headers.ContentEncoding = encoding;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    private sealed class Asset
    {
        public Asset(string name, byte[] content)
        {
            (Name, Content) = (name, content);
            var hash = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 6));
            Address = $"/assets/{Path.ChangeExtension(name, null)}.{hash}{Path.GetExtension(name)}";
            ETag = $"\"{hash}\"";
            // The best quality takes a second for Turbo, at which the first visitor would wait; this one takes 30 ms.
            Brotli = new(() => Compress(stream => new BrotliStream(stream, new BrotliCompressionOptions { Quality = 9 })));
            Gzip = new(() => Compress(stream => new GZipStream(stream, CompressionLevel.SmallestSize)));
        }

        public string Name { get; }

        public byte[] Content { get; }

        public string Address { get; }

        public string ETag { get; }

        public Lazy<byte[]> Brotli { get; }

        public Lazy<byte[]> Gzip { get; }

        private byte[] Compress(Func<Stream, Stream> wrap)
        {
            using var target = new MemoryStream();
            using (var compressor = wrap(target)) compressor.Write(Content);
            return target.ToArray();
        }
    }
}
