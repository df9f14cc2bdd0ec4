using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;

namespace Cruddur.Social.Reports;

/// <summary>What was reported, as it read then.</summary>
/// <param name="WrittenAt">Since when it read so.</param>
/// <param name="Message">The text of a crud; null for a person.</param>
/// <param name="ContentWarning">What stood before it.</param>
/// <param name="DisplayName">What a person called themselves; null for a crud.</param>
/// <param name="Bio">What they said of themselves.</param>
public sealed record ReportedText(DateTimeOffset WrittenAt, string? Message, string? ContentWarning, string? DisplayName, string? Bio);

/// <summary>
/// Encrypts what reports keep, each case under a key of its own that is derived from the server's keys. Only a page that was
/// noted in the audit before decrypts it.
/// </summary>
public sealed class ReportSecrets(IDataProtectionProvider protection)
{
    /// <summary>How long copies and notes are kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(14);

    internal byte[] Seal(Guid about, ReportedText text) => Copy(about).Protect(JsonSerializer.SerializeToUtf8Bytes(text, SocialJson.Default.ReportedText));

    /// <summary>What was sealed; null when it cannot be read any more, because a key is lost.</summary>
    internal ReportedText? Open(Guid about, byte[] content) =>
        Read(Copy(about), content) is { } text ? JsonSerializer.Deserialize(text, SocialJson.Default.ReportedText) : null;

    internal byte[] SealNote(Guid about, string note) => Note(about).Protect(Encoding.UTF8.GetBytes(note));

    internal string? OpenNote(Guid about, byte[] content) => Read(Note(about), content) is { } note ? Encoding.UTF8.GetString(note) : null;

    private static byte[]? Read(IDataProtector protector, byte[] content)
    {
        try
        {
            return protector.Unprotect(content);
        }
        catch (CryptographicException)
        {
            // A restored database without its keys: the case itself stays readable.
            return null;
        }
    }

    private IDataProtector Copy(Guid about) => protection.CreateProtector("cruddur.report.copy", about.ToString());

    private IDataProtector Note(Guid about) => protection.CreateProtector("cruddur.report.note", about.ToString());
}
