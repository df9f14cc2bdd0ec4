using System.Text;

namespace Cruddur.Platform.Ui;

/// <summary>The colour and the initials that stand for a person who has no picture.</summary>
public static class Tone
{
    /// <summary>How many colours the style sheet has: classes <c>tone-0</c> to <c>tone-11</c>.</summary>
    public const int Count = 12;

    /// <summary>The colour of a handle: the same on every machine and after every restart, unlike GetHashCode.</summary>
    public static int Of(string handle)
    {
        var hash = 2166136261u;
        foreach (var unit in Encoding.UTF8.GetBytes(handle)) hash = (hash ^ unit) * 16777619u;
        return (int)(hash % Count);
    }

    /// <summary>One or two letters: the first of the first and of the last word of the name, or else of the handle.</summary>
    public static string Initials(string name, string handle)
    {
        var words = name.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) words = [handle];
        var letters = words.Length == 1 ? First(words[0]) : First(words[0]) + First(words[^1]);
        return letters.ToUpperInvariant();
    }

    private static string First(string word) =>
        word.Length == 0 ? "" : word[..System.Globalization.StringInfo.GetNextTextElementLength(word)];
}
