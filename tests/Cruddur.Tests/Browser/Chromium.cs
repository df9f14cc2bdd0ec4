using Cruddur.Tests.Browser;
using Microsoft.Playwright;
using Xunit;

[assembly: AssemblyFixture(typeof(Chromium))]

namespace Cruddur.Tests.Browser;

/// <summary>One headless Chromium for the run, started by the first test that needs it. A test opens windows of its own.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private static readonly string[] OffTheNetwork =
    [
        "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--disable-default-apps", "--disable-domain-reliability", "--metrics-recording-only",
    ];

    private readonly SemaphoreSlim once = new(1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Folder for screenshots of every page, from <c>CRUDDUR_SCREENSHOTS</c>; null takes none.</summary>
    public static string? Screenshots => Environment.GetEnvironmentVariable("CRUDDUR_SCREENSHOTS");

    /// <summary>A browser window with nothing remembered.</summary>
    public async Task<IBrowserContext> OpenAsync(bool scripts = true) =>
        await (await BrowserAsync()).NewContextAsync(new()
        {
            JavaScriptEnabled = scripts,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "en-GB",
            TimezoneId = "Europe/Berlin",
        });

    public async ValueTask DisposeAsync()
    {
        if (browser is not null) await browser.DisposeAsync();
        playwright?.Dispose();
        once.Dispose();
    }

    private async Task<IBrowser> BrowserAsync()
    {
        var program = new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);
        if (program is null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "Chromium is not installed: apt-get install chromium");
            Assert.Fail("Chromium is not installed: apt-get install chromium");
        }
        await once.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();
            // Playwright's five seconds are too few where much runs at once.
            Assertions.SetDefaultExpectTimeout(60_000);
            return browser ??= await playwright.Chromium.LaunchAsync(new() { ExecutablePath = program, ChromiumSandbox = false, Args = OffTheNetwork });
        }
        finally
        {
            once.Release();
        }
    }
}
