using System.Globalization;
using System.Security.Cryptography;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Migrations;
using Npgsql;

namespace Cruddur.Platform.Data.Schema;

/// <summary>An empty database beside the real one, for a look at what migrations make on this very server. Disposing drops it.</summary>
internal sealed class ScratchDatabase : IAsyncDisposable
{
    private readonly NpgsqlDataSource maintenance;
    private readonly string name;

    private ScratchDatabase(NpgsqlDataSource maintenance, NpgsqlDataSource source, string name) => (this.maintenance, Source, this.name) = (maintenance, source, name);

    public NpgsqlDataSource Source { get; }

    /// <summary>What the migrations make of an empty database on the server of <paramref name="database"/>.</summary>
    public static async Task<string> DumpAsync(OpenDatabase database, IReadOnlyList<Migration>? files, CancellationToken ct)
    {
        await using var scratch = await CreateAsync(database, ct);
        await new Migrator(scratch.Source, files).MigrateAsync(null, dryRun: false, progress: null, ct);
        return await SchemaDump.ReadAsync(scratch.Source, ct);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        await using (var connection = await maintenance.OpenConnectionAsync()) await connection.RunAsync($"drop database if exists {name} with (force)", CancellationToken.None);
        await maintenance.DisposeAsync();
    }

    private static async Task<ScratchDatabase> CreateAsync(OpenDatabase database, CancellationToken ct)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"cruddur_scratch_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6))}");
        var maintenance = database.Maintenance();
        try
        {
            await using (var connection = await maintenance.OpenConnectionAsync(ct)) await connection.RunAsync($"create database {name} template template0", ct);
            return new ScratchDatabase(maintenance, database.Sibling(name), name);
        }
        catch
        {
            await maintenance.DisposeAsync();
            throw;
        }
    }
}
