using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>Operator statements on one connection, without the command timeout that requests have.</summary>
[SuppressMessage("Security", "CA2100", Justification = "The text is a constant or an embedded file; values are parameters.")]
internal static class OperatorConnection
{
    public static async Task<int> RunAsync(this NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Prepare(connection, sql, values);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The first column of the first row; null when there is no row or the value is null.</summary>
    public static async Task<object?> ScalarAsync(this NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Prepare(connection, sql, values);
        return await command.ExecuteScalarAsync(ct) is { } value and not DBNull ? value : null;
    }

    /// <summary>Every row, each value as PostgreSQL writes it.</summary>
    public static async Task<ResultTable> TableAsync(this NpgsqlConnection connection, string sql, CancellationToken ct, params object[] values)
    {
        await using var command = Prepare(connection, sql, values);
        return await ResultTable.ReadAsync(command, ct);
    }

    private static NpgsqlCommand Prepare(NpgsqlConnection connection, string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
