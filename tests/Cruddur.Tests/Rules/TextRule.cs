using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Cruddur.Tests.Rules;

/// <summary>Texts of people lie in resource files, in every language.</summary>
internal static partial class TextRule
{
    /// <summary>Texts that are the same in English and German.</summary>
    private static readonly HashSet<string> Same = ["API", "OpenAPI", "API-Token", "Crud", "Cruds", "Code", "Passkey", "Passkeys", "Status", "Server", "Name", "Feed", "Filter", "Tags", "Cruddur", "Repost", "Trends", "Token"];

    /// <summary>What a file has and its translation lacks, has besides, left empty or as it was, or gives other gaps.</summary>
    public static IEnumerable<string> Translation(SourceFile english, SourceFile? german)
    {
        if (german is null)
        {
            yield return $"{english.Path}: there is no German file beside it.";
            yield break;
        }
        var (from, to) = (Read(english), Read(german));
        foreach (var name in from.Keys.Except(to.Keys)) yield return $"{german.Path}: '{name}' is missing.";
        foreach (var name in to.Keys.Except(from.Keys)) yield return $"{german.Path}: '{name}' is not in English.";
        foreach (var (name, text) in to.Where(pair => from.ContainsKey(pair.Key)))
        {
            if (string.IsNullOrWhiteSpace(text) || string.IsNullOrWhiteSpace(from[name])) yield return $"{german.Path}: '{name}' is empty.";
            else if (!Gaps(text).SetEquals(Gaps(from[name]))) yield return $"{german.Path}: '{name}' has other gaps than in English.";
            else if (text == from[name] && Word().IsMatch(Gap().Replace(text, "")) && !Same.Contains(text)) yield return $"{german.Path}: '{name}' is still English: {text}";
        }
    }

    /// <summary>Texts that nothing in their folder, or below it, reads.</summary>
    public static IEnumerable<string> Unused(SourceFile texts, IReadOnlyList<SourceFile> files)
    {
        var folder = Path.GetDirectoryName(texts.Path)!.Replace('\\', '/') + "/";
        var code = string.Join('\n', files.Where(file => file.Path.StartsWith(folder, StringComparison.Ordinal)).Select(file => file.Text));
        return Read(texts).Keys.Where(name => !Regex.IsMatch(code, $@"\bTexts\.{name}\b")).Select(name => $"{texts.Path}: nothing reads '{name}'.");
    }

    /// <summary>Words that stand in markup itself.</summary>
    public static IEnumerable<string> Literal(SourceFile page)
    {
        var code = page.Code.IndexOf("\n@code", StringComparison.Ordinal) is > 0 and var end ? page.Code[..end] : page.Code;
        code = Directive().Replace(code, line => new string(CSharpScan.Blank(line.Value)));
        return page.Find(code, Between(), Fault).Concat(page.Find(code, Attribute(), Fault)).Where(fault => !Same.Any(name => fault.Contains($"'{name}'", StringComparison.Ordinal)));
    }

    private const string Fault = "a text belongs into Texts.resx.";

    private static Dictionary<string, string> Read(SourceFile file) =>
        XDocument.Parse(file.Text).Root!.Elements("data").ToDictionary(data => data.Attribute("name")!.Value, data => data.Element("value")!.Value);

    private static HashSet<string> Gaps(string text) => [.. Gap().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"\{(\d)[^}]*\}")]
    private static partial Regex Gap();

    [GeneratedRegex(@"\p{L}{2}")]
    private static partial Regex Word();

    // Behind a tag or a value, up to the next; what has a sign of code in it is code.
    [GeneratedRegex(@"(?<=[a-z0-9""/]>|\)|@[A-Z][\w.]* )[^<>@{}()=;""&|?]*\p{L}{2}[^<>@{}()=;""&|?]*(?=<)")]
    private static partial Regex Between();

    [GeneratedRegex(@"^@(inject|using|inherits|layout|implements|typeparam)\b[^\n]*", RegexOptions.Multiline)]
    private static partial Regex Directive();

    [GeneratedRegex(@"\b(aria-label|title|placeholder|alt|Title|Text|Label)=""[^@""]*\p{L}{2}[^""]*""")]
    private static partial Regex Attribute();
}
