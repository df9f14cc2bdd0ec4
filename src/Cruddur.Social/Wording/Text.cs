using Cruddur.Platform;
using Cruddur.Platform.Data;

namespace Cruddur.Social.Wording;

/// <summary>What a crud, a reply or an edit says, as it is stored.</summary>
internal sealed class Text(string? message, string? contentWarning, string? language)
{
    /// <summary>Normalised and trimmed.</summary>
    public string Message { get; } = Limits.Normalise(message);

    /// <summary>Null when the text needs no warning.</summary>
    public string? Warning { get; } = Limits.Normalise(contentWarning) is { Length: > 0 } warning ? warning : null;

    /// <summary>Null when nobody said.</summary>
    public string? Language { get; } = string.IsNullOrEmpty(language) ? null : language;

    /// <summary>Tells one text from another.</summary>
    public string Key => $"{Message}\n{Warning}\n{Language}";

    /// <summary>Codes of every rule that a warning and a language break.</summary>
    public static IReadOnlyList<string> Check(string? contentWarning, string? language)
    {
        List<string> failed = [];
        if (Limits.Length(Limits.Normalise(contentWarning)) > Limits.ContentWarning) failed.Add("content_warning_exceed_max_chars");
        if (!string.IsNullOrEmpty(language) && !Wording.Language.IsTag(language)) failed.Add("language_invalid");
        return failed;
    }

    /// <summary>Adds the parameters of the part <c>Mentioned</c>, of <c>Marks</c>, and of the columns that hold a text.</summary>
    public Args Fill(Args row)
    {
        var tags = RichText.Tags(Message);
        row["message"] = Message;
        row["content_warning"] = Warning;
        row["language"] = Language;
        row["mentions"] = RichText.Mentions(Message);
        row["tags"] = tags.Select(tag => tag.Target).ToArray();
        row["tags_shown"] = tags.Select(tag => tag.Text[1..]).ToArray();
        return row;
    }
}
