using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Localization;

namespace Cruddur.Platform.Languages;

/// <summary>In which language a request is answered: the one chosen in this browser, else the first that it asks for, else English.</summary>
internal static class RequestLanguage
{
    /// <summary>Holds the tag of the language that was chosen; it tells nothing else, and scripts do not need it.</summary>
    public const string Cookie = "cruddur-language";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(400);

    public static void UseRequestLanguage(this IApplicationBuilder app) => app.UseRequestLocalization(options =>
    {
        List<CultureInfo> spoken = [.. SiteLanguage.All.Select(language => language.Culture)];
        options.DefaultRequestCulture = new RequestCulture(SiteLanguage.Default.Culture);
        options.SupportedCultures = spoken;
        options.SupportedUICultures = spoken;
        options.ApplyCurrentCultureToResponseHeaders = true;
        options.RequestCultureProviders = [new CustomRequestCultureProvider(Chosen), new AcceptLanguageHeaderRequestCultureProvider()];
    });

    /// <summary>The tag that was chosen in this browser; null when it follows the browser.</summary>
    public static string? ChosenBy(HttpRequest request) => SiteLanguage.Find(request.Cookies[Cookie])?.Tag;

    /// <summary>Remembers a choice in this browser; null forgets it.</summary>
    public static void Choose(HttpContext context, SiteLanguage? language)
    {
        var options = new CookieOptions { Path = "/", HttpOnly = true, SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps, IsEssential = true, MaxAge = Kept };
        if (language is null) context.Response.Cookies.Delete(Cookie, options);
        else context.Response.Cookies.Append(Cookie, language.Tag, options);
    }

    private static Task<ProviderCultureResult?> Chosen(HttpContext context) =>
        Task.FromResult(ChosenBy(context.Request) is { } tag ? new ProviderCultureResult(tag) : null);
}
