using System.Security.Cryptography;
using Cruddur.Platform.Identity;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Cruddur.Platform.Accounts;

/// <summary>
/// What somebody had typed into a form that then asked for a proof. It travels in the address of the form's page, sealed for
/// its author, so that it is there again after the proof, whichever way that took.
/// </summary>
public sealed class TypedFields(IDataProtectionProvider protection)
{
    /// <summary>Servers and proxies take addresses of 8 kB, and this one is escaped once or twice on its way.</summary>
    private const int MostCharacters = 7000;

    /// <summary>The page with the fields in its query's <c>typed</c>; without them when they are too long for an address.</summary>
    public string In(string page, Viewer viewer, params ReadOnlySpan<(string Name, string? Value)> fields)
    {
        if (fields.IsEmpty) return page;
        using var bytes = new MemoryStream();
        using (var writer = new BinaryWriter(bytes))
        {
            foreach (var (name, value) in fields)
            {
                if (value is null) continue;
                writer.Write(name);
                writer.Write(value);
            }
        }
        var full = QueryHelpers.AddQueryString(page, "typed", WebEncoders.Base64UrlEncode(Protector(viewer).Protect(bytes.ToArray())));
        return full.Length <= MostCharacters ? full : page;
    }

    /// <summary>The fields in such an address, by name.</summary>
    /// <returns>None when this person typed none.</returns>
    public IReadOnlyDictionary<string, string> Open(Viewer viewer, string? typed)
    {
        Dictionary<string, string> fields = [];
        if (string.IsNullOrEmpty(typed)) return fields;
        try
        {
            using var bytes = new MemoryStream(Protector(viewer).Unprotect(WebEncoders.Base64UrlDecode(typed)));
            using var reader = new BinaryReader(bytes);
            while (bytes.Position < bytes.Length) fields[reader.ReadString()] = reader.ReadString();
        }
        catch (Exception foreign) when (foreign is FormatException or CryptographicException)
        {
            // Mistyped, or somebody else's: the form is empty then, as it is for whoever comes first.
        }
        return fields;
    }

    private IDataProtector Protector(Viewer viewer) => protection.CreateProtector("cruddur.typed", viewer.Uuid.ToString());
}
