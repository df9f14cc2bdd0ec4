using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Migrations;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Platform.Data.Migrations;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Reliability;

/// <summary>A column is added, filled, indexed, made required and removed again while people use the table.</summary>
[Collection(nameof(MigrateUnderLoadTests))]
public sealed class MigrateUnderLoadTests(PostgresCluster cluster)
{
    private static readonly Person Author = People.Andrew;
    private static readonly int Rows = Figures.Full ? 1_000_000 : 5_000;

    private static readonly string[] Online =
    [
        "-- cruddur: phase=expand\n-- up\nalter table activities add column dialect text;\nalter table activities alter column dialect set default 'en';\n",
        Steps.Index("activities", "dialect"),
        "-- cruddur: phase=backfill\n-- up\nupdate activities set dialect = 'en' where uuid in (select uuid from activities where dialect is null limit 2000);\n"
            + "-- total\nselect count(*) from activities where dialect is null;\n-- verify\nselect not exists (select from activities where dialect is null);\n",
        "-- cruddur: phase=expand\n-- up\nalter table activities add constraint activities_dialect_there check (dialect is not null) not valid;\n",
        "-- cruddur: phase=expand\n-- up\nalter table activities validate constraint activities_dialect_there;\nalter table activities alter column dialect set not null;\nalter table activities drop constraint activities_dialect_there;\n",
        "-- cruddur: phase=contract transaction=off\n-- up\ndrop index concurrently activities_dialect;\n-- verify\nselect to_regclass('activities_dialect') is null;\n",
        "-- cruddur: phase=contract\n-- up\nalter table activities drop column dialect;\n",
    ];

    /// <summary>PgBouncer before 1.21 loses prepared statements between transactions.</summary>
    private static bool Keeps => PgBouncer.Version >= new Version(1, 21);

    public static TheoryData<string> Ways => ["direct, prepared", "PgBouncer, transaction mode", "PgBouncer, session mode, prepared"];

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Nobody_gets_an_error_or_waits_long(string way)
    {
        var database = await cluster.CreateMigratedAsync();
        await using var source = NpgsqlDataSource.Create(database);
        await FillAsync(source);
        await using var bouncer = way.StartsWith("PgBouncer", StringComparison.Ordinal)
            ? await PgBouncer.StartAsync(cluster.Port, way.Contains("session", StringComparison.Ordinal) ? "session" : "transaction", Keeps ? ["max_prepared_statements = 200"] : []) : null;
        await using var load = new MigrationLoad(Through(bouncer, way, database), Author);
        await Task.Delay(TimeSpan.FromSeconds(1));
        load.TakeP99();
        await Task.Delay(TimeSpan.FromSeconds(3));
        var before = load.TakeP99();

        await using var blocked = new BlockedWatch(source);
        var files = Steps.AfterBuild(Online);
        Assert.Equal(Online.Length, (await new Migrator(source, files).MigrateAsync(null, false, null, default)).Count);
        await Task.Delay(TimeSpan.FromSeconds(1));
        var (added, longest) = (load.TakeP99() - before, await blocked.LongestAsync());
        await load.StopAsync();

        Figures.Record(26, $"{way}, {Rows} rows: failed requests", load.Failures.Count, "0");
        Figures.Record(26, $"{way}, {Rows} rows: milliseconds added to p99", added, "≤ 200");
        Figures.Record(26, $"{way}, {Rows} rows: longest wait for a lock, seconds", longest, "≤ 2");
        Assert.True(load.Failures.Count == 0, $"{load.Failures.Count} of {load.Requests} failed: {load.Failures.FirstOrDefault()}");
        Assert.InRange(longest, 0, Figures.Full ? 2 : 10);
        Assert.InRange(added, double.MinValue, Figures.Full ? 200 : 10_000);
    }

    private static string Through(PgBouncer? bouncer, string way, string connectionString)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        var isPrepared = way.Contains(", prepared", StringComparison.Ordinal) || Keeps;
        return new NpgsqlConnectionStringBuilder(bouncer?.ConnectionString(database) ?? connectionString)
        {
            MaxAutoPrepare = isPrepared ? 50 : 0,
            AutoPrepareMinUsages = 2,
            ApplicationName = "cruddur/app",
            NoResetOnClose = true,
        }.ConnectionString;
    }

    private static async Task FillAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        // As the embedded PostgreSQL has it: compiling a feed's plan takes a hundred times as long as running it.
        await connection.RunAsync($"alter database {connection.Database} set jit = off", default);
        await connection.RunAsync("insert into users (uuid, handle, display_name, email, created_at, updated_at) values ($1, $2, $3, $4, now(), now())", default, Author.Uuid, Author.Handle, Author.DisplayName, Author.Email);
        await connection.RunAsync("""
            insert into activities (uuid, user_uuid, message, expires_at, created_at)
            select gen_random_uuid(), $1, 'crud ' || n, now() + interval '7 days', now() - n * interval '1 millisecond' from generate_series(1, $2) n
            """, default, Author.Uuid, Rows);
        await connection.RunAsync("analyze activities", default);
    }
}

/// <summary>Measured with nothing beside it.</summary>
[CollectionDefinition(nameof(MigrateUnderLoadTests), DisableParallelization = true)]
public sealed class MigrateUnderLoadAlone;
