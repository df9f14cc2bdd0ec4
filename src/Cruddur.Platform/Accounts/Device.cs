using Cruddur.Platform.Languages;

namespace Cruddur.Platform.Accounts;

/// <summary>What a user agent says about itself, in words that people recognise: “Firefox on Linux”.</summary>
internal static class Device
{
    // The order matters: most browsers name those before them as well.
    private static readonly (string Mark, string Name)[] Browsers =
    [
        ("Edg/", "Edge"), ("EdgA/", "Edge"), ("EdgiOS/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Vivaldi/", "Vivaldi"),
        ("FxiOS/", "Firefox"), ("Firefox/", "Firefox"), ("CriOS/", "Chrome"), ("HeadlessChrome/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
    ];

    private static readonly (string Mark, string Name)[] Systems =
    [
        ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Macintosh", "macOS"), ("Linux", "Linux"), ("FreeBSD", "FreeBSD"),
    ];

    /// <summary>Browser and system; a program's own name when it is no browser; “Unknown device” when it says nothing.</summary>
    internal static string Of(string userAgent)
    {
        var browser = Find(Browsers, userAgent);
        var system = Find(Systems, userAgent);
        if (browser is null)
        {
            var program = userAgent.Split(' ', '/')[0];
            return program.Length == 0 ? Texts.DeviceUnknown : program == "Mozilla" ? system is null ? Texts.DeviceUnknownBrowser : Texts.DeviceBrowserOn.Fill(system) : program;
        }
        return system is null ? browser : Texts.DeviceOn.Fill(browser, system);
    }

    private static string? Find((string Mark, string Name)[] marks, string text) =>
        marks.FirstOrDefault(mark => text.Contains(mark.Mark, StringComparison.Ordinal)).Name;
}
