using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>One row of a result, read by ordinal; a statement's columns stand in the order of the record that reads them.</summary>
public readonly struct Row
{
    private readonly NpgsqlDataReader reader;

    internal Row(NpgsqlDataReader reader) => this.reader = reader;

    public Guid Uuid(int column) => reader.GetGuid(column);

    public Guid? UuidOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);

    public string Text(int column) => reader.GetString(column);

    public string? TextOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    /// <summary>A <c>text[]</c> without nulls.</summary>
    public string[] Texts(int column) => reader.GetFieldValue<string[]>(column);

    public int Int(int column) => reader.GetInt32(column);

    public int? IntOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetInt32(column);

    public long Long(int column) => reader.GetInt64(column);

    public double Number(int column) => reader.GetDouble(column);

    public bool Bool(int column) => reader.GetBoolean(column);

    public bool? BoolOrNull(int column) => reader.IsDBNull(column) ? null : reader.GetBoolean(column);

    public byte[] Bytes(int column) => reader.GetFieldValue<byte[]>(column);

    /// <summary>A <c>timestamptz</c>, always with offset zero.</summary>
    public DateTimeOffset Instant(int column) => new(reader.GetDateTime(column));

    public DateTimeOffset? InstantOrNull(int column) => reader.IsDBNull(column) ? null : Instant(column);
}
