using System.Diagnostics;
using Cruddur.Platform.Data.Connections;
using Npgsql;

namespace Cruddur.Platform.Data.Health;

/// <summary>What one look at the database found.</summary>
/// <param name="Database"><c>host/database</c>.</param>
/// <param name="Server">PostgreSQL's version.</param>
/// <param name="Writable">Whether a row could be written.</param>
/// <param name="Why">Why not; null when it could.</param>
/// <param name="ConnectMs">Milliseconds until the session was there.</param>
/// <param name="ProbeMs">Milliseconds of the one round trip that wrote and rolled back.</param>
public sealed record HealthFindings(string Database, string Server, bool Writable, string? Why, double ConnectMs, double ProbeMs);

/// <summary>Asks whether the database answers and takes writes: one round trip whose row is rolled back.</summary>
public static class HealthProbe
{
    /// <exception cref="NpgsqlException">The server cannot be reached or refuses the session.</exception>
    public static async Task<HealthFindings> LookAsync(OpenDatabase database, CancellationToken ct)
    {
        var watch = Stopwatch.StartNew();
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var connected = watch.Elapsed.TotalMilliseconds;
        var why = await WriteAsync(connection, ct);
        return new HealthFindings(database.Place, connection.PostgreSqlVersion.ToString(), why is null, why, Math.Round(connected, 1), Math.Round(watch.Elapsed.TotalMilliseconds - connected, 1));
    }

    private static async Task<string?> WriteAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        try
        {
            // Sent together; the temporary table is written to disk like any other row.
            await connection.RunAsync("begin; create temporary table cruddur_probe on commit drop as select 1 as one; rollback", ct);
            return null;
        }
        catch (PostgresException refused) when (!ct.IsCancellationRequested)
        {
            return $"[{refused.SqlState}] {refused.MessageText}";
        }
    }
}
