using System.Security.Cryptography;
using System.Text;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>What Cognito knows of a person.</summary>
/// <param name="Sub">The only thing that binds a person of the pool to one of ours; an e-mail never does, since its owner may change.</param>
/// <param name="Email">Null when the pool tells none.</param>
/// <param name="Name">As entered at sign-up.</param>
/// <param name="Handle">The handle that was wished for (<c>preferred_username</c>).</param>
public sealed record CognitoProfile(string Sub, string? Email, string? Name, string? Handle)
{
    private const int Variants = 30;
    private const string Fallback = "person";

    /// <summary>Reads the pool's attributes by name.</summary>
    public static CognitoProfile Of(string sub, Func<string, string?> attribute) =>
        new(sub, attribute("email"), attribute("name"), attribute("preferred_username"));

    /// <summary>The address to keep, which no other row has: the person's own, or one that leads nowhere.</summary>
    public string EmailOr(bool isTaken) => !isTaken && IsAddress(Email) ? Email! : $"{Mark}@cognito.invalid";

    /// <summary>The name to show, in the limits of one.</summary>
    public string DisplayName
    {
        get
        {
            var name = Limits.Normalise(Name).ReplaceLineEndings(" ");
            if (name.Length == 0) name = HandleWished;
            return string.Concat(name.EnumerateRunes().Take(Limits.DisplayName)).Trim();
        }
    }

    /// <summary>The wished-for handle in the letters that a handle may have.</summary>
    public string HandleWished => Letters(Handle) is { Length: >= Limits.HandleMin } wished ? wished : Letters(Name) is { Length: >= Limits.HandleMin } name ? name : Fallback;

    /// <summary>Handles to try, the best first: the wished-for one, then numbered ones, then some that nobody guesses. The e-mail is in none.</summary>
    public IEnumerable<string> Handles()
    {
        var wished = HandleWished;
        if (wished != Fallback) yield return wished;
        for (var number = 2; number <= 9; number++) yield return With(wished, $"_{number}");
        for (var turn = 0; turn < Variants; turn++) yield return With(wished, $"_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{turn}/{Sub}")).AsSpan(0, 4))}");
    }

    private static bool IsAddress(string? text) => text is { Length: > 2 and <= 254 } && text.Contains('@', StringComparison.Ordinal) && !text.Any(letter => char.IsControl(letter) || char.IsSurrogate(letter));

    private string Mark => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sub)).AsSpan(0, 16));

    private static string With(string handle, string ending) => handle[..Math.Min(handle.Length, Limits.HandleMax - ending.Length)] + ending;

    private static string Letters(string? text)
    {
        var letters = new StringBuilder();
        foreach (var rune in Limits.Normalise(text).Normalize(NormalizationForm.FormKD).ToLowerInvariant().EnumerateRunes())
        {
            if (letters.Length == Limits.HandleMax) break;
            if (rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value)) letters.Append((char)rune.Value);
            else if (rune.Value is '_' or ' ' or '-' or '.' && letters.Length > 0) letters.Append('_');
        }
        return letters.ToString().Trim('_');
    }
}
