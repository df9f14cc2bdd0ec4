using System.Net.Mail;

namespace Cruddur.Platform.Identity;

/// <summary>What can be an e-mail address. Whether it is one, only a code that was sent there tells.</summary>
public static class EmailRules
{
    /// <summary>Characters at most (RFC 5321).</summary>
    public const int Most = 254;

    /// <summary>The codes of what does not fit a normalised address.</summary>
    public static IReadOnlyList<string> Check(string email)
    {
        List<string> failed = [];
        if (email.Length == 0) failed.Add("email_blank");
        else if (email.Length > Most || email.Any(char.IsWhiteSpace) || !MailAddress.TryCreate(email, out var address) || address.Address != email || !address.Host.Contains('.', StringComparison.Ordinal)) failed.Add("email_invalid");
        return failed;
    }
}
