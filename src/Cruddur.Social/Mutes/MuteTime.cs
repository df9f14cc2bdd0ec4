namespace Cruddur.Social.Mutes;

/// <summary>For how long a person is muted.</summary>
/// <param name="Value">Its name on the wire.</param>
/// <param name="Label">What people read.</param>
/// <param name="Length">Null for good.</param>
public sealed record MuteTime(string Value, string Label, TimeSpan? Length)
{
    /// <summary>Until somebody changes their mind.</summary>
    public static readonly MuteTime ForGood = new("for-good", "for good", null);

    /// <summary>The shortest first.</summary>
    public static IReadOnlyList<MuteTime> All { get; } =
    [
        new("1-hour", "for 1 hour", TimeSpan.FromHours(1)),
        new("1-day", "for 1 day", TimeSpan.FromDays(1)),
        new("7-days", "for 7 days", TimeSpan.FromDays(7)),
        ForGood,
    ];

    /// <summary>The one of that name, <see cref="ForGood"/> for no name, or null when there is none of it.</summary>
    public static MuteTime? Find(string? value) => string.IsNullOrEmpty(value) ? ForGood : All.FirstOrDefault(time => time.Value == value);
}
