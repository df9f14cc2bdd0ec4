namespace Cruddur.Social.Activities;

/// <summary>A lifetime that an author can choose for a crud.</summary>
/// <param name="Value">The name on the wire, such as <c>7-days</c>.</param>
/// <param name="Label">The name for people, such as <c>7 days</c>.</param>
/// <param name="Lifetime">How long the crud lives.</param>
public sealed record Ttl(string Value, string Label, TimeSpan Lifetime)
{
    /// <summary>Every lifetime, longest first, in the order in which pages offer them.</summary>
    public static readonly IReadOnlyList<Ttl> All =
    [
        new("30-days", "30 days", TimeSpan.FromDays(30)),
        new("7-days", "7 days", TimeSpan.FromDays(7)),
        new("3-days", "3 days", TimeSpan.FromDays(3)),
        new("1-day", "1 day", TimeSpan.FromDays(1)),
        new("12-hours", "12 hours", TimeSpan.FromHours(12)),
        new("3-hours", "3 hours", TimeSpan.FromHours(3)),
        new("1-hour", "1 hour", TimeSpan.FromHours(1)),
    ];

    /// <summary>What the picker has chosen before the author chooses.</summary>
    public static readonly Ttl Default = All[1];

    /// <summary>The lifetime of that wire name, or null.</summary>
    public static Ttl? Find(string? value) => All.FirstOrDefault(ttl => ttl.Value == value);
}
