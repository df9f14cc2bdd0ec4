using Npgsql;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>The roles and the database that Cruddur needs in its cluster, made when they are missing.</summary>
internal static class DatabaseSetup
{
    internal const string Superuser = "postgres";
    private const string Role = "cruddur";

    // A utility statement takes no parameters, so the password travels as a setting of this transaction.
    private const string MakeRole = """
        do $$
        begin
            if not exists (select from pg_catalog.pg_roles where rolname = 'cruddur') then
                create role cruddur;
            end if;
            execute format('alter role cruddur with login createdb password %L', current_setting('cruddur.secret'));
        end $$
        """;

    internal static string ConnectionString(Endpoint endpoint, string secret, string database) => Connect(endpoint, secret, Role, database);

    internal static string AdminConnectionString(Endpoint endpoint, string secret) => Connect(endpoint, secret, Superuser, "postgres");

    /// <summary>Proves that the server accepts our password and that the database is there; returns the server's version.</summary>
    /// <exception cref="EmbeddedPostgresException">The server refuses our password, or the database cannot be made.</exception>
    internal static async Task<string> EnsureAsync(Endpoint endpoint, string secret, string database, CancellationToken ct)
    {
        try
        {
            return await VersionAsync(ConnectionString(endpoint, secret, database), ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            await MakeAsync(endpoint, secret, database, ct);
            return await VersionAsync(ConnectionString(endpoint, secret, database), ct);
        }
    }

    private static async Task MakeAsync(Endpoint endpoint, string secret, string database, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Probe(AdminConnectionString(endpoint, secret)));
        try
        {
            await connection.OpenAsync(ct);
            await using (var transaction = await connection.BeginTransactionAsync(ct))
            {
                await using var password = new NpgsqlCommand("select set_config('cruddur.secret', @secret, true)", connection, transaction);
                password.Parameters.AddWithValue("secret", NpgsqlTypes.NpgsqlDbType.Text, secret);
                await password.ExecuteNonQueryAsync(ct);
                await using var role = new NpgsqlCommand(MakeRole, connection, transaction);
                await role.ExecuteNonQueryAsync(ct);
                await transaction.CommitAsync(ct);
            }

            await using var exists = new NpgsqlCommand("select 1 from pg_catalog.pg_database where datname = @database", connection);
            exists.Parameters.AddWithValue("database", NpgsqlTypes.NpgsqlDbType.Text, database);
            if (await exists.ExecuteScalarAsync(ct) is not null)
                return;
            await using var create = connection.CreateCommand();
#pragma warning disable CA2100 // A name cannot be a parameter, and this one consists of lower-case letters, digits and "_".
            create.CommandText = $"create database {Checked(database)} with owner cruddur template template0 encoding 'UTF8'";
#pragma warning restore CA2100
            await create.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification)
        {
            throw new EmbeddedPostgresException("The embedded PostgreSQL refuses the password in postgres.secret: put the file back that belongs to this data folder.", e) { Refusal = Refusal.PasswordRefused };
        }
        catch (PostgresException e)
        {
            throw new EmbeddedPostgresException($"The database {database} could not be made in the embedded PostgreSQL: {e.MessageText}.", e);
        }
    }

    /// <exception cref="EmbeddedPostgresException">The name holds anything but lower-case letters, digits and <c>_</c>.</exception>
    internal static string Checked(string database) =>
        database.Length is > 0 and <= 63 && !char.IsAsciiDigit(database[0]) && database.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
            ? database
            : throw new EmbeddedPostgresException($"'{database}' cannot be the name of the embedded database: use lower-case letters, digits and _, beginning with a letter.");

    private static async Task<string> VersionAsync(string connectionString, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(Probe(connectionString));
        await connection.OpenAsync(ct);
        return connection.ServerVersion.Split(' ')[0];
    }

    private static string Probe(string connectionString) => new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        Timeout = 10,
    }.ConnectionString;

    private static string Connect(Endpoint endpoint, string secret, string user, string database) => new NpgsqlConnectionStringBuilder
    {
        Host = endpoint.SocketFolder ?? "127.0.0.1",
        Port = endpoint.Port,
        Username = user,
        Password = secret,
        Database = database,
    }.ConnectionString;
}
