namespace Cruddur.Social.Seals;

/// <summary>For how long what has ended may still be reported; zero keeps nothing (<c>Moderation:SealHours</c>).</summary>
public sealed record SealSettings(TimeSpan Kept)
{
    /// <summary>Nothing outlives its time.</summary>
    public static readonly SealSettings Off = new(TimeSpan.Zero);

    public bool IsOn => Kept > TimeSpan.Zero;
}
