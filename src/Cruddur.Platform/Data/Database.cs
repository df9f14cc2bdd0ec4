using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Health;
using Cruddur.Platform.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>Opens the pool that a process works with.</summary>
public static class Database
{
    /// <summary>Adds <see cref="Db"/> on a pool of its own, closed with the services.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, string connectionString) => services
        .AddSingleton(provider => Open(connectionString, provider.GetRequiredService<ILoggerFactory>()))
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
    /// <param name="where"><c>embedded</c>, or null for the host of the connection.</param>
    public static async Task<DatabaseIdentity> IdentifyAsync(string connectionString, string? where, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(ct);
        return new DatabaseIdentity("PostgreSQL", connection.PostgreSqlVersion.ToString(), where ?? connection.Host ?? "", connection.Database);
    }

    /// <summary>Why a server cannot be used, in one sentence.</summary>
    internal static DatabaseException Explain(NpgsqlException error, ConnectionUrl url) => error switch
    {
        PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } => new("CDB-024",
            $"There is no database '{url.Database}' on {url.Host}. Run 'cruddur db create', or correct CONNECTION_URL.", 3, error),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } refused => new("CDB-015",
            $"Server refused the password for '{url.Username}' [{refused.SqlState}]. Correct CONNECTION_URL.", 6, error),
        PostgresException refused => new("CDB-025", $"{url.Host} refused the connection [{refused.SqlState}]: {refused.MessageText}. Correct CONNECTION_URL, or wait until the server is ready.", 5, error),
        _ => new("CDB-025",
            $"No PostgreSQL answers at {url.Host}:{url.Port} ({Reason(error)}). Start it, or correct CONNECTION_URL, or unset it to use the embedded one.", 5, error),
    };

    private static string Reason(Exception error) => Redactor.Redact(error.GetBaseException().Message.TrimEnd('.'));
}
