using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Platform.Data.Schema;
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
        Assert.Equal(MigrationFiles.Embedded().Select(file => file.Id), await SchemaLoad.RunAsync(new Migrator(copy), dump, "copy", default));
        Assert.Equal(dump, await SchemaDump.ReadAsync(copy, default));
        Assert.True((await new Migrator(copy).StatusAsync(default)).IsCurrent);
    }

    [Fact]
    public async Task A_dump_of_every_kind_of_thing_makes_it_again()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateDatabaseAsync());
        await using var copy = NpgsqlDataSource.Create(await cluster.CreateDatabaseAsync());
        await using var command = source.CreateCommand("""
            create schema "Odd one";
            create type mood as enum ('good', 'it''s bad');
            create sequence numbers;
            create table "Odd one"."A table" (id bigint generated always as identity primary key, mood mood default 'good', twice int generated always as (2) stored, n bigint default nextval('numbers'));
            create table child (parent bigint references "Odd one"."A table" on delete cascade, constraint positive check (parent > 0) not valid);
            create unique index on child (parent) where parent is not null;
            create function newest() returns bigint language sql stable as 'select max(parent) from child; -- ;';
            create view shown as select parent from child where parent < 9;
            create materialized view totals as select count(*) as n from child;
            create unique index totals_n on totals (n);
            create function touch() returns trigger language plpgsql as $$ begin return new; end $$;
            create trigger touched before update on child for each row execute function touch();
            alter table child enable row level security;
            create policy mine on child for select using (parent > 1);
            """);
        await command.ExecuteNonQueryAsync();
        var dump = await SchemaDump.ReadAsync(source, default);
        Assert.Empty(await SchemaLoad.RunAsync(new Migrator(copy), dump, "copy", default));
        Assert.Equal(["schema platform: extra", "table platform.migrations: extra"], SchemaDiff.Compare(dump, await SchemaDump.ReadAsync(copy, default)).Select(thing => $"{thing.Thing}: {thing.Change}"));
    }

    [Fact]
    public async Task Each_migration_goes_up_down_and_up_to_the_same_schema()
    {
        await using var source = NpgsqlDataSource.Create(await cluster.CreateDatabaseAsync());
        var (migrator, different) = (new Migrator(source), 0);
        foreach (var migration in MigrationFiles.Embedded())
        {
            var before = await SchemaDump.ReadAsync(source, default);
            await migrator.MigrateAsync(migration.Id, false, null, default);
            var up = await SchemaDump.ReadAsync(source, default);
            await migrator.RollbackAsync(1, null, null, default);
            // The history itself stays when the first step goes, and a constraint that was found to hold stays proven.
            var proven = before.Replace(" NOT VALID", "", StringComparison.Ordinal);
            different += SchemaDiff.Compare(proven, (await SchemaDump.ReadAsync(source, default)).Replace(" NOT VALID", "", StringComparison.Ordinal))
                .Count(thing => !thing.Thing.Contains("platform", StringComparison.Ordinal) || migration.Version > 1);
            await migrator.MigrateAsync(migration.Id, false, null, default);
            different += SchemaDiff.Compare(up, await SchemaDump.ReadAsync(source, default)).Count;
        }
        Assert.True((await migrator.StatusAsync(default)).IsCurrent);
        Figures.Record(31, "schema differences after each migration went up, down and up", different, "0");
        Assert.Equal(0, different);
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
