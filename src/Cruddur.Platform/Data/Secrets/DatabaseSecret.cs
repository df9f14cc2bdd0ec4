using System.Text.Json;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Platform.Data.Secrets;

/// <summary>What one version of a secret says about a database: who signs in with what, and possibly where.</summary>
internal sealed class DatabaseSecret
{
    private static readonly string[] Engines = ["postgres", "postgresql", "aurora-postgresql"];
    private static readonly (string Json, string Pair)[] Keys = [("username", "user"), ("password", "password"), ("host", "host"), ("port", "port"), ("dbname", "dbname")];

    private DatabaseSecret(IReadOnlyDictionary<string, string> pairs, SecretValue value) => (Pairs, Version, ChangedAt) = (pairs, value.Version, value.ChangedAt);

    /// <summary>libpq's pairs: user and password always, host, port and dbname where the secret has them.</summary>
    public IReadOnlyDictionary<string, string> Pairs { get; }

    public string Username => Pairs["user"];

    public string Password => Pairs["password"];

    public string Version { get; }

    public DateTimeOffset? ChangedAt { get; }

    /// <summary>Reads the JSON of Secrets Manager's rotation templates, or a database URL.</summary>
    /// <exception cref="DatabaseException">CDB-051: it is neither; the keys that it has are named, never a value.</exception>
    public static DatabaseSecret Parse(SecretName name, SecretValue value)
    {
        if (value.Text.StartsWith("postgres://", StringComparison.Ordinal) || value.Text.StartsWith("postgresql://", StringComparison.Ordinal))
            return OfUrl(name, value);
        try
        {
            using var json = JsonDocument.Parse(value.Text);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Of(name, json.RootElement, value) : throw Unfit(name, "is not a JSON object");
        }
        catch (JsonException)
        {
            throw Unfit(name, value.Text.Length == 0 ? "is empty" : "is neither JSON nor a database URL");
        }
    }

    /// <summary>Whether both let the same person in with the same password.</summary>
    public bool SameAs(DatabaseSecret other) => Username == other.Username && Password == other.Password;

    public override string ToString() => $"version {Version}";

    private static DatabaseSecret OfUrl(SecretName name, SecretValue value)
    {
        var url = ConnectionUrl.Parse(value.Text);
        return url.Parameters.ContainsKey("user") && url.Parameters.ContainsKey("password")
            ? new DatabaseSecret(url.Parameters, value)
            : throw Unfit(name, "is a database URL without user or password");
    }

    private static DatabaseSecret Of(SecretName name, JsonElement json, SecretValue value)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, pair) in Keys)
        {
            if (!json.TryGetProperty(key, out var found)) continue;
            var text = found.ValueKind switch { JsonValueKind.String => found.GetString()!, JsonValueKind.Number => found.GetRawText(), _ => "" };
            if (text.Length > 0) pairs[pair] = text;
        }
        var missing = Keys[..2].Where(key => !pairs.ContainsKey(key.Pair)).Select(key => key.Json).ToList();
        if (missing.Count > 0)
        {
            var names = json.EnumerateObject().Select(property => UrlParameters.Printable(property.Name)).Order(StringComparer.Ordinal).ToList();
            throw Unfit(name, $"{(names.Count == 0 ? "has no keys" : $"has the keys {string.Join(", ", names)}")} and lacks {string.Join(" and ", missing)}");
        }
        if (json.TryGetProperty("engine", out var engine) && engine.ValueKind == JsonValueKind.String && !Engines.Contains(engine.GetString(), StringComparer.OrdinalIgnoreCase))
            throw Unfit(name, "is for another engine than postgres");
        return new DatabaseSecret(pairs, value);
    }

    private static DatabaseException Unfit(SecretName name, string what) => new("CDB-051",
        $"The secret {name} {what}. It must be JSON with username and password (and host, port, dbname), or a database URL. Correct it, or {name.Setting}.", 2);
}
