using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Http;

namespace Cruddur.Platform.Web;

/// <summary>
/// Pages that look the same to every guest, rendered once and sent with the nonce of each answer. Whoever holds what they
/// show holds them too, and lets go of both together.
/// </summary>
public sealed class GuestPages
{
    private readonly ConcurrentDictionary<(string Path, string Language), Kept> kept = new();

    /// <summary>The page of that path in the language of the request, rendered when there is none yet.</summary>
    public IResult Answer(string path, IResult render)
    {
        var key = (path, CultureInfo.CurrentUICulture.Name);
        return kept.TryGetValue(key, out var page) ? page : new Rendering(this, key, render);
    }

    private sealed class Rendering(GuestPages pages, (string, string) key, IResult render) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            var body = response.Body;
            using var html = new MemoryStream();
            response.Body = html;
            try
            {
                await render.ExecuteAsync(httpContext);
            }
            finally
            {
                response.Body = body;
            }
            var page = new Kept(html.ToArray(), response.ContentType, SecurityHeaders.NonceOf(httpContext));
            // A cookie would make it one guest's own.
            if (response.StatusCode == StatusCodes.Status200OK && response.Headers.SetCookie.Count == 0) pages.kept[key] = page;
            await page.ExecuteAsync(httpContext);
        }
    }

    private sealed class Kept : IResult
    {
        private readonly List<ReadOnlyMemory<byte>> parts = [];
        private readonly string? contentType;

        public Kept(ReadOnlyMemory<byte> html, string? contentType, string nonce)
        {
            this.contentType = contentType;
            var mark = Written(nonce);
            for (int at; (at = html.Span.IndexOf(mark)) >= 0; html = html[(at + mark.Length)..]) parts.Add(html[..at]);
            parts.Add(html);
        }

        public async Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            var nonce = Written(SecurityHeaders.NonceOf(httpContext));
            response.ContentType = contentType;
            response.ContentLength = parts.Sum(part => part.Length) + (parts.Count - 1) * nonce.Length;
            response.BodyWriter.Write(parts[0].Span);
            foreach (var part in parts.Skip(1))
            {
                response.BodyWriter.Write(nonce);
                response.BodyWriter.Write(part.Span);
            }
            await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }

        /// <summary>As it stands in an attribute.</summary>
        private static byte[] Written(string nonce) => Encoding.UTF8.GetBytes(HtmlEncoder.Default.Encode(nonce));
    }
}
