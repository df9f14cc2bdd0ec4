using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Ui;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Languages;

/// <summary>The page /language, where guests and members choose in which language Cruddur speaks to them.</summary>
internal static class LanguagePages
{
    private static readonly Command Choose = Command.Of("Platform/Languages/Languages.sql#Choose");

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/language", (Viewer? viewer, PageContext page, HttpRequest request) => Show(page.For(viewer, Texts.Title), RequestLanguage.ChosenBy(request), []));
        routes.MapPost("/language", SaveAsync);
    }

    private static async Task<IResult> SaveAsync(Viewer? viewer, IFormCollection form, PageContext page, Db db, HttpContext context, CancellationToken ct)
    {
        var tag = form["language"].ToString();
        var language = SiteLanguage.Find(tag);
        if (language is null && tag.Length > 0) return Show(page.For(viewer, Texts.Title), RequestLanguage.ChosenBy(context.Request), [Texts.Invalid], 422);
        if (viewer is not null) await db.ExecuteAsync(Choose, new Args { ["user"] = viewer.Uuid, ["language"] = language?.Tag }, ct);
        RequestLanguage.Choose(context, language);
        return Pages.SeeOther(language is null ? "/?notice=language-followed" : "/?notice=language-chosen");
    }

    private static IResult Show(PageContext page, string? chosen, IReadOnlyList<string> errors, int status = 200)
    {
        page.With("settings.css");
        return Pages.Show<LanguagePage>(new() { [nameof(LanguagePage.Chosen)] = chosen, [nameof(LanguagePage.Errors)] = errors }, status);
    }
}
