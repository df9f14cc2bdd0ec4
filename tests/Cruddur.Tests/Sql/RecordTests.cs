using System.Data;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Cruddur.Platform.Data;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Rules;
using Npgsql;
using NpgsqlTypes;
using Xunit;

namespace Cruddur.Tests.Sql;

/// <summary>Rows are read by ordinal, so a statement's columns must stand in the order of the record, under its names and of its types.</summary>
public sealed class RecordTests(PostgresCluster cluster)
{
    private static readonly Dictionary<Type, string> Types = new()
    {
        [typeof(Guid)] = "uuid",
        [typeof(string)] = "text",
        [typeof(IReadOnlyList<string>)] = "text[]",
        [typeof(int)] = "integer",
        [typeof(long)] = "bigint",
        [typeof(double)] = "double precision",
        [typeof(bool)] = "boolean",
        [typeof(byte[])] = "bytea",
        [typeof(string[])] = "text[]",
        [typeof(DateTimeOffset)] = "timestamp with time zone",
    };

    [Fact]
    public async Task Each_statement_answers_what_its_record_reads()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        List<string> faults = [];
        foreach (var use in Statements.Uses) faults.AddRange(Faults(use, await ColumnsAsync(connection, use.Statement)));
        NoFault.In(faults);
    }

    [Theory]
    [InlineData("select uuid, handle, bio, cognito_user_id from users where uuid = @uuid", "display_name")]
    [InlineData("select uuid, display_name, handle, cognito_user_id from users where uuid = @uuid", "display_name")]
    [InlineData("select uuid, handle, char_length(display_name) as display_name, cognito_user_id from users where uuid = @uuid", "integer")]
    [InlineData("select uuid, handle, cognito_user_id as display_name, cognito_user_id from users where uuid = @uuid", "may be null")]
    [InlineData("select uuid, handle, display_name from users where uuid = @uuid", "4")]
    public async Task A_column_that_does_not_fit_is_caught(string sql, string fault)
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        var statement = Statements.Sample("Social/Sample.sql", sql);
        Assert.Contains(Faults(new(statement, typeof(Person), "Sample"), await ColumnsAsync(connection, statement)), found => found.Contains(fault, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Columns_that_fit_pass()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var connection = await source.OpenConnectionAsync();
        var statement = Statements.Sample("Social/Sample.sql", "select uuid, handle, display_name, cognito_user_id from users where uuid = @uuid");
        NoFault.In(Faults(new(statement, typeof(Person), "Sample"), await ColumnsAsync(connection, statement)));
    }

    /// <summary>Why a statement's columns do not fit the type that reads them. A command reads none.</summary>
    private static IEnumerable<string> Faults(StatementUse use, IReadOnlyList<Column> columns)
    {
        if (use.Row is null) return columns.Count == 0 ? [] : [$"{use.Statement.Id} answers rows that {use.Where} does not read."];
        var wanted = FieldsOf(use.Row);
        if (wanted.Count != columns.Count) return [$"{use.Statement.Id} has {columns.Count} columns, and {use.Where} reads {wanted.Count}."];
        return wanted.Zip(columns, (field, column) => Fault(field, column) is { } fault ? $"{use.Statement.Id} and {use.Where}: {fault}" : null).OfType<string>();
    }

    private static string? Fault(Field field, Column column)
    {
        if (field.Name is not null && field.Name != column.Name) return $"column {column.Name} stands where {field.Name} is read.";
        var type = Nullable.GetUnderlyingType(field.Type) ?? field.Type;
        if (Types.GetValueOrDefault(type) != column.Type) return $"column {column.Name} is {column.Type}, and is read as {type.Name}.";
        return column.MayBeNull && !field.MayBeNull ? $"column {column.Name} may be null, and is read as {type.Name}." : null;
    }

    /// <summary>Names are known of records only; tuples and single values have none.</summary>
    private static IReadOnlyList<Field> FieldsOf(Type row)
    {
        if (Types.ContainsKey(Nullable.GetUnderlyingType(row) ?? row)) return [new(null, row, Nullable.GetUnderlyingType(row) is not null)];
        if (row.IsAssignableTo(typeof(ITuple))) return [.. row.GetGenericArguments().Select(type => new Field(null, type, Nullable.GetUnderlyingType(type) is not null))];
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var nullability = new NullabilityInfoContext();
        return [.. row.GetConstructors(Any).Select(constructor => constructor.GetParameters()).MaxBy(parameters => parameters.Length)!.Select(parameter => new Field(
            JsonNamingPolicy.SnakeCaseLower.ConvertName(parameter.Name!), parameter.ParameterType, nullability.Create(parameter).ReadState == NullabilityState.Nullable))];
    }

    private static async Task<IReadOnlyList<Column>> ColumnsAsync(NpgsqlConnection connection, Statement statement)
    {
        List<(string Name, string Type, uint Table, short? Number)> found = [];
        await using (var command = new NpgsqlCommand(statement.Text, connection))
        {
            foreach (var _ in statement.Parameters) command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Unknown, Value = DBNull.Value });
            await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SchemaOnly);
            foreach (var column in ((NpgsqlDataReader)reader).GetColumnSchema()) found.Add((column.ColumnName, column.DataTypeName!, column.TableOID, column.ColumnAttributeNumber));
        }
        List<Column> columns = [];
        foreach (var (name, type, table, number) in found)
        {
            await using var command = new NpgsqlCommand("select exists (select from pg_attribute where attrelid = $1 and attnum = $2 and not attnotnull)", connection);
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Oid, Value = table });
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Smallint, Value = number ?? 0 });
            columns.Add(new Column(name, type, (bool)(await command.ExecuteScalarAsync())!));
        }
        return columns;
    }

    private sealed record Column(string Name, string Type, bool MayBeNull);

    private sealed record Field(string? Name, Type Type, bool MayBeNull);

    private sealed record Person(Guid Uuid, string Handle, string DisplayName, string? CognitoUserId);
}
