using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Health;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>Opens the pool that a process works with.</summary>
public static class Database
{
    /// <summary>Adds <see cref="Db"/> on a pool of its own, closed with the services.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, Func<string> connectionString) => services
        .AddSingleton(provider => Open(connectionString(), provider.GetRequiredService<ILoggerFactory>()))
        .AddSingleton<Db>();

    internal static NpgsqlDataSource Open(string connectionString, ILoggerFactory? logs = null)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString).UseLoggerFactory(logs);
        // The name of a statement in a trace is its id, which its text begins with.
        builder.ConfigureTracing(tracing => tracing.ConfigureCommandSpanNameProvider(command => command.CommandText is ['/', '*', ' ', ..] text
            ? text[3..text.IndexOf(" */", StringComparison.Ordinal)] : null));
        return builder.Build();
    }

    /// <summary>Which database answers.</summary>
    internal static async Task<DatabaseIdentity> IdentifyAsync(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        return new DatabaseIdentity("PostgreSQL", connection.PostgreSqlVersion.ToString(), connection.Host ?? "", connection.Database);
    }

    /// <summary>Why a server cannot be used, in one sentence.</summary>
    internal static DatabaseException Explain(NpgsqlException error, ConnectionUrl url) =>
        ConnectionFailure.Explain(error, new NpgsqlConnectionStringBuilder(url.ToNpgsql(url.Detected)), "CONNECTION_URL")
        ?? ConnectionFailure.Refused((PostgresException)error, url.Host, "CONNECTION_URL");
}
