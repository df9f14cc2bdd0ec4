using System.Globalization;
using System.Net.Mail;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Platform.Mail;
using Cruddur.Platform.Web;
using Microsoft.Extensions.Configuration;

namespace Cruddur.Platform;

/// <summary>What is wrong with a setting: what, why and what to do, in one sentence. Nothing was started.</summary>
public sealed class SettingsException(string message) : Exception(message);

/// <summary>
/// Everything that can be set, from <c>cruddur.json</c> in the data folder and then the environment: names without a
/// colon are variables of that name, those with one are <c>CRUDDUR_</c> and the name with <c>__</c> for the colon.
/// </summary>
/// <param name="FrontendUrl">Origin of a front end that may call the API (<c>FRONTEND_URL</c>).</param>
/// <param name="BackendUrl">Another such origin (<c>BACKEND_URL</c>).</param>
/// <param name="PostgresBinDir">Where PostgreSQL's programs are (<c>Postgres:BinDir</c>).</param>
/// <param name="OtlpEndpoint">Where telemetry goes (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>); null for nowhere.</param>
/// <param name="JsonLogs">One JSON object for each log line (<c>Log:Json</c>).</param>
/// <param name="LogLevel">Least severe level that is logged (<c>Log:Level</c>), such as <c>Information</c>.</param>
public sealed record Settings(
    Uri? FrontendUrl, Uri? BackendUrl, string? PostgresBinDir, Uri? OtlpEndpoint, bool JsonLogs, string LogLevel)
{
    private static readonly string[] Keys =
    [
        "FRONTEND_URL", "BACKEND_URL", "Postgres:BinDir", "OTEL_EXPORTER_OTLP_ENDPOINT", "Log:Json", "Log:Level", "Mail:Smtp", "Mail:From", "Site:Url", "Proxy:Known", "Limits:Person", "Limits:Address", "Moderation:SealHours",
        .. CognitoSettings.Keys,
    ];

    /// <summary>Variables with our prefix that other parts of the program read.</summary>
    private static readonly string[] Reserved = ["DATA", "TARGET", "ALLOW_DESTRUCTIVE", "ARTIFACTS", "DB_CA", "TOOLS", "GOLDEN", "SCREENSHOTS", "NPM_POSTGRES", "FULL", "FIGURES", "ROLE_PASSWORD", "SMOKE_PASSWORD", "TEST_PASS"];

    /// <summary>The server that takes mail (<c>Mail:Smtp</c>); null where mail stays in the outbox.</summary>
    public SmtpServer? Smtp { get; init; }

    /// <summary>Whom mail is from (<c>Mail:From</c>).</summary>
    public MailAddress MailFrom { get; init; } = new("cruddur@localhost", "Cruddur");

    /// <summary>Where people reach this server (<c>Site:Url</c>), for links in mail, in feeds and in previews; null for where it listens.</summary>
    public Uri? SiteUrl { get; init; }

    /// <summary>The user pool that identifies people (<c>Cognito:*</c>); null where Cruddur does so itself.</summary>
    public CognitoSettings? Cognito { get; init; }
    /// <summary>Whose X-Forwarded-… headers are believed (<c>Proxy:Known</c>).</summary>
    public KnownProxies Proxies { get; init; } = KnownProxies.None;

    /// <summary>How many requests are answered in five minutes (<c>Limits:Person</c>, <c>Limits:Address</c>).</summary>
    public RequestLimitSettings MostRequests { get; init; } = RequestLimitSettings.Usual;

    /// <summary>For how many hours what has ended may still be reported (<c>Moderation:SealHours</c>), 48 at most; 0 keeps nothing.</summary>
    public int SealHours { get; init; }

    private static readonly string[] Levels = ["Trace", "Debug", "Information", "Warning", "Error", "Critical"];

    /// <summary>Origins that may call the API from a browser.</summary>
    public IReadOnlyList<string> Origins => [.. new[] { FrontendUrl, BackendUrl }.OfType<Uri>().Select(url => url.GetLeftPart(UriPartial.Authority)).Distinct()];

    /// <exception cref="SettingsException">A setting is unknown or malformed.</exception>
    public static Settings Load(string dataFolder)
    {
        var file = Path.Combine(dataFolder, "cruddur.json");
        IConfiguration configuration;
        try
        {
            configuration = new ConfigurationBuilder()
                .AddJsonFile(file, optional: true)
                .AddEnvironmentVariables("CRUDDUR_")
                .AddInMemoryCollection(Keys.Where(key => !key.Contains(':', StringComparison.Ordinal))
                    .Select(key => KeyValuePair.Create(key, Environment.GetEnvironmentVariable(key)))
                    .Where(pair => pair.Value is not null))
                .Build();
        }
        catch (Exception error) when (error is InvalidDataException or FormatException)
        {
            throw new SettingsException($"{file} is not valid JSON: {error.GetBaseException().Message} Correct it, or delete it to use the defaults.");
        }
        return From(configuration);
    }

    /// <exception cref="SettingsException">A setting is unknown or malformed.</exception>
    public static Settings From(IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (value is null || Keys.Contains(key, StringComparer.OrdinalIgnoreCase) || Reserved.Contains(key, StringComparer.OrdinalIgnoreCase)) continue;
            var variable = $"CRUDDUR_{key.Replace(":", "__", StringComparison.Ordinal)}";
            var name = Environment.GetEnvironmentVariable(variable) is null ? key : variable;
            throw new SettingsException($"Unknown setting '{name}'. The settings are {string.Join(", ", Keys)}. Remove it or correct its name.");
        }
        return new Settings(
            Url(configuration, "FRONTEND_URL"), Url(configuration, "BACKEND_URL"), Text(configuration, "Postgres:BinDir"),
            Url(configuration, "OTEL_EXPORTER_OTLP_ENDPOINT"), Flag(configuration, "Log:Json"), Level(configuration, "Log:Level"))
        {
            Smtp = Text(configuration, "Mail:Smtp") is { } smtp ? SmtpServer.Parse(smtp) : null,
            MailFrom = Text(configuration, "Mail:From") is { } from ? MailSettings.ParseFrom(from) : new MailAddress("cruddur@localhost", "Cruddur"),
            SiteUrl = Url(configuration, "Site:Url"),
            Cognito = CognitoSettings.From(configuration),
            Proxies = Text(configuration, "Proxy:Known") is { } proxies ? KnownProxies.Parse(proxies) : KnownProxies.None,
            MostRequests = new RequestLimitSettings(
                Number(configuration, "Limits:Person", RequestLimitSettings.Usual.Person), Number(configuration, "Limits:Address", RequestLimitSettings.Usual.Address)),
            SealHours = Hours(configuration, "Moderation:SealHours"),
        };
    }

    private static string? Text(IConfiguration configuration, string key) => configuration[key] is { Length: > 0 } text ? text : null;

    private static Uri? Url(IConfiguration configuration, string key)
    {
        if (Text(configuration, key) is not { } text) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new SettingsException($"{key} must be an address such as https://cruddur.example.com, and is '{text}'. Correct or remove it.");
    }

    private static int Number(IConfiguration configuration, string key, int usual) =>
        Text(configuration, key) is not { } text ? usual
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
        : throw new SettingsException($"{key} must be a number such as {usual}, or 0 for no limit, and is '{text}'. Correct or remove it.");

    private static int Hours(IConfiguration configuration, string key) =>
        Text(configuration, key) is not { } text ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var hours) && hours <= 48 ? hours
        : throw new SettingsException($"{key} must be a number of hours from 0, which keeps nothing, to 48, and is '{text}'. Correct or remove it.");

    private static bool Flag(IConfiguration configuration, string key) =>
        Text(configuration, key) is not { } text ? Console.IsOutputRedirected
        : bool.TryParse(text, out var flag) ? flag
        : throw new SettingsException($"{key} must be true or false, and is '{text}'. Correct or remove it.");

    private static string Level(IConfiguration configuration, string key) =>
        Text(configuration, key) is not { } text ? "Information"
        : Levels.FirstOrDefault(level => level.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new SettingsException($"{key} must be one of {string.Join(", ", Levels)}, and is '{text}'. Correct or remove it.");
}
