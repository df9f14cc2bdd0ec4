using Cruddur.Platform.Identity;

namespace Cruddur.Platform.Ui;

/// <summary>What <see cref="Layout"/> must know of the page inside it. One per request; routes fill it before they render.</summary>
public sealed class PageContext
{
    /// <summary>The signed-in person, or null for a guest.</summary>
    public Viewer? Viewer { get; set; }

    /// <summary>The page's own title; the document's is "Title · Cruddur".</summary>
    public string Title { get; set; } = "";

    /// <summary>One sentence for search engines and link previews.</summary>
    public string? Description { get; set; }

    /// <summary>The nonce of this response's Content-Security-Policy.</summary>
    public string Nonce { get; set; } = "";

    /// <summary>The request's path, which marks the navigation link that leads here.</summary>
    public string Path { get; set; } = "/";

    /// <summary>A sentence shown once on top of the page, such as what the form before the redirect has done.</summary>
    public string? Notice { get; set; }

    /// <summary>Turns a file's logical name (<c>app.css</c>) into the URL that serves it.</summary>
    public Func<string, string> Asset { get; set; } = name => "/" + name;
}
