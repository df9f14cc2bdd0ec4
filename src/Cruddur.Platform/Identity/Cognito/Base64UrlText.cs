using System.Buffers.Text;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>Base64url as JOSE has it (RFC 7515): one spelling for each value, without padding, blanks or spare bits.</summary>
internal static class Base64UrlText
{
    /// <summary>The bytes, or null when the text is not their one spelling.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        foreach (var letter in text)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter is not ('-' or '_')) return null;
        }
        if (text.IsEmpty || text.Length % 4 == 1 || !Base64Url.IsValid(text)) return null;
        var bytes = Base64Url.DecodeFromChars(text);
        return text.SequenceEqual(Base64Url.EncodeToString(bytes)) ? bytes : null;
    }
}
