using System.Reflection;
using Cruddur.Platform.Data;
using Cruddur.Platform.Expiry;
using Cruddur.Tests.Rules;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Tests.Sql;

/// <param name="Statement">What is used.</param>
/// <param name="Row">The type that a row is read into; null for a command.</param>
/// <param name="Where">The field, or the registration, that uses it.</param>
internal sealed record StatementUse(Statement Statement, Type? Row, string Where);

/// <summary>Every statement of the product, and the fields and sweeps that use them.</summary>
internal static class Statements
{
    public static IReadOnlyList<Statement> All { get; } = [.. Modules.Assemblies.SelectMany(SqlFile.All)];

    public static IReadOnlyList<StatementUse> Uses { get; } = [.. FieldsOf(Modules.Assemblies.SelectMany(assembly => assembly.GetTypes())), .. Sweeps()];

    /// <summary>A statement as it would stand in a file, to show that a rule catches it.</summary>
    public static Statement Sample(string file, string text) => SqlFile.Parse(file, $"-- name: Sample\n{text}").Values.Single();

    internal static IEnumerable<StatementUse> FieldsOf(IEnumerable<Type> types)
    {
        const BindingFlags Statics = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        foreach (var field in types.Where(type => !type.ContainsGenericParameters).SelectMany(type => type.GetFields(Statics)))
        {
            var where = $"{field.DeclaringType}.{field.Name}";
            if (field.FieldType == typeof(Command)) yield return new(((Command)field.GetValue(null)!).Statement, null, where);
            else if (RowOf(field.FieldType) is { } row) yield return new(StatementOf(field.GetValue(null)!), row, where);
        }
    }

    private static IEnumerable<StatementUse> Sweeps()
    {
        using var app = RuleApp.Build("Host=nowhere.invalid");
        foreach (var sweep in app.Services.GetServices<Sweep>())
        {
            yield return new(sweep.Delete.Statement, null, $"sweep of {sweep.Name}");
            yield return new(sweep.Lag.Statement, typeof(double), $"lag of {sweep.Name}");
        }
    }

    private static Type? RowOf(Type type) =>
        type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Query<>) ? type.GetGenericArguments()[0] : null;

    private static Statement StatementOf(object query) => (Statement)query.GetType().GetProperty("Statement")!.GetValue(query)!;
}
