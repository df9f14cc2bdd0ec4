using System.Globalization;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Platform.Data.Pools;

/// <summary>How many processes share the server when there are most of them.</summary>
/// <param name="Processes">App processes, workers included.</param>
/// <param name="Surge">How many times as many run during a deployment; 2 where new ones start before old ones stop.</param>
/// <param name="Others">Connections that other programs keep.</param>
public sealed record PoolPlan(int Processes, double Surge, int Others);

/// <summary>What a server can give and what a configuration may take.</summary>
/// <param name="Max"><c>max_connections</c>.</param>
/// <param name="Used">Open now.</param>
/// <param name="Reserved">Kept back for superusers, operators, migrations, monitoring and other programs.</param>
/// <param name="Usable">What is left for the app.</param>
/// <param name="PerProcess">The pool that each process may have.</param>
/// <param name="Configured">The pool that each process is configured to have.</param>
/// <param name="Peak">What the configuration may open in all.</param>
public sealed record PoolBudget(int Max, int Used, int Reserved, int Usable, int PerProcess, int Configured, int Peak)
{
    private const int Operators = 5;
    private const int Migration = 2;
    private const int Monitoring = 2;
    private const double Margin = 0.8;

    /// <summary>Whether the configuration cannot exhaust the server.</summary>
    public bool Fits => Peak <= Usable;

    /// <summary>Asks the server for its limits and counts.</summary>
    public static async Task<PoolBudget> ReadAsync(OpenDatabase database, PoolPlan plan, CancellationToken ct)
    {
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        var server = await connection.TableAsync("""
            select current_setting('max_connections'), current_setting('superuser_reserved_connections'),
              coalesce(current_setting('reserved_connections', true), '0'), (select count(*) from pg_stat_activity where backend_type = 'client backend')
            """, ct);
        var numbers = server.Rows[0].Select(value => int.Parse(value!, CultureInfo.InvariantCulture)).ToList();
        return Compute(numbers[0], numbers[1] + numbers[2], numbers[3], database.PoolSize, plan);
    }

    /// <summary>The arithmetic of it.</summary>
    public static PoolBudget Compute(int max, int superuserReserved, int used, int configured, PoolPlan plan)
    {
        var reserved = superuserReserved + Operators + Migration + Monitoring + plan.Others;
        var usable = Math.Max(0, max - reserved);
        var atPeak = (int)Math.Ceiling(plan.Processes * plan.Surge);
        return new PoolBudget(max, used, reserved, usable, (int)(Margin * usable / atPeak), configured, configured * atPeak);
    }

    /// <summary>CDB-017.</summary>
    public DatabaseException TooMuch(string host) => new("CDB-017", string.Create(CultureInfo.InvariantCulture,
        $"{host} uses {Used} of {Max} connections; {Reserved} reserved. This configuration may open {Peak}. See 'cruddur db pool'."), 12);
}
