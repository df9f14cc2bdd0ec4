namespace Cruddur.Social.Moderation;

/// <summary>What a moderator can decide.</summary>
/// <param name="Value">The name on the wire, such as <c>remove</c>.</param>
public sealed record Outcome(string Value)
{
    /// <summary>Nothing is wrong with it.</summary>
    public static readonly Outcome Dismiss = new("dismiss");

    /// <summary>The crud goes; only for cases about one.</summary>
    public static readonly Outcome Remove = new("remove");

    /// <summary>The person is told.</summary>
    public static readonly Outcome Warn = new("warn");

    /// <summary>The account is switched off.</summary>
    public static readonly Outcome Suspend = new("suspend");

    /// <summary>All of them, the mildest first.</summary>
    public static readonly IReadOnlyList<Outcome> All = [Dismiss, Warn, Remove, Suspend];

    /// <summary>What the button says.</summary>
    public string Label => Value switch { "dismiss" => Texts.Dismiss, "warn" => Texts.Warn, "remove" => Texts.Remove, _ => Texts.Suspend };

    /// <summary>What the list of closed cases says.</summary>
    public string Done => Value switch { "dismiss" => Texts.DismissDone, "warn" => Texts.WarnDone, "remove" => Texts.RemoveDone, _ => Texts.SuspendDone };

    /// <summary>What happens, for the page that asks once more.</summary>
    public string Effect => Value switch { "dismiss" => Texts.DismissEffect, "warn" => Texts.WarnEffect, "remove" => Texts.RemoveEffect, _ => Texts.SuspendEffect };

    /// <summary>The outcome of that wire name, or null.</summary>
    public static Outcome? Find(string? value) => All.FirstOrDefault(outcome => outcome.Value == value);

    /// <summary>Those that there are for a case.</summary>
    internal static IEnumerable<Outcome> For(Case found) => All.Where(outcome => outcome.Fits(found.Kind));

    internal bool Fits(string kind) => this != Remove || kind == Reports.Subject.Crud;
}
