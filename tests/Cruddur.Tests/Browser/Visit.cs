using System.Text.Json;
using Cruddur.Tests.Fixtures;
using Microsoft.Playwright;
using Xunit;

namespace Cruddur.Tests.Browser;

/// <summary>
/// One person in front of one browser window on one running program, and what a person does there. A walk of many pages is made
/// in two looks that have both widths and both schemes between them; <see cref="PagesTests"/> has all four.
/// </summary>
public sealed class Visit : IAsyncDisposable
{
    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(AxeFile()));

    private readonly IBrowserContext window;
    private readonly List<string> complaints = [];

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

    public static async Task<Visit> StartAsync(TestApp app, Chromium chromium, int width = 1280, ColorScheme scheme = ColorScheme.Light, bool scripts = true)
    {
        // Browsers drop cookies that end in their past, so the program's clock must not lie far from theirs.
        app.Clock.MoveTo(TimeProvider.System.GetUtcNow());
        var window = await chromium.OpenAsync(width, scheme, scripts);
        window.SetDefaultTimeout(15_000);
        return new Visit(app, window, await window.NewPageAsync());
    }

    public async Task<IResponse> GoAsync(string path) => (await Page.GotoAsync(new Uri(App.Address, path).ToString()))!;

    /// <summary>Has the site speak that language from now on, as if it had been chosen on /language.</summary>
    public Task SpeakAsync(string language) => Page.Context.AddCookiesAsync([new() { Name = "cruddur-language", Value = language, Url = App.Address.ToString() }]);

    public async Task SignInAsync(Person person, string password = People.Password)
    {
        await GoAsync("/signin");
        await Page.FillAsync("#email", person.Email);
        await Page.FillAsync("#password", password);
        await Page.ClickAsync("main button[type=submit]");
    }

    /// <summary>Writes and sends with the mouse.</summary>
    public async Task PostAsync(string message, string? ttl = null)
    {
        await Composer.FillAsync(message);
        if (ttl is not null) await Page.SelectOptionAsync("#compose select[name=ttl]", ttl);
        await Page.ClickAsync("#compose-submit");
    }

    /// <summary>Fails when the page breaks a rule of WCAG 2.1 AA that axe-core can see, scrolls sideways, or complained to the console.</summary>
    public async Task AssertSoundAsync(string name)
    {
        // While Turbo fetches a page, it marks the old one as busy, in a way that is no page of ours.
        await Assertions.Expect(Page.Locator("html[aria-busy]")).ToHaveCountAsync(0);
        if (Chromium.Screenshots is { } folder) await Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png") });
        if (!await Page.EvaluateAsync<bool>("() => 'axe' in window")) await Page.EvaluateAsync(Axe.Value);
        var result = await Page.EvaluateAsync<JsonElement>("() => axe.run(document, { resultTypes: ['violations'] })");
        var violations = result.GetProperty("violations").EnumerateArray()
            .Select(rule => $"{rule.GetProperty("id").GetString()}: {string.Join(" ", rule.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("html").GetString()))}");
        Assert.True(!violations.Any(), $"{name} breaks rules of accessibility: {string.Join("\n", violations)}");
        var sideways = await Page.EvaluateAsync<int>("() => document.scrollingElement.scrollWidth - document.documentElement.clientWidth");
        Assert.True(sideways <= 0, $"{name} is {sideways} px wider than the window.");
        Assert.True(complaints.Count == 0, $"{name}: {string.Join("\n", complaints)}");
    }

    public async ValueTask DisposeAsync() => await window.DisposeAsync();

    private static string AxeFile() => NpmPackages.Find("axe-core/axe.min.js");
}
