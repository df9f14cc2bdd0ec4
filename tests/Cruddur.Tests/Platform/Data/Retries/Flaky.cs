using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Tests.Fixtures;
using Cruddur.Tests.Sql;
using Npgsql;

namespace Cruddur.Tests.Platform.Data.Retries;

/// <summary>
/// A database whose function <c>flaky</c> fails as it is told to and then works. How often it was called is counted by a
/// sequence, which no rollback takes back; what took effect is in the table <c>effects</c>.
/// </summary>
internal sealed class Flaky : IAsyncDisposable
{
    private const string Setup = """
        create sequence calls;
        create table effects (id int);
        create function effect() returns int language sql as 'insert into effects values (1) returning 1';
        create function flaky(code text, times int) returns int language plpgsql as $$
          begin
            if nextval('calls') > times then return 1; end if;
            if code = 'end' then perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(10); end if;
            raise exception 'as it was told' using errcode = code;
          end $$
        """;

    private readonly NpgsqlDataSource rows;
    private readonly ConnectionPool pool;

    private Flaky(NpgsqlDataSource rows, ConnectionPool pool) => (this.rows, this.pool, Db) = (rows, pool, new Db(pool));

    public Db Db { get; }

    public NpgsqlDataSource Rows => rows;

    /// <param name="cluster">Where.</param>
    /// <param name="more">Further settings of the driver for <see cref="Db"/>.</param>
    public static async Task<Flaky> CreateAsync(PostgresCluster cluster, string more = "")
    {
        var connectionString = await cluster.CreateDatabaseAsync();
        var rows = NpgsqlDataSource.Create(connectionString);
        await using (var setup = rows.CreateCommand(Setup)) await setup.ExecuteNonQueryAsync();
        return new Flaky(rows, new ConnectionPool(ConnectionPlan.Of($"{connectionString};{more}")));
    }

    /// <summary>A statement that reads: it may be run again whatever happened.</summary>
    public static Query<int> Read(string sql) => new(Statements.Sample("Platform/Sample.sql", sql), row => row.Int(0));

    /// <summary>A statement that changes one row and then fails or not.</summary>
    public static Query<int> Write(string code, int times) =>
        Read($"with effect as (insert into effects values (1) returning id) select flaky('{code}', {times}) from effect");

    /// <summary>How often the function was called, and how many changes are there to stay.</summary>
    public async Task<(long Calls, long Effects)> CountAsync()
    {
        await using var command = rows.CreateCommand("select (select case when is_called then last_value else 0 end from calls), (select count(*) from effects)");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    public async ValueTask DisposeAsync()
    {
        await pool.DisposeAsync();
        await rows.DisposeAsync();
    }
}
