using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Migrations;

namespace Cruddur.Platform.Data.Schema;

/// <summary>The schema of a database in use, against what migrations make.</summary>
public static class LiveSchema
{
    /// <summary>In what they differ.</summary>
    /// <param name="database">The database in use.</param>
    /// <param name="files">The migrations; null means those of this build.</param>
    /// <param name="scratch">Whether they are applied in a new database on the same server, which is dropped again; otherwise the dump that was committed with them is taken.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<SchemaDifference>> CompareAsync(OpenDatabase database, IReadOnlyList<Migration>? files, bool scratch, CancellationToken ct) =>
        SchemaDiff.Compare(scratch ? await ScratchDatabase.DumpAsync(database, files, ct) : SchemaDump.Committed(), await SchemaDump.ReadAsync(database.Source, ct));
}
