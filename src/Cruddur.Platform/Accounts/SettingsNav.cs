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
            .Select(item => item.Path == "/settings/security" ? item with { Text = Texts.SecurityAtPoolText } : item)
        : Items;

    private static IReadOnlyList<SettingsItem> Items =>
    [
        new("/settings/profile", Texts.Profile, Texts.ProfileText),
        new("/settings/username", Texts.Username, Texts.UsernameText),
        new("/settings/email", Texts.Email, Texts.EmailText),
        new("/settings/password", Texts.Password, Texts.PasswordText),
        new("/settings/security", Texts.Security, Texts.SecurityText),
        new("/settings/sessions", Texts.Sessions, Texts.SessionsText),
        new("/settings/blocks", Texts.Blocks, Texts.BlocksText),
        new("/settings/mutes", Texts.Mutes, Texts.MutesText),
        new("/settings/filters", Texts.Filters, Texts.FiltersText),
        new("/settings/tokens", Texts.Tokens, Texts.TokensText),
        new("/settings/notifications", Texts.Notifications, Texts.NotificationsText),
        new("/language", Texts.Language, Texts.LanguageText),
        new("/settings/data", Texts.Data, Texts.DataText),
        new("/settings/delete", Texts.Delete, Texts.DeleteText),
    ];
}
