using System.Text.RegularExpressions;
using Cruddur.Tests.Fixtures;

namespace Cruddur.Tests.Rules;

/// <param name="Path">In the checkout, with slashes.</param>
/// <param name="Text">Its content.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    private SourceParts? parts;

    /// <summary>The file with comments and the text of strings as spaces; positions and lines stay.</summary>
    public string Code => Parts.Code;

    /// <summary>The file with everything but comments as spaces.</summary>
    public string Comments => Parts.Comments;

    /// <summary>String literals, without those that stand in holes of others.</summary>
    public IReadOnlyList<Literal> Literals => Parts.Literals;

    private SourceParts Parts => parts ??= Path.EndsWith(".cs", StringComparison.Ordinal) ? CSharpScan.Split(Text) : MarkupScan.Split(Text);

    /// <summary>A place and what is wrong there.</summary>
    public string At(int offset, string fault) => $"{Path}:{Text.AsSpan(0, offset).Count('\n') + 1}: {fault}";

    /// <summary>A fault for each match.</summary>
    public IEnumerable<string> Find(string where, Regex pattern, string fault) =>
        pattern.Matches(where).Select(match => At(match.Index, $"'{match.Value.Trim()}': {fault}"));

    /// <summary>Files of the checkout under these folders whose name ends so; what builds and npm leave is not looked at.</summary>
    public static IReadOnlyList<SourceFile> Under(string[] folders, params string[] endings) =>
    [
        .. folders.Select(folder => System.IO.Path.Combine(Golden.Root, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Select(file => System.IO.Path.GetRelativePath(Golden.Root, file).Replace('\\', '/'))
            .Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)) && !Made().IsMatch(path))
            .Order(StringComparer.Ordinal)
            .Select(path => new SourceFile(path, File.ReadAllText(System.IO.Path.Combine(Golden.Root, path)).ReplaceLineEndings("\n"))),
    ];

    [GeneratedRegex("(^|/)(bin|obj|node_modules|artifacts)/.*\\.(cs|razor|sql|css|js|csproj)$")]
    private static partial Regex Made();
}

/// <param name="Offset">Where it begins.</param>
/// <param name="Text">What stands between the quotes; holes are left out.</param>
/// <param name="Holes">How many values are put into it.</param>
/// <param name="End">Behind its last quote.</param>
internal sealed record Literal(int Offset, string Text, int Holes, int End);

internal sealed record SourceParts(string Code, string Comments, IReadOnlyList<Literal> Literals);
