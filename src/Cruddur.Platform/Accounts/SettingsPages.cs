using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Accounts;

/// <summary>The page /settings, and what all pages below it share.</summary>
public static class SettingsPages
{
    internal static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/settings",
        (Viewer viewer, PageContext context) => Show<SettingsPage>(context, viewer, Texts.Settings, new()));

    /// <summary>A page with the style and script of settings.</summary>
    public static IResult Show<T>(PageContext context, Viewer viewer, string title, Dictionary<string, object?> parameters, int status = 200)
        where T : IComponent
    {
        context.For(viewer, title).With("settings.css", "settings.js");
        return Pages.Show<T>(parameters, status);
    }
}
