using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
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
    private static readonly FrozenDictionary<string, string> Notices = new Dictionary<string, string>
    {
        ["posted"] = "Posted.",
        ["deleted"] = "Deleted.",
        ["restored"] = "It is back.",
        ["edited"] = "Changed. What it said before stays visible.",
        ["shortened"] = "It ends sooner now.",
        ["ended"] = "It has ended. Nobody can bring it back.",
        ["pinned"] = "Pinned to your page.",
        ["unpinned"] = "Taken down.",
        ["blocked"] = "Blocked. You do not meet here any more.",
        ["unblocked"] = "Unblocked.",
        ["muted"] = "Muted. They are not told.",
        ["unmuted"] = "You hear them again.",
        ["let-in"] = "They follow you now.",
        ["declined"] = "Declined. They are not told.",
        ["follower-removed"] = "They do not follow you any more. They are not told.",
        ["dismissed"] = "They are not suggested again.",
        ["all-read"] = "Everything is marked as read.",
        ["notifications-saved"] = "Saved.",
        ["thread-muted"] = "Muted. This thread brings you no more notifications.",
        ["thread-unmuted"] = "You will hear of this thread again.",
        ["profile-saved"] = "Saved.",
        ["username-changed"] = "Your username is changed. The old one leads to you for 30 days.",
        ["email-changed"] = "Your e-mail address is changed.",
        ["email-cancelled"] = "Your address stays as it is.",
        ["password-changed"] = "Your password is changed. You are signed out everywhere else.",
        ["app-off"] = "Your authenticator app is off.",
        ["passkey-added"] = "Added. You can sign in with it from now on.",
        ["passkey-renamed"] = "Renamed.",
        ["passkey-removed"] = "Removed. Nobody can sign in with it any more.",
        ["session-ended"] = "That session is ended.",
        ["others-ended"] = "You are signed out everywhere else.",
        ["token-revoked"] = "Revoked. The token is worthless now.",
        ["token-there"] = "That token is made already.",
        ["data-asked"] = "Your archive is being made.",
        ["leaving"] = "You are signed out. Sign in within 7 days to keep your account.",
        ["stayed"] = "Welcome back. Everything is where it was.",
        ["account-disabled"] = "Disabled, and signed out everywhere.",
        ["account-enabled"] = "Enabled. They can sign in again.",
        ["account-promoted"] = "They are an administrator now.",
        ["account-demoted"] = "They are no administrator any more.",
        ["account-sessions-ended"] = "They are signed out everywhere.",
        ["account-unchanged"] = "It was so already.",
        ["reported"] = "Thank you. The moderators will look at it.",
        ["case-closed"] = "Decided. Whoever it concerns is told.",
        ["case-closed-before"] = "Somebody else has decided already. Their decision stands.",
        ["filter-saved"] = "Saved. It applies at once.",
        ["filter-removed"] = "Removed.",
        ["administrator-made"] = "Your account is made. Sign in with it.",
        ["code-sent"] = "A new activation code has been sent to your email, if it waits for one.",
        ["confirmed"] = "Your e-mail address is confirmed. Sign in.",
        ["welcome"] = "Welcome to Cruddur! Say something.",
        ["signed-out"] = "You are signed out.",
    }.ToFrozenDictionary();

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
    public void Wait(RequestError refused)
    {
        if (refused.RetryAfterSeconds is { } wait) response!.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
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
        page.Notice = Notices.GetValueOrDefault(context.Request.Query["notice"].ToString());
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
