using System.Text;
using Cruddur.Platform.Languages;

namespace Cruddur.Platform.Identity;

/// <summary>What a password must be: long enough, and not what everybody tries first. Nothing is asked of its letters (OWASP ASVS 6.2).</summary>
public static class PasswordRules
{
    /// <summary>Unicode scalar values at least.</summary>
    public const int Least = 8;

    /// <summary>From here on it is called long.</summary>
    public const int Advised = 15;

    /// <summary>Bytes of UTF-8 at most; longer ones are refused rather than cut.</summary>
    public const int MostBytes = 1024;

    /// <summary>Said beside the field, before anything is typed.</summary>
    public static string Hint => Texts.PasswordHint.Fill(Least, Advised);

    /// <summary>The part that common passwords are looked for in: the rest of a long one cannot make it common.</summary>
    private const int Looked = 64;

    /// <summary>Every rule that it breaks, as codes; none when it is good.</summary>
    /// <param name="password">As chosen.</param>
    /// <param name="own">The person's e-mail, handle and name, which are no passwords.</param>
    public static IReadOnlyList<string> Check(string password, params IReadOnlyList<string> own)
    {
        List<string> failed = [];
        if (password.Length == 0) failed.Add("password_blank");
        else if (Encoding.UTF8.GetByteCount(password) > MostBytes) failed.Add("password_too_long");
        else if (password.EnumerateRunes().Count() < Least) failed.Add("password_too_short");
        else if (IsCommon(password) || IsOwn(password, own)) failed.Add("password_common");
        return failed;
    }

    /// <summary>Whether a list of leaked passwords has it, written in any case, backwards, or with the usual digits for letters.</summary>
    private static bool IsCommon(string password) => password.Length <= Looked && Zxcvbn.Zxcvbn.MatchPassword(password).Score < 1;

    private static bool IsOwn(string password, IReadOnlyList<string> own) =>
        own.SelectMany(text => text.Split('@').Append(text)).Any(text => text.Length > 3 && password.Trim('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '!', '.').Equals(text, StringComparison.OrdinalIgnoreCase));
}
