using Cruddur.Platform.Data.Secrets;

namespace Cruddur.Platform.Data.Connections;

/// <summary>What a person or a process says about the database it wants.</summary>
/// <param name="Target"><c>local</c>, <c>prod</c> or another name; null means CRUDDUR_TARGET, the file <c>.cruddur/target</c>, then <c>local</c>.</param>
/// <param name="Url">A URL given by hand, or null.</param>
/// <param name="DataFolder">Where the embedded PostgreSQL lives when no other is named.</param>
/// <param name="Setting">Looks up an environment variable or setting by name.</param>
/// <param name="Clock">The time, for secrets and tokens.</param>
/// <param name="Folder">Whose <c>.cruddur/target</c> counts; null for none.</param>
public sealed record DatabaseChoice(string? Target, string? Url, string DataFolder, Func<string, string?> Setting, TimeProvider Clock, string? Folder);

/// <summary>
/// The one place that decides which database is meant: a URL given by hand, the URL of the target, a secret, a host with its
/// user, or the embedded PostgreSQL (target <c>local</c> only). Two sources that disagree are an error, not a precedence.
/// </summary>
/// <param name="Name"><c>local</c>, <c>prod</c> …</param>
/// <param name="Origin">The setting that names the database, for people.</param>
/// <param name="Url">Null for the embedded PostgreSQL.</param>
/// <param name="DataFolder">Folder of the embedded PostgreSQL.</param>
public sealed record DatabaseTarget(string Name, string Origin, ConnectionUrl? Url, string DataFolder)
{
    /// <summary>The target when nothing names one.</summary>
    public const string Local = "local";

    /// <summary>The endpoint for DDL, locks and sessions when the URL leads to a pooler: DATABASE_URL_DIRECT, or derived for Neon.</summary>
    public ConnectionUrl? Direct { get; init; }

    /// <summary>Whether <see cref="Direct"/> was derived rather than named.</summary>
    public bool IsDirectDerived { get; init; }

    /// <summary>PostgreSQL's programs for the embedded one; from <c>Postgres__BinDir</c>.</summary>
    public string? BinDir { get; init; }

    /// <summary>Folder in whose <c>node_modules</c> fetched programs of PostgreSQL may lie; from CRUDDUR_TOOLS.</summary>
    public string? ToolsFolder { get; init; }

    /// <summary>Whether this process runs on AWS Lambda, one request at a time.</summary>
    public bool IsOnLambda { get; init; }

    /// <summary>What a person should know about how the database was found; never a secret.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Where user and password come from, for people: a setting, <c>secretsmanager:…</c>, <c>ssm:…</c>, or IAM.</summary>
    public string Source => Secret is not null ? $"{Secret.Name}" : Iam is not null ? $"{Origin} with IAM" : Origin;

    /// <summary>Whether the embedded PostgreSQL is meant.</summary>
    public bool IsEmbedded => Url is null;

    /// <summary>What every line for people begins with, so that nobody overlooks where they are.</summary>
    public string Prefix => PrefixOf(Name);

    /// <summary>The profile of the app's connections; null for the embedded PostgreSQL.</summary>
    public ConnectionProfile? Profile => Url is null ? null : ProfileOf(Url);

    /// <summary>The secret that user and password come from; null where they do not change.</summary>
    internal LiveSecret? Secret { get; init; }

    /// <summary>The URL that a version of the secret stands for.</summary>
    internal Func<DatabaseSecret, ConnectionUrl>? UrlOf { get; init; }

    /// <summary>Makes passwords where there are none.</summary>
    internal RdsToken? Iam { get; init; }

    /// <summary>The password of this moment, when it is not in the URL for good; null for none.</summary>
    /// <exception cref="DatabaseException">CDB-050: a token cannot be made.</exception>
    public string? PasswordNow() => Iam is not null && Url is { } url ? Iam.Create(url.Host, url.Port, url.Username) : Secret?.Current.Password;

    /// <summary>The target's name alone, without looking for the database.</summary>
    public static string NameOf(DatabaseChoice choice) =>
        choice.Target ?? Filled(choice.Setting("CRUDDUR_TARGET")) ?? (choice.Folder is { } folder ? TargetFile.Read(folder) : null) ?? Local;

    /// <inheritdoc cref="Prefix"/>
    public static string PrefixOf(string name) => name == "prod" ? "[prod] " : "";

    /// <summary>Decides, without connecting to a database; a secret is read.</summary>
    /// <exception cref="DatabaseException">CDB-001: nothing names a database. CDB-002: two settings disagree. CDB-003: a bad URL.
    /// CDB-050, CDB-051: the secret cannot be read or used.</exception>
    public static Task<DatabaseTarget> ResolveAsync(DatabaseChoice choice, CancellationToken ct) => new DatabaseSources(choice, NameOf(choice)).ResolveAsync(ct);

    internal ConnectionProfile ProfileOf(ConnectionUrl url) => IsOnLambda && !url.Detected.IsPooler() ? ConnectionProfile.Lambda : url.Detected;

    internal static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
