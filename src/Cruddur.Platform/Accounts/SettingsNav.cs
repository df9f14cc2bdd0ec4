using Cruddur.Platform.Identity;

namespace Cruddur.Platform.Accounts;

/// <summary>One page under /settings; a module adds its own as a service.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Title">What it is called.</param>
/// <param name="Text">What one does there, in a few words.</param>
public sealed record SettingsItem(string Path, string Title, string Text);

/// <summary>The pages under /settings, in the order of the list.</summary>
internal static class SettingsNav
{
    /// <summary>Those that there are: a user pool keeps e-mails and passwords itself.</summary>
    internal static IEnumerable<SettingsItem> Of(IIdentityProvider provider, IEnumerable<SettingsItem> modules)
    {
        var all = Items.SelectMany(item => item.Path == AfterModules ? modules.Append(item) : [item]);
        return provider.IsPool
            ? all.Where(item => item.Path is not ("/settings/email" or "/settings/password"))
                .Select(item => item.Path == "/settings/security" ? item with { Text = "Your password, at Amazon Cognito" } : item)
            : all;
    }

    /// <summary>The modules' pages stand before what is done rarely.</summary>
    private const string AfterModules = "/settings/data";

    private static readonly IReadOnlyList<SettingsItem> Items =
    [
        new("/settings/profile", "Profile", "Your name and what you say about yourself"),
        new("/settings/username", "Username", "The @name that people find you by"),
        new("/settings/email", "E-mail", "The address you sign in with"),
        new("/settings/password", "Password", "Change what you sign in with"),
        new("/settings/security", "Security", "Passkeys, and a code after the password"),
        new("/settings/sessions", "Sessions", "Where you are signed in, and signing out there"),
        new("/settings/tokens", "API tokens", "Keys for programs that act for you"),
        new("/settings/data", "Your data", "Download everything Cruddur keeps about you"),
        new("/settings/delete", "Delete account", "Leave, and take everything along"),
    ];
}
