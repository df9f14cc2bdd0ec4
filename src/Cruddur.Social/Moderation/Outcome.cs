namespace Cruddur.Social.Moderation;

/// <summary>What a moderator can decide.</summary>
/// <param name="Value">The name on the wire, such as <c>remove</c>.</param>
/// <param name="Label">What the button says.</param>
/// <param name="Done">What the list of closed cases says.</param>
/// <param name="Effect">What happens, for the page that asks once more.</param>
public sealed record Outcome(string Value, string Label, string Done, string Effect)
{
    /// <summary>Nothing is wrong with it.</summary>
    public static readonly Outcome Dismiss = new("dismiss", "Dismiss", "dismissed",
        "Nothing happens to it. Whoever reported it is told that it stays.");

    /// <summary>The crud goes; only for cases about one.</summary>
    public static readonly Outcome Remove = new("remove", "Remove the crud", "removed",
        "The crud and its replies are erased at once, for good. Its author is told why, by mail and on the site.");

    /// <summary>The person is told.</summary>
    public static readonly Outcome Warn = new("warn", "Warn", "warned",
        "What was reported stays. The person is told what is wrong with it, by mail and on the site.");

    /// <summary>The account is switched off.</summary>
    public static readonly Outcome Suspend = new("suspend", "Suspend the account", "suspended",
        "The account is switched off and signed out everywhere, and nobody sees it or its cruds any more. The person is told why by mail. Under People it can be enabled again.");

    /// <summary>All of them, the mildest first.</summary>
    public static readonly IReadOnlyList<Outcome> All = [Dismiss, Warn, Remove, Suspend];

    /// <summary>The outcome of that wire name, or null.</summary>
    public static Outcome? Find(string? value) => All.FirstOrDefault(outcome => outcome.Value == value);

    /// <summary>Those that there are for a case.</summary>
    internal static IEnumerable<Outcome> For(Case found) => All.Where(outcome => outcome.Fits(found.Kind));

    internal bool Fits(string kind) => this != Remove || kind == Reports.Subject.Crud;
}
