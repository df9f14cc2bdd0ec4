using System.Globalization;
using System.Text;

namespace Cruddur.Platform.Data.Connections;

/// <summary>Percent-encoding as libpq reads it: a plus is a plus, a stray percent sign and <c>%00</c> are errors.</summary>
internal static class PercentCoding
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Decodes one part of a URL that has already been split off.</summary>
    /// <param name="text">The encoded part.</param>
    /// <param name="part">What it is, for the error ("the password").</param>
    /// <exception cref="DatabaseException">CDB-003: a stray percent sign, a NUL, or bytes that are not UTF-8.</exception>
    internal static string Decode(ReadOnlySpan<char> text, string part)
    {
        var bytes = new List<byte>(text.Length);
        try
        {
            while (!text.IsEmpty)
            {
                var percent = text.IndexOf('%');
                var plain = percent < 0 ? text : text[..percent];
                bytes.AddRange(Strict.GetBytes(plain.ToArray()));
                if (percent < 0)
                    break;
                bytes.Add(Octet(text[percent..], part));
                text = text[(percent + 3)..];
            }

            if (bytes.Contains(0))
                throw DatabaseException.MalformedUrl($"{part} contains a NUL character", "Remove it");
            return Strict.GetString([.. bytes]);
        }
        catch (ArgumentException notUnicode) when (notUnicode is EncoderFallbackException or DecoderFallbackException)
        {
            throw DatabaseException.MalformedUrl($"{part} is not valid UTF-8", "Percent-encode its UTF-8 bytes");
        }
    }

    internal static string Encode(string text) => Uri.EscapeDataString(text);

    private static byte Octet(ReadOnlySpan<char> token, string part) =>
        token.Length >= 3 && char.IsAsciiHexDigit(token[1]) && char.IsAsciiHexDigit(token[2])
            ? byte.Parse(token[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : throw DatabaseException.MalformedUrl($"{part} contains a '%' that is not followed by two hexadecimal digits", "Write a percent sign as %25");
}
