namespace Cruddur.Platform.Data.Connections;

/// <summary>What a person or a process says about the database it wants.</summary>
/// <param name="Target"><c>local</c>, <c>prod</c> or another name; null means CRUDDUR_TARGET, then <c>local</c>.</param>
/// <param name="Url">A URL given by hand, or null.</param>
/// <param name="DataFolder">Where the embedded PostgreSQL lives when no other is named.</param>
/// <param name="Setting">Looks up an environment variable or setting by name.</param>
public sealed record DatabaseChoice(string? Target, string? Url, string DataFolder, Func<string, string?> Setting);

/// <summary>
/// The one place that decides which database is meant: a URL given by hand, the URL of the target, or the embedded
/// PostgreSQL (target <c>local</c> only). Two sources that disagree are an error, not a precedence.
/// </summary>
/// <param name="Name"><c>local</c>, <c>prod</c> …</param>
/// <param name="Origin">The setting that names the database, for people.</param>
/// <param name="Url">Null for the embedded PostgreSQL.</param>
/// <param name="DataFolder">Folder of the embedded PostgreSQL.</param>
public sealed record DatabaseTarget(string Name, string Origin, ConnectionUrl? Url, string DataFolder)
{
    private const string Local = "local";

    /// <summary>The endpoint for DDL, locks and sessions when the URL leads to a pooler; from DATABASE_URL_DIRECT.</summary>
    public ConnectionUrl? Direct { get; init; }

    /// <summary>PostgreSQL's programs for the embedded one; from <c>Postgres__BinDir</c>.</summary>
    public string? BinDir { get; init; }

    /// <summary>Folder in whose <c>node_modules</c> fetched programs of PostgreSQL may lie; from CRUDDUR_TOOLS.</summary>
    public string? ToolsFolder { get; init; }

    /// <summary>Whether the embedded PostgreSQL is meant.</summary>
    public bool IsEmbedded => Url is null;

    /// <summary>Decides, without connecting.</summary>
    /// <exception cref="DatabaseException">CDB-001: nothing names a database. CDB-002: two settings disagree. CDB-003: a bad URL.</exception>
    public static DatabaseTarget Resolve(DatabaseChoice choice)
    {
        var name = choice.Target ?? Filled(choice.Setting("CRUDDUR_TARGET")) ?? Local;
        string[] settings = name == Local ? ["CONNECTION_URL", "DATABASE_URL"] : [$"{name.ToUpperInvariant().Replace('-', '_')}_CONNECTION_URL"];
        var sources = settings.Select(setting => (Origin: setting, Text: Filled(choice.Setting(setting))))
            .Prepend((Origin: "--url", Text: Filled(choice.Url)))
            .Where(source => source.Text is not null)
            .Select(source => (source.Origin, Url: ConnectionUrl.Parse(source.Text!)))
            .ToList();
        foreach (var other in sources.Skip(1))
        {
            if (Place(other.Url) != Place(sources[0].Url)) throw Disagree(sources[0], other);
        }
        if (sources.Count == 0 && name != Local)
            throw new DatabaseException("CDB-001", $"No database configured. Looked for --url, {settings[0]}. Set one of them, or use --target local.", 2);
        var direct = sources.Count == 0 || sources[0].Origin == "--url" ? null : Filled(choice.Setting("DATABASE_URL_DIRECT"));
        return new DatabaseTarget(name, sources.Count == 0 ? "the embedded PostgreSQL" : sources[0].Origin, sources.FirstOrDefault().Url, choice.DataFolder)
        {
            Direct = direct is null ? null : ConnectionUrl.Parse(direct),
            BinDir = Filled(choice.Setting("Postgres__BinDir")),
            ToolsFolder = Filled(choice.Setting("CRUDDUR_TOOLS")),
        };
    }

    private static DatabaseException Disagree((string Origin, ConnectionUrl Url) one, (string Origin, ConnectionUrl Url) other) => new("CDB-002",
        $"Two settings disagree: {one.Origin} says {Place(one.Url)}, {other.Origin} says {Place(other.Url)}. Remove one.", 2);

    private static string Place(ConnectionUrl url) => url.Redacted[(url.Redacted.LastIndexOf("***@", StringComparison.Ordinal) + 4)..];

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
