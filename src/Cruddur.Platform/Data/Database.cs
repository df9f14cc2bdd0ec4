using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cruddur.Platform.Data;

/// <summary>Opens the pool that a process works with.</summary>
public static class Database
{
    /// <summary>Adds <see cref="Db"/> on a pool of its own, closed with the services.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, Func<ConnectionPlan> plan) => services
        .AddSingleton(provider => new ConnectionPool(plan(), provider.GetRequiredService<ILoggerFactory>(), watches: true))
        .AddSingleton(provider => new Db(provider.GetRequiredService<ConnectionPool>()));

    /// <summary>Which database answers.</summary>
    internal static async Task<DatabaseIdentity> IdentifyAsync(ConnectionPool pool, CancellationToken ct)
    {
        await using var connection = await pool.OpenAsync(ct);
        return new DatabaseIdentity("PostgreSQL", connection.PostgreSqlVersion.ToString(), connection.Host ?? "", connection.Database);
    }
}
