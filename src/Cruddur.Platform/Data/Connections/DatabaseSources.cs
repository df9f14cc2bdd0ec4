using System.Globalization;
using Cruddur.Platform.Data.Secrets;

namespace Cruddur.Platform.Data.Connections;

/// <summary>Looks through the settings that may name a database, in the order in which they count.</summary>
internal sealed class DatabaseSources(DatabaseChoice choice, string name)
{
    private readonly ConnectionAmbient ambient = ConnectionAmbient.Of(CertificateAuthority.Of(choice.Setting, choice.DataFolder));
    private readonly List<string> notes = [];

    /// <summary>A setting and the place it names; null where it leaves that open.</summary>
    private sealed record Named(string Origin, string Host, int? Port, string? Database)
    {
        public bool Contradicts(Named other) => !Host.Equals(other.Host, StringComparison.OrdinalIgnoreCase)
            || (Port ?? other.Port) != (other.Port ?? Port) || (Database ?? other.Database) != (other.Database ?? Database);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture,
            $"{Origin} says {Host}{(Port is null or Endpoint.DefaultPort ? "" : $":{Port}")}/{Database ?? "…"}");
    }

    private string UrlSetting => name == DatabaseTarget.Local ? "DATABASE_URL" : $"{Upper}_CONNECTION_URL";

    private string Upper => name.ToUpperInvariant().Replace('-', '_');

    public async Task<DatabaseTarget> ResolveAsync(CancellationToken ct)
    {
        var urls = Urls();
        var target = urls.Count > 0 ? Of(urls[0].Origin, urls[0].Url) : await OfSecretAsync(ct) ?? OfHost();
        var places = urls.Select(url => PlaceOf(url.Origin, url.Url)).Concat(await OthersAsync(target, ct)).ToList();
        foreach (var other in places.Skip(1))
        {
            if (places.Find(place => place.Contradicts(other)) is { } one)
                throw new DatabaseException("CDB-002", $"Two settings disagree: {one}, {other}. Remove one.", 2);
        }
        if (target is null && name != DatabaseTarget.Local)
        {
            throw new DatabaseException("CDB-001",
                $"No database configured. Looked for --url, {UrlSetting}, DB_SECRET_ARN, DB_PARAMETER, DB_HOST. Run 'cruddur db use local' or set one of them.", 2);
        }
        return WithDirect(target ?? new DatabaseTarget(name, "the embedded PostgreSQL", null, choice.DataFolder)) with
        {
            BinDir = Setting("CRUDDUR_Postgres__BinDir") ?? Setting("Postgres__BinDir"),
            ToolsFolder = Setting("CRUDDUR_TOOLS"),
            IsOnLambda = Setting("AWS_LAMBDA_FUNCTION_NAME") is not null,
            Notes = notes,
        };
    }

    private List<(string Origin, ConnectionUrl Url)> Urls()
    {
        string[] settings = name == DatabaseTarget.Local ? ["CONNECTION_URL", "DATABASE_URL"] : [UrlSetting];
        return [.. settings.Select(setting => (Origin: setting, Text: Setting(setting)))
            .Prepend((Origin: "--url", Text: DatabaseTarget.Filled(choice.Url)))
            .Where(source => source.Text is not null)
            .Select(source => (source.Origin, ConnectionUrl.Parse(source.Text!, ambient)))];
    }

    /// <summary>The target of a fixed URL; without a password and with DB_IAM it gets tokens.</summary>
    private DatabaseTarget Of(string origin, ConnectionUrl url) => new(name, origin, url, choice.DataFolder)
    {
        Iam = IsIam && !url.HasPassword ? new RdsToken(choice.Setting, choice.Clock) : null,
    };

    private async Task<DatabaseTarget?> OfSecretAsync(CancellationToken ct)
    {
        if (SecretNames().FirstOrDefault() is not { } secret) return null;
        var live = await LiveSecret.ReadAsync(new SecretReader(secret, choice.Setting, choice.Clock), choice.Clock, SecretTimes.Usual, ct);
        return new DatabaseTarget(name, secret.Setting, UrlOf(live.Current, secret), choice.DataFolder)
        {
            Secret = live,
            UrlOf = version => UrlOf(version, secret),
        };
    }

    private DatabaseTarget? OfHost()
    {
        if (Setting("DB_HOST") is not { } host) return null;
        if (Setting("DB_NAME") is not { } database || Setting("DB_USER") is not { } user)
            throw new DatabaseException("CDB-051", "DB_HOST is set without DB_NAME and DB_USER. Set both, or remove DB_HOST.", 2);
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = host, ["dbname"] = database, ["user"] = user };
        if (Setting("DB_PORT") is { } port) pairs["port"] = port;
        if (IsIam) pairs["sslmode"] = "verify-full";
        else if (Setting("DB_PASSWORD") is { } password) pairs["password"] = password;
        if (IsIam && Setting("DB_PASSWORD") is not null) notes.Add("DB_PASSWORD is not used, because DB_IAM asks for tokens.");
        return Of("DB_HOST", ConnectionUrl.Parse(UrlFormat.Format(pairs), ambient));
    }

    /// <summary>What the settings that were not chosen, and complete or contradict the chosen one, say.</summary>
    private async Task<List<Named>> OthersAsync(DatabaseTarget? target, CancellationToken ct)
    {
        var others = new List<Named>();
        if (target?.Secret is not null) others.Add(PlaceOf(target.Origin, target.Url!));
        foreach (var secret in SecretNames().Where(secret => secret.Setting != target?.Origin))
        {
            if (await PlaceOfAsync(secret, ct) is { } place) others.Add(place);
        }
        if (Setting("DB_HOST") is { } host)
        {
            others.Add(new Named("DB_HOST", host, int.TryParse(Setting("DB_PORT"), CultureInfo.InvariantCulture, out var port) ? port : null, Setting("DB_NAME")));
        }
        return others;
    }

    /// <summary>Where a secret that only has to agree leads; a secret that cannot be read cannot contradict, which is said.</summary>
    private async Task<Named?> PlaceOfAsync(SecretName secret, CancellationToken ct)
    {
        try
        {
            var version = DatabaseSecret.Parse(secret, await new SecretReader(secret, choice.Setting, choice.Clock).ReadAsync(SecretStage.Current, fresh: false, ct));
            return version.Pairs.ContainsKey("host") ? PlaceOf(secret.Setting, UrlOf(version, secret)) : null;
        }
        catch (DatabaseException unread) when (unread.Code == "CDB-050")
        {
            notes.Add($"{secret.Setting} was not compared: {unread.Message}");
            return null;
        }
    }

    private IEnumerable<SecretName> SecretNames()
    {
        if (Setting("DB_SECRET_ARN") is { } secret) yield return new SecretName(SecretStore.SecretsManager, secret, "DB_SECRET_ARN");
        if (Setting("DB_PARAMETER") is { } parameter) yield return new SecretName(SecretStore.ParameterStore, parameter, "DB_PARAMETER");
    }

    /// <summary>A secret's pairs, and host, port and database from the settings where it has none: the secrets that RDS makes have none.</summary>
    private ConnectionUrl UrlOf(DatabaseSecret version, SecretName secret)
    {
        var pairs = new SortedDictionary<string, string>(version.Pairs.ToDictionary(), StringComparer.Ordinal);
        foreach (var (pair, setting) in (ReadOnlySpan<(string, string)>)[("host", "DB_HOST"), ("port", "DB_PORT"), ("dbname", "DB_NAME")])
        {
            if (!pairs.ContainsKey(pair) && Setting(setting) is { } value) pairs[pair] = value;
        }
        if (!pairs.ContainsKey("host") || !pairs.ContainsKey("dbname"))
            throw new DatabaseException("CDB-051", $"The secret {secret} has no {(pairs.ContainsKey("host") ? "dbname" : "host")}. Set DB_HOST and DB_NAME, or add host and dbname to it.", 2);
        return ConnectionUrl.Parse(UrlFormat.Format(pairs), ambient);
    }

    private DatabaseTarget WithDirect(DatabaseTarget target)
    {
        if (target.Url is not { } url) return target;
        if (target.Origin != "--url" && DirectSetting() is { } setting)
        {
            var direct = ConnectionUrl.Parse(Setting(setting)!, ambient);
            return direct.Database == url.Database
                ? target with { Direct = direct }
                : throw new DatabaseException("CDB-002", $"Two settings disagree: {PlaceOf(target.Origin, url)}, {PlaceOf(setting, direct)}. Remove one.", 2);
        }
        return url.NeonDirect() is { } derived ? target with { Direct = derived, IsDirectDerived = true } : target;
    }

    /// <summary>The direct endpoint of one target is not that of another: beside a local URL it belongs to that.</summary>
    private string? DirectSetting()
    {
        if (name != DatabaseTarget.Local && Setting($"{Upper}_DATABASE_URL_DIRECT") is not null) return $"{Upper}_DATABASE_URL_DIRECT";
        var isForeign = name != DatabaseTarget.Local && (Setting("CONNECTION_URL") ?? Setting("DATABASE_URL")) is not null;
        return !isForeign && Setting("DATABASE_URL_DIRECT") is not null ? "DATABASE_URL_DIRECT" : null;
    }

    private bool IsIam => Setting("DB_IAM") is "1" or "true";

    private string? Setting(string setting) => DatabaseTarget.Filled(choice.Setting(setting));

    private static Named PlaceOf(string origin, ConnectionUrl url) => new(origin, url.Host, url.Port, url.Database);
}
