using Npgsql;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>Asks a step's own check whether it is in place.</summary>
internal static class VerifyBlock
{
    /// <summary>Whether it is; null when the file has no block <c>verify</c>.</summary>
    public static async Task<bool?> IsInPlaceAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct) =>
        migration.Verify is { } verify ? await connection.ScalarAsync(verify.Text, ct) is true : null;

    /// <summary>The answer in words: <c>in place</c>, <c>not in place</c>, or why it cannot be told.</summary>
    public static async Task<string> SayAsync(NpgsqlConnection connection, Migration migration, CancellationToken ct)
    {
        try
        {
            return await IsInPlaceAsync(connection, migration, ct) switch { null => "nothing, the file has no such block", true => "in place", false => "not in place" };
        }
        catch (PostgresException error) when (!ct.IsCancellationRequested)
        {
            return $"cannot tell, [{error.SqlState}]";
        }
    }
}
