namespace Cruddur.Social.Activities;

/// <summary>What the composer shows: a fresh one, or one that was refused and keeps what the author wrote.</summary>
/// <param name="Text">The message as it was typed.</param>
/// <param name="Ttl">The chosen lifetime's wire name.</param>
/// <param name="Errors">Sentences that say why it was refused; empty for a fresh one.</param>
/// <param name="Key">Names this attempt to post, so that sending the form twice posts once.</param>
public sealed record Compose(string Text, string Ttl, IReadOnlyList<string> Errors, Guid Key)
{
    /// <summary>What stands before the text until a reader opens it; empty for nothing.</summary>
    public string Warning { get; init; } = "";

    /// <summary>The chosen language's tag; empty when the author does not say.</summary>
    public string Language { get; init; } = "";

    /// <summary>What is quoted; null for nothing.</summary>
    public Activity? Quote { get; init; }

    /// <summary>A fresh composer.</summary>
    /// <param name="key">Names the attempt.</param>
    /// <param name="language">What the author's browser speaks.</param>
    public static Compose Empty(Guid key, string? language) => new("", Activities.Ttl.Default.Value, [], key) { Language = language ?? "" };
}
