namespace Cruddur.Social.Reports;

/// <summary>Why somebody reports something, and why a moderator decides.</summary>
/// <param name="Value">The name on the wire, such as <c>spam</c>.</param>
/// <param name="Label">The name for people.</param>
public sealed record ReportReason(string Value, string Label)
{
    /// <summary>Every reason, in the order in which pages offer them.</summary>
    public static readonly IReadOnlyList<ReportReason> All =
    [
        new("spam", "Spam or a scam"),
        new("harassment", "Harassment or hate"),
        new("illegal", "Something illegal"),
        new("self-harm", "Somebody may hurt themselves"),
        new("other", "Something else"),
    ];

    /// <summary>The reason of that wire name, or null.</summary>
    public static ReportReason? Find(string? value) => All.FirstOrDefault(reason => reason.Value == value);

    /// <summary>What people read of a stored reason.</summary>
    internal static string LabelOf(string value) => Find(value)?.Label ?? value;
}
