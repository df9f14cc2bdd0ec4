namespace Cruddur.Social.Reports;

/// <summary>Why somebody reports something, and why a moderator decides.</summary>
/// <param name="Value">The name on the wire, such as <c>spam</c>.</param>
public sealed record ReportReason(string Value)
{
    /// <summary>Every reason, in the order in which pages offer them.</summary>
    public static readonly IReadOnlyList<ReportReason> All =
        [new("spam"), new("harassment"), new("illegal"), new("self-harm"), new("other")];

    /// <summary>The name for people.</summary>
    public string Label => Value switch
    {
        "spam" => Texts.ReasonSpam,
        "harassment" => Texts.ReasonHarassment,
        "illegal" => Texts.ReasonIllegal,
        "self-harm" => Texts.ReasonSelfHarm,
        _ => Texts.ReasonOther,
    };

    /// <summary>The reason of that wire name, or null.</summary>
    public static ReportReason? Find(string? value) => All.FirstOrDefault(reason => reason.Value == value);

    /// <summary>What people read of a stored reason.</summary>
    internal static string LabelOf(string value) => Find(value)?.Label ?? value;
}
