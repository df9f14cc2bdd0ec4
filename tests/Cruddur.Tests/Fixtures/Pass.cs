using Cruddur.Platform.Data.Embedded;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Fixtures;

/// <summary>
/// What is under the tests of data this time (CRUDDUR_TEST_PASS): nothing special, <c>pgbouncer</c> for a PgBouncer in
/// transaction mode between the program and PostgreSQL, or <c>postgresql-18</c>. <c>bin/test</c> runs them once for each.
/// </summary>
internal static class Pass
{
    // PgBouncer itself sets the five settings that it follows anew for each client.
    private const string State = """
        select (select count(*) from pg_prepared_statements) + (select count(*) from pg_listening_channels())
          + (select count(*) from pg_cursors where name <> '') + (select count(*) from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())
          + (select count(*) from pg_class where relpersistence = 't' and pg_table_is_visible(oid))
          + (select count(*) from pg_settings where source = 'session' and lower(name) not in
            ('application_name', 'client_encoding', 'datestyle', 'timezone', 'standard_conforming_strings'))
        """;

    private static readonly string? Name = Environment.GetEnvironmentVariable("CRUDDUR_TEST_PASS") is { Length: > 0 } name ? name : null;

    private static PgBouncer? bouncer;

    public static bool IsThroughPgBouncer => Name == "pgbouncer";

    /// <summary>Folder of PostgreSQL 18's programs, from npm, on the pass that is for it; else null.</summary>
    public static string? BinFolder => Name == "postgresql-18"
        ? NpmPackage.BinFolders(Environment.GetEnvironmentVariable("CRUDDUR_NPM_POSTGRES")).SingleOrDefault()
            ?? throw new InvalidOperationException("CRUDDUR_NPM_POSTGRES must name the folder that bin/fetch-postgres filled.")
        : null;

    public static async Task StartAsync(int serverPort)
    {
        if (IsThroughPgBouncer) bouncer = await PgBouncer.StartAsync(serverPort, "transaction", "default_pool_size = 8", "query_wait_timeout = 5", "server_idle_timeout = 2");
    }

    public static ValueTask StopAsync() => bouncer?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>How the program reaches a database, as operators write it.</summary>
    public static string Url(NpgsqlConnectionStringBuilder database) => bouncer is null
        ? $"postgresql://postgres@127.0.0.1:{database.Port}/{database.Database}?sslmode=disable"
        : $"{bouncer.Url(database.Database!)}&pgbouncer=true";

    /// <summary>Fails when what one client did to a server session is still there for the next.</summary>
    public static async Task CheckAsync(string database)
    {
        if (bouncer is null) return;
        await using var source = NpgsqlDataSource.Create(bouncer.ConnectionString(database));
        await using var command = source.CreateCommand(State);
        long leaked;
        try
        {
            leaked = (long)(await command.ExecuteScalarAsync())!;
        }
        catch (PostgresException gone) when (gone.SqlState is "3D000" or "08P01")
        {
            // The test took the database away.
            return;
        }
        Figures.Record(14, "session state that the next client finds", leaked, "0");
        Assert.Equal(0, leaked);
    }
}
