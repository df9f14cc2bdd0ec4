using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Migrations;

public sealed class SchemaTests(PostgresCluster cluster)
{
    [Fact]
    [Trait("Category", "golden")]
    public async Task The_committed_schema_is_what_the_migrations_make()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        Golden.Matches("db/schema.sql", await SchemaDump.ReadAsync(source, default));
    }

    [Fact]
    public async Task The_dump_makes_the_same_schema_again()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        await using var copy = NpgsqlDataSource.Create(await cluster.CreateDatabaseAsync());
        var dump = await SchemaDump.ReadAsync(source, default);
        await using var command = copy.CreateCommand(dump);
        await command.ExecuteNonQueryAsync();
        Assert.Equal(dump, await SchemaDump.ReadAsync(copy, default));
    }

    [Fact]
    public async Task Each_migration_goes_up_down_and_up_to_the_same_schema()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateDatabaseAsync());
        var migrator = new Migrator(source);
        foreach (var migration in MigrationFiles.Embedded())
        {
            var before = await SchemaDump.ReadAsync(source, default);
            await migrator.MigrateAsync(migration.Id, false, null, default);
            var up = await SchemaDump.ReadAsync(source, default);
            await migrator.RollbackAsync(1, null, null, default);
            if (migration.Version > 1) Assert.Equal(before, await SchemaDump.ReadAsync(source, default));
            await migrator.MigrateAsync(migration.Id, false, null, default);
            Assert.Equal(up, await SchemaDump.ReadAsync(source, default));
        }
        Assert.True((await migrator.StatusAsync(default)).IsCurrent);
    }

    [Fact]
    public async Task Rolling_all_back_leaves_only_the_history()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateMigratedAsync());
        var migrator = new Migrator(source);
        await migrator.RollbackAsync(0, "0", null, default);
        var dump = await SchemaDump.ReadAsync(source, default);
        Assert.Contains("create table platform.migrations", dump, StringComparison.Ordinal);
        Assert.Equal(1, dump.Split("create table").Length - 1);
        Assert.All((await migrator.StatusAsync(default)).Entries, entry => Assert.Equal(MigrationState.Pending, entry.State));
    }
}
