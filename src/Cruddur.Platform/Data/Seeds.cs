using System.Text;
using Npgsql;

namespace Cruddur.Platform.Data;

/// <summary>How large a set is made that can be of any size.</summary>
/// <param name="People">How many there are; 20 or more, so that those who like a crud are different ones.</param>
/// <param name="Cruds">How many live cruds they have written, replies apart.</param>
public sealed record SeedSize(int People, int Cruds)
{
    /// <summary>What nobody asked otherwise gets.</summary>
    public static readonly SeedSize Large = new(50_000, 1_000_000);
}

/// <summary>
/// Sets of demo rows, from <c>db/seeds/*.sql</c>. A statement that takes <c>@part</c> runs <c>@parts</c> times, so that its
/// progress can be told.
/// </summary>
public static class Seeds
{
    private const string Folder = "db/seeds/";
    private const int Parts = 20;
    private static readonly System.Reflection.Assembly Assembly = typeof(Seeds).Assembly;

    /// <summary>Names of the sets.</summary>
    public static IReadOnlyList<string> Sets { get; } = [.. Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
        .Select(name => Path.GetFileNameWithoutExtension(name))
        .Order(StringComparer.Ordinal)];

    /// <summary>Whether a set holds rows that every database needs, marked by <c>-- reference</c> in its first line; others are for trying out.</summary>
    public static bool IsReference(string set) => Text(set).StartsWith("-- reference", StringComparison.Ordinal);

    /// <summary>Whether a set can be made of any size. Such a set is for an empty database, and is refused where people are.</summary>
    public static bool HasSize(string set) => Read(set).Values.Any(statement => statement.Parameters.Contains("people"));

    /// <summary>Loads a set in one transaction when the database has none of its people yet; otherwise changes nothing.</summary>
    /// <param name="source">A migrated database.</param>
    /// <param name="set">One of <see cref="Sets"/>.</param>
    /// <param name="now">The time that the rows are relative to.</param>
    /// <param name="passwordHash">Makes the hash of everybody's password; called only when the set is loaded.</param>
    /// <param name="ct">Cancels and rolls back.</param>
    /// <param name="size">Of a set that has one.</param>
    /// <param name="progress">Told what is done, for sets that have a size.</param>
    /// <returns>How many rows of each kind were inserted, in order.</returns>
    /// <exception cref="ArgumentException">There is no such set.</exception>
    /// <exception cref="DatabaseException">CDB-030: the set has a size, and there are people.</exception>
    public static async Task<IReadOnlyList<KeyValuePair<string, int>>> LoadAsync(
        NpgsqlDataSource source, string set, DateTimeOffset now, Func<string> passwordHash, CancellationToken ct,
        SeedSize? size = null, IProgress<string>? progress = null)
    {
        var statements = Read(set);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // Two loaders at once would both find the set new.
        await connection.RunAsync("select pg_advisory_xact_lock(1129469252, 2)", ct);
        var isNew = await connection.ScalarAsync(statements["New"].Text, ct) is true;
        if (!isNew && HasSize(set)) throw new DatabaseException("CDB-030", $"The set '{set}' is for a database without people, and this one has some. Make another with 'cruddur db create' and 'cruddur db migrate'.", 5);
        var hash = isNew ? passwordHash() : "";
        var counts = new List<KeyValuePair<string, int>>();
        foreach (var (name, statement) in statements.Where(pair => pair.Key != "New"))
        {
            var rows = isNew ? await RunAsync(connection, name, statement, new(now, hash, size ?? SeedSize.Large, progress), ct) : 0;
            if (name is not ("counters" or "unchecked" or "words")) counts.Add(new(name, rows));
        }
        await transaction.CommitAsync(ct);
        // Plans made for empty tables would be wrong for so many rows, until the server looks by itself.
        if (isNew && HasSize(set)) await connection.RunAsync("analyze", ct);
        return counts;
    }

    /// <inheritdoc cref="LoadAsync(NpgsqlDataSource, string, DateTimeOffset, Func{string}, CancellationToken, SeedSize?, IProgress{string}?)"/>
    public static async Task<IReadOnlyList<KeyValuePair<string, int>>> LoadAsync(
        string connectionString, string set, DateTimeOffset now, Func<string> passwordHash, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        return await LoadAsync(source, set, now, passwordHash, ct);
    }

    private static async Task<int> RunAsync(NpgsqlConnection connection, string name, Statement statement, Loading loading, CancellationToken ct)
    {
        if (!statement.Parameters.Contains("part"))
        {
            var all = await RunPartAsync(connection, statement, loading, 1, ct);
            if (statement.Parameters.Contains("people")) loading.Tell($"{name}: {all:N0}");
            return all;
        }
        var rows = 0;
        for (var part = 1; part <= Parts; part++)
        {
            rows += await RunPartAsync(connection, statement, loading, part, ct);
            loading.Tell($"{name}: {rows:N0} ({100 * part / Parts} %)");
        }
        return rows;
    }

    private static async Task<int> RunPartAsync(NpgsqlConnection connection, Statement statement, Loading loading, int part, CancellationToken ct)
    {
        var args = new Args();
        foreach (var name in statement.Parameters)
        {
            args[name] = name switch
            {
                "now" => loading.Now,
                "people" => loading.Size.People,
                "cruds" => loading.Size.Cruds,
                "part" => part,
                "parts" => Parts,
                _ => (Arg)loading.PasswordHash,
            };
        }
#pragma warning disable CA2100 // The text is an embedded file; values are parameters.
        await using var command = new NpgsqlCommand(statement.Text, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        args.Bind(command.Parameters, statement);
        return await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What the statements of one loading share.</summary>
    private sealed record Loading(DateTimeOffset Now, string PasswordHash, SeedSize Size, IProgress<string>? Progress)
    {
        public void Tell(FormattableString text) => Progress?.Report(FormattableString.Invariant(text));
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
