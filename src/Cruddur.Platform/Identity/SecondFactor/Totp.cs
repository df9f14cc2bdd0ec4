using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Cruddur.Platform.Identity.SecondFactor;

/// <summary>
/// Time-based one-time passwords (RFC 6238: HMAC-SHA1, 30 seconds, 6 digits), which every authenticator app makes. The
/// framework's own takes no clock, accepts two steps on either side, and does not say which step a code was of, without which
/// a code could be used again.
/// </summary>
public static class Totp
{
    internal const int KeyBytes = 20;
    private const int Seconds = 30;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>160 random bits in base32, as people type it into an app.</summary>
    public static string NewKey() => Base32(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>The step of 30 seconds since 1970 that a time lies in.</summary>
    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / Seconds;

    /// <summary>The code of one step.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "What apps compute. The collisions of SHA-1 do not weaken HMAC.")]
    public static string CodeAt(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(key, counter, hash);
        var number = BinaryPrimitives.ReadInt32BigEndian(hash[(hash[^1] & 0xf)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }

    /// <summary>The step that a code is of: this one, or the one before or after, since clocks differ.</summary>
    /// <param name="key">The shared key.</param>
    /// <param name="code">As typed.</param>
    /// <param name="now"></param>
    /// <param name="after">Codes of this step and earlier ones have been used.</param>
    /// <returns>Null when it is none of theirs.</returns>
    public static long? Match(byte[] key, string code, DateTimeOffset now, long after)
    {
        var typed = Encoding.UTF8.GetBytes(code);
        long? found = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(typed, Encoding.UTF8.GetBytes(CodeAt(key, step))) && step > after) found ??= step;
        }
        return found;
    }

    /// <summary>RFC 4648 without padding.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var value in bytes)
        {
            (bits, count) = (((bits << 8) | value) & 0xfff, count + 8);
            for (; count >= 5; count -= 5) text.Append(Alphabet[(bits >> (count - 5)) & 31]);
        }
        if (count > 0) text.Append(Alphabet[(bits << (5 - count)) & 31]);
        return text.ToString();
    }

    /// <exception cref="FormatException">A character is none of base32's.</exception>
    public static byte[] FromBase32(string text)
    {
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var character in text)
        {
            var value = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (value < 0) throw new FormatException("Not base32.");
            (bits, count) = (((bits << 5) | value) & 0xfff, count + 5);
            if (count < 8) continue;
            count -= 8;
            bytes.Add((byte)(bits >> count));
        }
        return [.. bytes];
    }
}
