using System.Text;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>Sets of demo rows, from <c>db/seeds/*.sql</c>.</summary>
public static class Seeds
{
    private const string Folder = "db/seeds/";
    private static readonly System.Reflection.Assembly Assembly = typeof(Seeds).Assembly;

    /// <summary>Names of the sets.</summary>
    public static IReadOnlyList<string> Sets { get; } = [.. Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .Select(name => Path.GetFileNameWithoutExtension(name))
        .Order(StringComparer.Ordinal)];

    /// <summary>Whether a set holds rows that every database needs, marked by <c>-- reference</c> in its first line; others are for trying out.</summary>
    public static bool IsReference(string set) => Text(set).StartsWith("-- reference", StringComparison.Ordinal);

    /// <summary>Loads a set in one transaction when the database has none of its people yet; otherwise changes nothing.</summary>
    /// <param name="source">A migrated database.</param>
    /// <param name="set">One of <see cref="Sets"/>.</param>
    /// <param name="now">The time that the rows are relative to.</param>
    /// <param name="passwordHash">Makes the hash of everybody's password; called only when the set is loaded.</param>
    /// <param name="ct">Cancels and rolls back.</param>
    /// <returns>How many rows of each kind were inserted, in order.</returns>
    /// <exception cref="ArgumentException">There is no such set.</exception>
    public static async Task<IReadOnlyList<KeyValuePair<string, int>>> LoadAsync(
        NpgsqlDataSource source, string set, DateTimeOffset now, Func<string> passwordHash, CancellationToken ct)
    {
        var statements = Read(set);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Two loaders at once would both find the set new.
        await connection.RunAsync("select pg_advisory_xact_lock(1129469252, 2)", ct);
        var isNew = await connection.ScalarAsync(statements["New"].Text, ct) is true;
        var hash = isNew ? passwordHash() : "";
        var counts = new List<KeyValuePair<string, int>>();
        foreach (var (name, statement) in statements.Where(pair => pair.Key != "New"))
        {
            var rows = isNew ? await RunAsync(connection, statement, now, hash, ct) : 0;
            if (name != "counters") counts.Add(new(name, rows));
        }
        await transaction.CommitAsync(ct);
        return counts;
    }

    /// <inheritdoc cref="LoadAsync(NpgsqlDataSource, string, DateTimeOffset, Func{string}, CancellationToken)"/>
    public static async Task<IReadOnlyList<KeyValuePair<string, int>>> LoadAsync(
        string connectionString, string set, DateTimeOffset now, Func<string> passwordHash, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        return await LoadAsync(source, set, now, passwordHash, ct);
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, Statement statement, DateTimeOffset now, string hash, CancellationToken ct)
    {
        var args = new Args();
        foreach (var name in statement.Parameters) args[name] = name == "now" ? now : (Arg)hash;
#pragma warning disable CA2100 // The text is an embedded file; values are parameters.
        await using var command = new NpgsqlCommand(statement.Text, connection);
#pragma warning restore CA2100
        args.Bind(command.Parameters, statement);
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static IReadOnlyDictionary<string, Statement> Read(string set) => SqlFile.Parse($"{Folder}{set}.sql", Text(set));

    private static string Text(string set)
    {
        using var stream = Assembly.GetManifestResourceStream($"{Folder}{set}.sql")
            ?? throw new ArgumentException($"There is no seed set '{set}'. There are: {string.Join(", ", Sets)}.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
