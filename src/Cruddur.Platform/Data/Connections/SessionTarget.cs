using Npgsql;

namespace Cruddur.Platform.Data.Connections;

/// <summary>Checks target_session_attrs of a single server when a connection opens, which the driver does only for several hosts.</summary>
internal static class SessionTarget
{
    private const string Question = "select pg_is_in_recovery(), current_setting('default_transaction_read_only')::boolean";

    /// <summary>Makes each new connection of the data source prove that it leads where <see cref="ConnectionUrl.TargetSession"/> says.</summary>
    internal static void Check(NpgsqlDataSourceBuilder builder, ConnectionUrl url)
    {
        if (url.TargetSession is "any" or "prefer-standby")
            return;
        builder.UsePhysicalConnectionInitializer(
            connection =>
            {
                using var command = new NpgsqlCommand(Question, connection);
                using var reader = command.ExecuteReader();
                reader.Read();
                Judge(url, reader.GetBoolean(0), reader.GetBoolean(1));
            },
            async connection =>
            {
                await using var command = new NpgsqlCommand(Question, connection);
                await using var reader = await command.ExecuteReaderAsync();
                await reader.ReadAsync();
                Judge(url, reader.GetBoolean(0), reader.GetBoolean(1));
            });
    }

    /// <summary>Whether a server is what was asked for, by libpq's rules.</summary>
    internal static bool Satisfies(string wanted, bool inRecovery, bool readOnly) => wanted switch
    {
        "primary" => !inRecovery,
        "standby" => inRecovery,
        "read-write" => !inRecovery && !readOnly,
        "read-only" => inRecovery || readOnly,
        _ => true,
    };

    private static void Judge(ConnectionUrl url, bool inRecovery, bool readOnly)
    {
        if (!Satisfies(url.TargetSession, inRecovery, readOnly))
            throw DatabaseException.WrongSession(url.Host, url.TargetSession, inRecovery ? "a standby" : readOnly ? "a read-only primary" : "a primary");
    }
}
