using System.Text.Json;
using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;

namespace Cruddur.Tests.Browser;

/// <summary>
/// One person in front of one browser window on one running program, and what a person does there: at a desk or on a phone. Each
/// page is looked at in both, wide and narrow, in the light and in the dark.
/// </summary>
public sealed class Visit : IAsyncDisposable
{
    private const int Desk = 1280;
    private const int Phone = 360;

    /// <summary>The rules whose answers hang on widths and colours.</summary>
    private const string LooksOnly = "{ runOnly: ['color-contrast', 'link-name', 'button-name', 'scrollable-region-focusable', 'aria-hidden-focus'] }";

    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(AxeFile()));

    private readonly IBrowserContext window;
    private readonly List<string> complaints = [];
    private string language = "en";

    private Visit(TestApp app, IBrowserContext window, IPage page)
    {
        (App, this.window, Page) = (app, window, page);
        page.Console += (_, message) =>
        {
            // A refused form or a missing crud is an answer; the browser calls it a failed resource.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) complaints.Add(message.Text);
        };
        page.PageError += (_, error) =>
        {
            // Turbo says so of a frame that was still loading when its page was left.
            if (!(error.StartsWith("AbortError: signal is aborted", StringComparison.Ordinal) && error.Contains("/assets/turbo.", StringComparison.Ordinal))) complaints.Add(error);
        };
    }

    public TestApp App { get; }

    public IPage Page { get; }

    public ILocator Composer => Page.Locator("#compose-message");

    public ILocator Cruds => Page.Locator("#feed .crud-item");

    public static async Task<Visit> StartAsync(TestApp app, Chromium chromium, int width = Desk, bool scripts = true)
    {
        // Browsers drop cookies that end in their past, so the program's clock must not lie far from theirs.
        app.Clock.MoveTo(TimeProvider.System.GetUtcNow());
        var window = await chromium.OpenAsync(scripts);
        window.SetDefaultTimeout(60_000);
        var visit = new Visit(app, window, await window.NewPageAsync());
        await visit.SitAsync(width, ColorScheme.Light);
        return visit;
    }

    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(new Uri(App.Address, path).ToString()))!;

    /// <summary>Has the site speak that language from now on, as if it had been chosen on /language.</summary>
    public Task SpeakAsync(string spoken)
    {
        language = spoken;
        return Page.Context.AddCookiesAsync([new() { Name = "cruddur-language", Value = spoken, Url = App.Address.ToString() }]);
    }

    /// <summary>Signs in, or is refused, and waits until the scripts of the page that this leads to have run.</summary>
    public async Task SignInAsync(Person person, string password = People.Password)
    {
        await GoAsync("/signin");
        await Page.FillAsync("#email", person.Email);
        await Page.FillAsync("#password", password);
        var loaded = new TaskCompletionSource();
        void Loaded(object? sender, IPage page) => loaded.TrySetResult();
        Page.Load += Loaded;
        await Page.ClickAsync("main button[type=submit]");
        await loaded.Task.WaitAsync(TimeSpan.FromMinutes(1));
        Page.Load -= Loaded;
    }

    /// <summary>Writes and sends with the mouse.</summary>
    public async Task PostAsync(string message, string? ttl = null)
    {
        await Composer.FillAsync(message);
        if (ttl is not null) await Page.SelectOptionAsync("#compose select[name=ttl]", ttl);
        await Page.ClickAsync("#compose-submit");
    }

    /// <summary>
    /// Fails when the page scrolls sideways, complained to the console, or breaks a rule of WCAG 2.1 AA that axe-core can see: as
    /// it stands, and at the other width in the dark. Another language than English makes pages wider, and changes no rule's answer.
    /// </summary>
    public async Task AssertSoundAsync(string name)
    {
        // While Turbo fetches a page, it marks the old one as busy, in a way that is no page of ours.
        await Assertions.Expect(Page.Locator("html[aria-busy]")).ToHaveCountAsync(0);
        var width = Page.ViewportSize!.Width;
        await AssertLooksSoundAsync($"{name}-{width}-light", "{}");
        await SitAsync(width == Desk ? Phone : Desk, ColorScheme.Dark);
        await AssertLooksSoundAsync($"{name}-{Page.ViewportSize!.Width}-dark", LooksOnly);
        await SitAsync(width, ColorScheme.Light);
        Assert.True(complaints.Count == 0, $"{name}: {string.Join("\n", complaints)}");
    }

    private async Task AssertLooksSoundAsync(string name, string options)
    {
        if (Chromium.Screenshots is { } folder) await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        var sideways = await Page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(sideways <= 0, $"{name} is {sideways} px wider than the window.");
        if (language != "en") return;
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window")) await Page.EvaluateAsync(Axe.Value);
        var result = await Page.EvaluateAsync<JsonElement>($"() => axe.run(document, {{ resultTypes: ['violations'], preload: false, ...{options} }})");
        var violations = result.GetProperty("violations").EnumerateArray()
            .Select(rule => $"{rule.GetProperty("id").GetString()}: {string.Join(" ", rule.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("html").GetString()))}");
        Assert.True(!violations.Any(), $"{name} breaks rules of accessibility: {string.Join("\n", violations)}");
    }

    /// <summary>Takes the window to a desk or a phone.</summary>
    private async Task SitAsync(int width, ColorScheme scheme)
    {
        await Page.SetViewportSizeAsync(width, width == Phone ? 740 : 900);
        await Page.EmulateMediaAsync(new() { ColorScheme = scheme });
    }

    public async ValueTask DisposeAsync() => await window.DisposeAsync();

    private static string AxeFile() => NpmPackages.Find("axe-core/axe.min.js");
}
