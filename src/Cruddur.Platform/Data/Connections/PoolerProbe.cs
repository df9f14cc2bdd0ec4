using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>
/// Finds a transaction pooler that neither its name nor its port gives away. A pooler makes up the process id that it tells
/// its clients; that alone is a suspicion, since proxies that keep one server session for each client do so too. Proof is a
/// server session that two open connections are given, or one connection that is given two.
/// </summary>
internal static class PoolerProbe
{
    private const int Tries = 5;

    /// <summary>Returns when the connection has a server session of its own.</summary>
    /// <param name="source">Where another connection comes from.</param>
    /// <param name="connection">The connection in question, with no transaction open.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-014.</exception>
    public static async Task RefuseAsync(NpgsqlDataSource source, NpgsqlConnection connection, CancellationToken ct)
    {
        var session = await SessionAsync(connection, ct);
        if (session == connection.ProcessID) return;
        await using var other = await source.OpenConnectionAsync(ct);
        for (var tries = 0; tries < Tries; tries++)
        {
            var others = await SessionAsync(other, ct);
            if (others == session || await SessionAsync(connection, ct) != session) throw DatabaseException.TransactionPooler(connection.Host ?? "The server");
        }
    }

    private static async Task<int> SessionAsync(NpgsqlConnection connection, CancellationToken ct) =>
        (int)(await connection.ScalarAsync("select pg_backend_pid()", ct))!;
}
