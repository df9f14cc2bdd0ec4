using System.Globalization;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>A result for people: every value as PostgreSQL writes it.</summary>
/// <param name="Columns">Column names; none for a statement that returns no rows.</param>
/// <param name="Rows">Values, null for SQL's null.</param>
/// <param name="Affected">Rows that the statement changed; −1 for a query.</param>
public sealed record ResultTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string?>> Rows, int Affected)
{
    /// <summary><c>(3 rows)</c> or <c>(3 rows changed)</c>.</summary>
    public string Summary
    {
        get
        {
            var count = Columns.Count > 0 ? Rows.Count : Math.Max(Affected, 0);
            return string.Create(CultureInfo.InvariantCulture, $"({count} {(count == 1 ? "row" : "rows")}{(Columns.Count > 0 ? "" : " changed")})");
        }
    }

    internal static async Task<ResultTable> ReadAsync(NpgsqlCommand command, CancellationToken ct)
    {
        command.AllResultTypesAreUnknown = true;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var columns = Enumerable.Range(0, reader.FieldCount).Select(reader.GetName).ToList();
        var rows = new List<IReadOnlyList<string?>>();
        while (await reader.ReadAsync(ct))
        {
            var row = new Row(reader);
            rows.Add([.. columns.Select((_, column) => row.TextOrNull(column))]);
        }
        return new ResultTable(columns, rows, reader.RecordsAffected);
    }
}
