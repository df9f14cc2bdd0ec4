namespace Cruddur.Platform.Data.Connections;

/// <summary>What is left to do for a PgBouncer after the schema has changed behind it: plans of its server sessions are out of date.</summary>
internal static class PoolerAdvice
{
    /// <summary>The command; null when the program does not go through a PgBouncer whose console operators reach.</summary>
    public static string? Of(DatabaseTarget target)
    {
        // Neon's and Amazon's poolers have no console, and know about changed plans themselves.
        if (target.Url is not { } url || url.Detected is ConnectionProfile.NeonPooler or ConnectionProfile.RdsProxy) return null;
        return url.Detected == ConnectionProfile.PgBouncer || target.Direct is not null
            ? FormattableString.Invariant($"The program reaches this database through PgBouncer at {url.Host}:{url.Port}. Make it drop old plans: psql -h {url.Host} -p {url.Port} -U pgbouncer pgbouncer -c 'RECONNECT \"{url.Database}\"'")
            : null;
    }
}
