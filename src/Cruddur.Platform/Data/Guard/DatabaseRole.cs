using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Platform.Data.Guard;

/// <summary>The role that the app signs in as: it reads and writes every row and changes no table.</summary>
public static class DatabaseRole
{
    private const int Rounds = 4096;

    /// <summary>Creates the role, or gives an existing one the password and the rights.</summary>
    /// <returns>True when it was created.</returns>
    public static async Task<bool> EnsureAsync(OpenDatabase database, string role, string password, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var exists = await connection.ScalarAsync("select true from pg_roles where rolname = $1", ct, role) is true;
        foreach (var template in (string[])[
            exists ? "alter role %1$I login password %2$L" : "create role %1$I login password %2$L",
            "grant connect, temporary on database %3$I to %1$I", "grant usage on schema public to %1$I", "grant pg_read_all_data, pg_write_all_data to %1$I"])
        {
            // Names and passwords cannot be parameters of these statements; PostgreSQL itself quotes them.
            await connection.RunAsync((string)(await connection.ScalarAsync("select format($1, $2::text, $3::text, $4::text)", ct, template, role, Verifier(password), database.Database))!, ct);
        }
        return !exists;
    }

    /// <summary>What PostgreSQL stores for a password (SCRAM-SHA-256, RFC 5803), so that the password itself is not sent and in no log.</summary>
    internal static string Verifier(string password)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var salted = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(password.Normalize(NormalizationForm.FormKC)), salt, Rounds, HashAlgorithmName.SHA256, 32);
        var stored = SHA256.HashData(HMACSHA256.HashData(salted, "Client Key"u8));
        var server = HMACSHA256.HashData(salted, "Server Key"u8);
        return string.Create(CultureInfo.InvariantCulture,
            $"SCRAM-SHA-256${Rounds}:{Convert.ToBase64String(salt)}${Convert.ToBase64String(stored)}:{Convert.ToBase64String(server)}");
    }
}
