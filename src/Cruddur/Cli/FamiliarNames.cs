using System.CommandLine;

namespace Cruddur.Cli;

/// <summary>Names that people bring from the project that this one re-creates.</summary>
internal static class FamiliarNames
{
    private static readonly Dictionary<string, string[]> Verbs = new(StringComparer.Ordinal)
    {
        ["schema-load"] = ["migrate"],
        ["kill-all"] = ["kill", "--all"],
        ["test"] = ["health"],
    };

    /// <summary>Parses a command line in which <c>db</c> verbs may have their old names, and a trailing <c>prod</c> means <c>--target prod</c>.</summary>
    public static ParseResult Parse(RootCommand root, string[] args)
    {
        if (args is not ["db", var verb, ..]) return Read(root, args);
        if (Verbs.TryGetValue(verb, out var known)) args = ["db", .. known, .. args[2..]];
        var parsed = Read(root, args);
        return args[^1] == "prod" && parsed.Errors.Count > 0 && parsed.UnmatchedTokens is ["prod"]
            ? Read(root, [.. args[..^1], "--target", "prod"])
            : parsed;
    }

    /// <summary>An @ begins a handle, and never the name of a file to read arguments from.</summary>
    private static ParseResult Read(RootCommand root, string[] args) => root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
}
