using System.Globalization;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Tests.Platform.Data.Migrations;

/// <summary>Migrations that tests write, after those of the build or alone.</summary>
internal static class Steps
{
    public const string Valid = "select coalesce((select indisvalid from pg_index where indexrelid = to_regclass('{0}')), false);\n";

    /// <summary>Files numbered from 0001.</summary>
    public static IReadOnlyList<Migration> Of(params string[] texts) => From(1, texts);

    /// <summary>The build's own, followed by these.</summary>
    public static IReadOnlyList<Migration> AfterBuild(params string[] texts) =>
        [.. MigrationFiles.Embedded(), .. From(MigrationFiles.Embedded()[^1].Version + 1, texts)];

    /// <summary>Adds and removes a table with one column <c>id</c>.</summary>
    public static string Table(string name) =>
        $"-- cruddur: phase=expand\n-- up\ncreate table {name} (id int);\n-- down\ndrop table {name};\n-- verify\nselect to_regclass('{name}') is not null;\n";

    /// <summary>Builds and drops an index without stopping writers.</summary>
    public static string Index(string table, string column) => $"-- cruddur: phase=expand transaction=off\n-- up\ncreate index concurrently {table}_{column} on {table} ({column});\n"
        + $"-- down\ndrop index concurrently {table}_{column};\n-- verify\n{string.Format(CultureInfo.InvariantCulture, Valid, $"{table}_{column}")}";

    /// <summary>Sets <c>id</c> to 0 wherever it is null.</summary>
    public static string Fill(string table, int batch) => string.Create(CultureInfo.InvariantCulture,
        $"-- cruddur: phase=backfill\n-- up\nupdate {table} set id = 0 where ctid in (select ctid from {table} where id is null limit {batch});\n-- down\nupdate {table} set id = null;\n")
        + $"-- total\nselect count(*) from {table} where id is null;\n-- verify\nselect not exists (select from {table} where id is null);\n";

    /// <summary>Writes files into a folder, for the command line.</summary>
    public static void Write(string folder, IEnumerable<(string Name, string Text)> files)
    {
        foreach (var (name, text) in files) File.WriteAllText(Path.Combine(folder, name), text);
    }

    private static IReadOnlyList<Migration> From(long first, string[] texts) =>
        [.. texts.Select((text, index) => MigrationFiles.Parse(string.Create(CultureInfo.InvariantCulture, $"{first + index:0000}_step.sql"), text))];
}
