using System.Diagnostics.CodeAnalysis;
using Npgsql;
using NpgsqlTypes;

namespace Cruddur.Platform.Data;

/// <summary>What a statement gave with its example values.</summary>
/// <param name="Result">The rows.</param>
/// <param name="Plan">How PostgreSQL ran it, one line each.</param>
public sealed record StatementTrial(ResultTable Result, IReadOnlyList<string> Plan)
{
    /// <summary>Runs a statement twice, for its rows and for its plan, and rolls both back.</summary>
    /// <param name="source">A migrated database.</param>
    /// <param name="statement">Its example values are sent as text, whose type PostgreSQL infers; an empty one or <c>null</c> is null.</param>
    /// <param name="readOnly">Whether a statement that changes rows is refused even so.</param>
    /// <param name="ct">Cancels and rolls back.</param>
    /// <exception cref="PostgresException">PostgreSQL refuses the statement or a value.</exception>
    public static async Task<StatementTrial> RunAsync(NpgsqlDataSource source, Statement statement, bool readOnly, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (readOnly) await connection.RunAsync("set transaction read only", ct);
        await transaction.SaveAsync("before", ct);
        var result = await ReadAsync(connection, statement, statement.Text, ct);
        await transaction.RollbackAsync("before", ct);
        var plan = await ReadAsync(connection, statement, $"explain (analyze, costs off, timing off, summary off) {statement.Text}", ct);
        return new StatementTrial(result, [.. plan.Rows.Select(row => row[0]!)]);
    }

    [SuppressMessage("Security", "CA2100", Justification = "The text is an embedded statement; values are parameters.")]
    private static async Task<ResultTable> ReadAsync(NpgsqlConnection connection, Statement statement, string text, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(text, connection);
        foreach (var name in statement.Parameters)
        {
            var value = statement.Example.GetValueOrDefault(name, "");
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = value is "" or "null" ? DBNull.Value : value });
        }
        return await ResultTable.ReadAsync(command, ct);
    }
}
