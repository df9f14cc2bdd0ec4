using System.Collections.Concurrent;
using System.Globalization;
using System.Resources;
using System.Text.Json;
using Cruddur.Platform.Languages;
using Microsoft.AspNetCore.Components;

namespace Cruddur.Platform.Ui;

/// <summary>
/// The texts that scripts write into pages, as a JSON object that each page carries. A name in the resource file begins with
/// the script that reads it, such as <c>times_now</c>.
/// </summary>
internal static class ScriptTexts
{
    private static readonly ResourceManager Texts = new("Cruddur.Platform.Ui.Scripts", typeof(ScriptTexts).Assembly);
    private static readonly Lazy<ILookup<string, string>> Names = new(() => ResourceNames.Of(Texts).Order(StringComparer.Ordinal).ToLookup(name => name.Split('_')[0] + ".js"));
    private static readonly ConcurrentDictionary<string, MarkupString> Written = new(StringComparer.Ordinal);

    /// <summary>What those scripts need, in the reader's language.</summary>
    public static MarkupString Of(IReadOnlyList<string> scripts)
    {
        var language = CultureInfo.CurrentUICulture;
        return Written.GetOrAdd($"{language.Name} {string.Join(' ', scripts)}", _ => new(JsonSerializer.Serialize(scripts
            .SelectMany(script => Names.Value[script])
            .ToDictionary(name => name[(name.IndexOf('_', StringComparison.Ordinal) + 1)..], name => Texts.GetString(name, language)!))));
    }
}
