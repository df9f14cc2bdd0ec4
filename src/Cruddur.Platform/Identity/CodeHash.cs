using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cruddur.Platform.Identity;

/// <summary>Codes of six digits that go by mail. Only a salted hash of one is kept, and only for minutes.</summary>
public static class CodeHash
{
    public const int Digits = 6;

    /// <summary>How long a code is good (OWASP ASVS 6.5.5).</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public static (string Code, byte[] Salt, byte[] Sha256) Make()
    {
        var code = RandomNumberGenerator.GetInt32(1_000_000).ToString("D6", CultureInfo.InvariantCulture);
        var salt = RandomNumberGenerator.GetBytes(16);
        return (code, salt, Of(code, salt));
    }

    public static byte[] Of(string code, byte[] salt) => SHA256.HashData([.. salt, .. Encoding.UTF8.GetBytes(Clean(code))]);

    /// <summary>Compares in a time that does not depend on where they differ.</summary>
    public static bool IsRight(string code, byte[] salt, byte[] sha256) => CryptographicOperations.FixedTimeEquals(Of(code, salt), sha256);

    /// <summary>As people type or paste it: with blanks, or in the digits of another script.</summary>
    private static string Clean(string code) => string.Concat(code.EnumerateRunes().Where(rune => !Rune.IsWhiteSpace(rune) && rune.Value != '-')
        .Select(rune => Rune.IsDigit(rune) ? ((int)Rune.GetNumericValue(rune)).ToString(CultureInfo.InvariantCulture) : rune.ToString()));
}
