using System.Runtime.CompilerServices;
using Xunit;

namespace Cruddur.Tests.Fixtures;

/// <summary>
/// Committed files that show a reviewer what a change does. A test that uses one carries <c>[Trait("Category", "golden")]</c>,
/// by which <c>bin/golden</c> finds it.
/// </summary>
public static class Golden
{
    /// <summary>The checkout.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(Here(), "..", "..", ".."));

    /// <summary>Fails when a committed file is not what the program produces; with CRUDDUR_GOLDEN=accept it is written instead.</summary>
    /// <param name="path">The file's path in the checkout.</param>
    /// <param name="actual">What the program produces.</param>
    public static void Matches(string path, string actual)
    {
        var file = Path.Combine(Root, path);
        actual = actual.ReplaceLineEndings("\n");
        var committed = File.Exists(file) ? File.ReadAllText(file) : "";
        if (committed == actual) return;
        if (Environment.GetEnvironmentVariable("CRUDDUR_GOLDEN") == "accept")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
            return;
        }
        var (before, after) = (committed.Split('\n'), actual.Split('\n'));
        var line = before.Zip(after).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.Fail($"{path} differs from line {line + 1} on:\n- {before.ElementAtOrDefault(line)}\n+ {after.ElementAtOrDefault(line)}\n"
            + "If the new one is right, accept it with bin/golden and commit the diff.");
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
