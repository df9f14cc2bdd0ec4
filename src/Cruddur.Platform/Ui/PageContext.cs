using System.Globalization;
using System.Reflection;
using System.Resources;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Ui;

/// <summary>What the layout knows of the page that it frames; one for each request.</summary>
public sealed class PageContext(Assets assets) : IBindableFromHttpContext<PageContext>
{
    private string? from;
    private HttpResponse? response;

    /// <summary>What <c>?notice=…</c> after a redirect may say; nothing of the address itself is shown.</summary>
    private static readonly ResourceManager Notices = new("Cruddur.Platform.Ui.Notices", typeof(PageContext).Assembly);

    /// <summary>The person who reads; null for a guest.</summary>
    public Viewer? Viewer { get; private set; }

    /// <summary>Title without the product's name.</summary>
    public string Title { get; private set; } = "";

    /// <summary>For search engines and previews; null for the product's own.</summary>
    public string? Description { get; set; }

    /// <summary>What the Content-Security-Policy of this answer allows scripts by.</summary>
    public string Nonce { get; private set; } = "";

    /// <summary>Path of the request, for the link that is current.</summary>
    public string Path { get; private set; } = "/";

    /// <summary>A sentence shown once on top of the page, such as what the form before the redirect has done.</summary>
    public string? Notice { get; private set; }

    /// <summary>True when Turbo asks and takes instructions instead of a page.</summary>
    public bool WantsStream { get; private set; }

    /// <summary>Cancelled when the browser no longer waits for the page.</summary>
    public CancellationToken Aborted { get; private set; }

    /// <summary>The browser's <c>Accept-Language</c>.</summary>
    public string? Languages { get; private set; }

    /// <summary>The page of this site that the form was on, or <paramref name="otherwise"/> when the browser does not say.</summary>
    public string CameFrom(string otherwise) => from ?? otherwise;

    /// <summary>The address of a file such as <c>app.css</c>, with the hash of its content.</summary>
    public string Asset(string name) => assets.Address(name);

    /// <summary>Style sheets and scripts of this page alone, besides those of all.</summary>
    public IReadOnlyList<string> Files { get; private set; } = [];

    /// <summary>Adds style sheets (<c>.css</c>) and scripts (<c>.js</c>) that only this page loads.</summary>
    public PageContext With(params IReadOnlyList<string> files)
    {
        Files = files;
        return this;
    }

    /// <summary>What else stands in this page's head: a component, and what it is given.</summary>
    public (Type Component, Dictionary<string, object?> Parameters)? Head { get; private set; }

    /// <summary>Adds to the head what only this page says there, such as what previews of it show.</summary>
    public PageContext WithHead<T>(Dictionary<string, object?> parameters) where T : IComponent
    {
        Head = (typeof(T), parameters);
        return this;
    }

    /// <summary>Tells programs when a form that is shown again may be sent again, as the page tells people.</summary>
    /// <returns>The refusal, for the form to show.</returns>
    public RequestError Wait(RequestError refused)
    {
        if (refused.RetryAfterSeconds is { } wait) response!.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return refused;
    }

    /// <summary>Says whose page it is and what it is called.</summary>
    public PageContext For(Viewer? viewer, string title)
    {
        (Viewer, Title) = (viewer, title);
        return this;
    }

    /// <summary>The request's own, filled in.</summary>
    public static PageContext Of(HttpContext context)
    {
        var page = context.RequestServices.GetRequiredService<PageContext>();
        page.Nonce = SecurityHeaders.NonceOf(context);
        page.Path = context.Request.Path;
        if (context.Request.Query["notice"] is [{ Length: > 0 } notice]) page.Notice = Notices.GetString(notice, CultureInfo.CurrentUICulture);
        page.response = context.Response;
        page.Aborted = context.RequestAborted;
        page.from = Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var referer) && referer.Authority == context.Request.Host.Value
            ? referer.PathAndQuery
            : null;
        page.Languages = context.Request.Headers.AcceptLanguage;
        page.WantsStream = context.Request.Headers.Accept.ToString().Contains(Pages.StreamType, StringComparison.Ordinal);
        return page;
    }

    public static ValueTask<PageContext?> BindAsync(HttpContext context, ParameterInfo parameter) => ValueTask.FromResult<PageContext?>(Of(context));
}
