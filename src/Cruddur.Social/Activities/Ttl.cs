using Cruddur.Platform.Ui;

namespace Cruddur.Social.Activities;

/// <summary>A lifetime that an author can choose for a crud.</summary>
/// <param name="Value">The name on the wire, such as <c>7-days</c>.</param>
/// <param name="Lifetime">How long the crud lives.</param>
public sealed record Ttl(string Value, TimeSpan Lifetime)
{
    /// <summary>Every lifetime, longest first, in the order in which pages offer them.</summary>
    public static readonly IReadOnlyList<Ttl> All =
    [
        new("30-days", TimeSpan.FromDays(30)),
        new("7-days", TimeSpan.FromDays(7)),
        new("3-days", TimeSpan.FromDays(3)),
        new("1-day", TimeSpan.FromDays(1)),
        new("12-hours", TimeSpan.FromHours(12)),
        new("3-hours", TimeSpan.FromHours(3)),
        new("1-hour", TimeSpan.FromHours(1)),
    ];

    /// <summary>What the picker has chosen before the author chooses.</summary>
    public static readonly Ttl Default = All[1];

    /// <summary>The name for people, such as <c>7 days</c>, in the reader's language.</summary>
    public string Label => RelativeTime.InWords(Lifetime);

    /// <summary>The lifetime of that wire name, or null.</summary>
    public static Ttl? Find(string? value) => All.FirstOrDefault(ttl => ttl.Value == value);
}
