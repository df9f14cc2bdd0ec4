using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cruddur.Platform.Data.Backups;

/// <summary>
/// What a backup holds, written beside it in two lines: the facts, then the checksum of the first line, so that damage to
/// either file is noticed.
/// </summary>
/// <param name="Id">The dump's file name.</param>
/// <param name="Place">The database it is of, as <c>host/database</c>.</param>
/// <param name="Environment">What that database said it is; null without a marker.</param>
/// <param name="SchemaVersion">Its newest migration.</param>
/// <param name="ServerVersion">PostgreSQL's version there.</param>
/// <param name="AppVersion">The build that took it.</param>
/// <param name="StartedAt">The moment that it shows.</param>
/// <param name="EndedAt">When the dump was complete.</param>
/// <param name="VerifiedAt">When a copy restored from it was found equal; null while nobody has tried.</param>
/// <param name="SizeBytes">Of the dump.</param>
/// <param name="Sha256">Of the dump, in hexadecimal.</param>
/// <param name="TableBytes">Of the tables when it was taken, without indexes.</param>
/// <param name="Roles">Roles that something in it is granted to or by.</param>
/// <param name="Tables">Every table at that moment.</param>
public sealed record BackupManifest(
    string Id, string Place, string? Environment, string SchemaVersion, string ServerVersion, string AppVersion, DateTimeOffset StartedAt, DateTimeOffset EndedAt,
    DateTimeOffset? VerifiedAt, long SizeBytes, string Sha256, long TableBytes, IReadOnlyList<string> Roles, IReadOnlyList<TableDigest> Tables)
{
    /// <summary>Which kind of manifest this is; another build's may differ.</summary>
    public int Format { get; init; } = CurrentFormat;

    private const int CurrentFormat = 1;

    /// <summary>Rows of all tables.</summary>
    [JsonIgnore]
    public long Rows => Tables.Sum(table => table.Rows);

    /// <summary>The bytes of the manifest's file.</summary>
    public byte[] Seal()
    {
        var facts = JsonSerializer.SerializeToUtf8Bytes(this, JsonSerializerOptions.Web);
        return [.. facts, (byte)'\n', .. SealOf(facts)];
    }

    /// <summary>Reads a manifest's file.</summary>
    /// <exception cref="DatabaseException">CDB-041: a bit of it changed, or it is no manifest.</exception>
    public static BackupManifest Open(string file, byte[] bytes)
    {
        var end = Array.IndexOf(bytes, (byte)'\n');
        if (end < 0 || !bytes.AsSpan(end + 1).SequenceEqual(SealOf(bytes.AsSpan(0, end))))
            throw BackupFailure.Damaged(file, "its manifest was changed or damaged");
        var manifest = JsonSerializer.Deserialize<BackupManifest>(bytes.AsSpan(0, end), JsonSerializerOptions.Web);
        return manifest is { Format: CurrentFormat } ? manifest : throw BackupFailure.Damaged(file, "its manifest is of another build of Cruddur");
    }

    private static byte[] SealOf(ReadOnlySpan<byte> facts) => Encoding.UTF8.GetBytes($"{{\"sha256\":\"{Convert.ToHexStringLower(SHA256.HashData(facts))}\"}}\n");
}
