using Cruddur.Platform.Data;

namespace Cruddur.Platform.Accounts;

/// <summary>An account as its owner sees it.</summary>
/// <param name="Uuid">Id of the person.</param>
/// <param name="Handle">Without the @.</param>
/// <param name="DisplayName">As they call themselves.</param>
/// <param name="Email">What they sign in with; nobody else sees it.</param>
/// <param name="Bio">May be empty.</param>
/// <param name="CognitoUserId">Subject at Amazon Cognito; null without one.</param>
/// <param name="CreatedAt">Since when they are here.</param>
/// <param name="Locked">Whether they approve who follows them.</param>
public sealed record OwnAccount(Guid Uuid, string Handle, string DisplayName, string Email, string Bio, string? CognitoUserId, DateTimeOffset CreatedAt, bool Locked)
{
    internal static OwnAccount Read(Row row) =>
        new(row.Uuid(0), row.Text(1), row.Text(2), row.Text(3), row.Text(4), row.TextOrNull(5), row.Instant(6), row.Bool(7));

    internal ShortPerson ToShort() => new(Uuid, Handle, DisplayName, CognitoUserId, Bio, CreatedAt, Locked);
}
