using System.Security.Cryptography;
using System.Text;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>The one true name of a folder, so that two ways to it are seen to be the same.</summary>
internal static class RealPath
{
    /// <summary>The absolute path with every symbolic link followed; parts that do not exist stay as they are.</summary>
    internal static string Of(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var current = Path.GetPathRoot(full)!;
        foreach (var part in full[current.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries))
        {
            var next = new FileInfo(Path.Combine(current, part));
            current = next.LinkTarget is null ? next.FullName : Of(next.ResolveLinkTarget(returnFinalTarget: true)!.FullName);
        }

        return current;
    }

    /// <summary>A short name that differs between folders: <c>checkout-1a2b3c4d5e6f</c>.</summary>
    internal static string ShortName(string realPath)
    {
        var readable = new string([.. Path.GetFileName(Path.GetDirectoryName(realPath) ?? "").Where(char.IsAsciiLetterOrDigit).Take(24)]);
        return $"{(readable.Length == 0 ? "data" : readable)}-{Hash(realPath)}";
    }

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..12];

    /// <summary>The folder and everything above it, outermost first.</summary>
    internal static IEnumerable<string> WithParents(string path)
    {
        var parents = new Stack<string>();
        for (var at = path; at is not null; at = Path.GetDirectoryName(at)!)
            parents.Push(at);
        return parents;
    }
}
