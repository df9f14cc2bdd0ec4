using System.Diagnostics;
using System.Globalization;
using Cruddur.Platform.Data.Connections;
using Npgsql;

namespace Cruddur.Platform.Data.Sessions;

/// <summary>Whose sessions end: the union of what is given.</summary>
/// <param name="Pids">By number.</param>
/// <param name="App">By the name of the program; null for none.</param>
/// <param name="IdleInTransaction">Those that idle in a transaction for longer than this; null for none.</param>
/// <param name="All">Everybody.</param>
public sealed record KillChoice(IReadOnlyList<int> Pids, string? App, TimeSpan? IdleInTransaction, bool All);

/// <summary>
/// Ends sessions: first their statement is cancelled, and who still runs one after five seconds is ended all the same.
/// Never the own session, replication, or a superuser's who is not oneself.
/// </summary>
public static class SessionKill
{
    private const string Sql = """
        select pid::text, coalesce(nullif(application_name, ''), 'an unnamed program') as app, coalesce(host(client_addr), 'a local socket') as address, coalesce(usename, '') as user,
          coalesce(state, '') as state
        from pg_stat_activity join pg_roles on rolname = usename
        where datname = current_database() and backend_type = 'client backend' and pid <> pg_backend_pid()
          and (not rolsuper or usename = current_user)
          and ($4 or pid = any ($1) or application_name = $2
            or (state like 'idle in transaction%' and $3 >= 0 and clock_timestamp() - state_change > make_interval(secs => $3)))
        order by pid
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Ends them and returns who they were: pid, app, address, user, state.</summary>
    /// <exception cref="DatabaseException">CDB-026: the role may not signal others. CDB-029: a pid is not there, or not one to be ended.</exception>
    public static async Task<ResultTable> RunAsync(OpenDatabase database, KillChoice choice, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var found = await connection.TableAsync(Sql, ct, choice.Pids.ToArray(), choice.App ?? "", choice.IdleInTransaction?.TotalSeconds ?? -1d, choice.All);
        var missing = choice.Pids.Except(found.Rows.Select(row => int.Parse(row[0]!, CultureInfo.InvariantCulture))).ToList();
        if (missing.Count > 0)
        {
            // Whose sessions a role may not even look into show no more than their number.
            if (await connection.ScalarAsync("select true from pg_stat_activity where pid = $1 and backend_type is null", ct, missing[0]) is true) throw NotAllowed(null);
            throw new DatabaseException("CDB-029", string.Create(CultureInfo.InvariantCulture,
                $"There is no session {missing[0]} on {database.Place} that may be ended (own, replication and superuser's sessions never are). Nothing was ended. See 'cruddur db sessions'."), 2);
        }
        var pids = found.Rows.Select(row => int.Parse(row[0]!, CultureInfo.InvariantCulture)).ToArray();
        try
        {
            await EndAsync(connection, pids, ct);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw NotAllowed(refused);
        }
        return found;
    }

    private static DatabaseException NotAllowed(Exception? inner) =>
        new("CDB-026", "This role may not end sessions of others. Grant it pg_signal_backend, or sign in as the owner.", 6, inner);

    private static async Task EndAsync(NpgsqlConnection connection, int[] pids, CancellationToken ct)
    {
        await connection.RunAsync("""
            select pg_cancel_backend(pids.pid)
            from unnest($1) pids (pid) join pg_stat_activity a on a.pid = pids.pid
            where a.state = 'active'
            """, ct, pids);
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(50, ct))
        {
            if (await connection.ScalarAsync("select count(*) from pg_stat_activity where pid = any ($1) and state = 'active'", ct, pids) is 0L) break;
        }
        await connection.RunAsync("select pg_terminate_backend(pid, 5000) from unnest($1) pids (pid)", ct, pids);
    }
}
