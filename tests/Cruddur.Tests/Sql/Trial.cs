using System.Text.Json;
using Cruddur.Platform.Data;
using Npgsql;
using NpgsqlTypes;

namespace Cruddur.Tests.Sql;

/// <param name="Schema">Schema of the table.</param>
/// <param name="Table">Its name.</param>
/// <param name="Access">What the plan does there, such as <c>Index Scan</c> or <c>Insert</c>.</param>
internal sealed record Relation(string Schema, string Table, string Access)
{
    public override string ToString() => $"{Schema}.{Table}";
}

/// <summary>Runs and explains statements with their example values.</summary>
internal static class Trial
{
    /// <summary>The statement with its example; values go as text whose type PostgreSQL infers.</summary>
    public static NpgsqlCommand Bind(NpgsqlConnection connection, Statement statement)
    {
        var command = new NpgsqlCommand(statement.Text, connection) { AllResultTypesAreUnknown = true };
        foreach (var name in statement.Parameters)
        {
            var value = statement.Example.GetValueOrDefault(name, "null");
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = value == "null" ? DBNull.Value : value });
        }
        return command;
    }

    /// <summary>The rows that a statement answers with, a line each.</summary>
    public static async Task<string> RowsAsync(NpgsqlCommand command)
    {
        await using var reader = await command.ExecuteReaderAsync();
        List<string> rows = [];
        while (await reader.ReadAsync())
        {
            rows.Add(string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => reader.IsDBNull(column) ? "null" : reader.GetString(column))));
        }
        return string.Join('\n', rows);
    }

    public static Task<string> RowsAsync(NpgsqlConnection connection, string sql) =>
        RowsAsync(new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true });

    /// <summary>
    /// The plan for values nobody knows, with sequential scans as the last resort. Plain <c>explain</c> with nulls would fold
    /// to "One-Time Filter: false" and hide a missing index.
    /// </summary>
    public static async Task<string> PlanAsync(NpgsqlConnection connection, Statement statement, string options)
    {
        await RowsAsync(connection, "set enable_seqscan = off; set plan_cache_mode = force_generic_plan; set jit = off; set max_parallel_workers_per_gather = 0");
        await RowsAsync(connection, $"prepare tried as {statement.Text}");
        var nulls = string.Join(", ", statement.Parameters.Select(_ => "null"));
        var plan = await RowsAsync(connection, $"explain ({options}) execute tried{(nulls.Length > 0 ? $"({nulls})" : "")}");
        await RowsAsync(connection, "deallocate tried");
        return plan;
    }

    /// <summary>Every table that the statement's plan names.</summary>
    public static async Task<IReadOnlyList<Relation>> RelationsAsync(NpgsqlConnection connection, Statement statement)
    {
        using var plan = JsonDocument.Parse(await PlanAsync(connection, statement, "format json, verbose"));
        return [.. Walk(plan.RootElement)];
    }

    private static IEnumerable<Relation> Walk(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array) return element.EnumerateArray().SelectMany(Walk);
        if (element.ValueKind != JsonValueKind.Object) return [];
        var below = element.EnumerateObject().SelectMany(property => Walk(property.Value));
        return element.TryGetProperty("Relation Name", out var table)
            ? below.Prepend(new Relation(Text(element, "Schema"), table.GetString()!, Text(element, "Operation") is { Length: > 0 } change ? change : Text(element, "Node Type")))
            : below;
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) ? value.GetString()! : "";
}
