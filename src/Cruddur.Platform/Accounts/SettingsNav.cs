using Cruddur.Platform.Identity;

namespace Cruddur.Platform.Accounts;

/// <summary>One page under /settings.</summary>
/// <param name="Path"></param>
/// <param name="Title"></param>
/// <param name="Text">What one does there, in a few words.</param>
internal sealed record SettingsItem(string Path, string Title, string Text);

/// <summary>The pages under /settings, in the order of the list.</summary>
internal static class SettingsNav
{
    /// <summary>Those that there are: a user pool keeps e-mails and passwords itself.</summary>
    internal static IEnumerable<SettingsItem> Of(IIdentityProvider provider) => provider.IsPool
        ? Items.Where(item => item.Path is not ("/settings/email" or "/settings/password"))
            .Select(item => item.Path == "/settings/security" ? item with { Text = "Your password, at Amazon Cognito" } : item)
        : Items;

    private static readonly IReadOnlyList<SettingsItem> Items =
    [
        new("/settings/profile", "Profile", "Your name and what you say about yourself"),
        new("/settings/username", "Username", "The @name that people find you by"),
        new("/settings/email", "E-mail", "The address you sign in with"),
        new("/settings/password", "Password", "Change what you sign in with"),
        new("/settings/security", "Security", "Passkeys, and a code after the password"),
        new("/settings/sessions", "Sessions", "Where you are signed in, and signing out there"),
        new("/settings/blocks", "Blocked people", "Who does not meet you here, nor you them"),
        new("/settings/mutes", "Muted people", "Whom you do not hear of, and until when"),
        new("/settings/filters", "Filters", "Words that you do not want to read"),
        new("/settings/tokens", "API tokens", "Keys for programs that act for you"),
        new("/settings/notifications", "Notifications", "Whose acts you are told of, and muted threads"),
        new("/settings/data", "Your data", "Download everything Cruddur keeps about you"),
        new("/settings/delete", "Delete account", "Leave, and take everything along"),
    ];
}
