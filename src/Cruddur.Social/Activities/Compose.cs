namespace Cruddur.Social.Activities;

/// <summary>What the composer shows: a fresh one, or one that was refused and keeps what the author wrote.</summary>
/// <param name="Text">The message as it was typed.</param>
/// <param name="Ttl">The chosen lifetime's wire name.</param>
/// <param name="Errors">Sentences that say why it was refused; empty for a fresh one.</param>
/// <param name="Key">Names this attempt to post, so that sending the form twice posts once.</param>
public sealed record Compose(string Text, string Ttl, IReadOnlyList<string> Errors, Guid Key)
{
    /// <summary>A fresh composer.</summary>
    public static Compose Empty(Guid key) => new("", Activities.Ttl.Default.Value, [], key);
}
