namespace Cruddur.Social.Mutes;

/// <summary>For how long a person is muted.</summary>
/// <param name="Value">Its name on the wire.</param>
/// <param name="Length">Null for good.</param>
public sealed record MuteTime(string Value, TimeSpan? Length)
{
    /// <summary>Until somebody changes their mind.</summary>
    public static readonly MuteTime ForGood = new("for-good", null);

    /// <summary>The shortest first.</summary>
    public static IReadOnlyList<MuteTime> All { get; } =
    [
        new("1-hour", TimeSpan.FromHours(1)),
        new("1-day", TimeSpan.FromDays(1)),
        new("7-days", TimeSpan.FromDays(7)),
        ForGood,
    ];

    /// <summary>Such as <c>for 1 hour</c>.</summary>
    public string Label => Value switch { "1-hour" => Texts.ForHour, "1-day" => Texts.ForDay, "7-days" => Texts.ForWeek, _ => Texts.ForGood };

    /// <summary>Such as <c>Mute for 1 hour</c>.</summary>
    public string Act => Value switch { "1-hour" => Texts.MuteForHour, "1-day" => Texts.MuteForDay, "7-days" => Texts.MuteForWeek, _ => Texts.MuteForGood };

    /// <summary>The one of that name, <see cref="ForGood"/> for no name, or null when there is none of it.</summary>
    public static MuteTime? Find(string? value) => string.IsNullOrEmpty(value) ? ForGood : All.FirstOrDefault(time => time.Value == value);
}
