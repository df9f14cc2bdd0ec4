using Microsoft.Extensions.Configuration;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>The user pool that identifies people, in place of Cruddur's own passwords.</summary>
/// <param name="Region">AWS region of the pool (<c>Cognito:Region</c>).</param>
/// <param name="UserPoolId">The pool (<c>Cognito:UserPoolId</c>).</param>
/// <param name="ClientId">The one app client whose tokens count (<c>Cognito:ClientId</c>).</param>
public sealed record CognitoSettings(string Region, string UserPoolId, string ClientId)
{
    /// <summary>What <see cref="Settings"/> understands of these.</summary>
    internal static readonly string[] Keys =
    [
        "Cognito:Region", "Cognito:UserPoolId", "Cognito:ClientId", "Cognito:ClientSecret", "Cognito:Endpoint", "Cognito:Domain",
        "Cognito:CallbackUrl", "Cognito:TriggerSecret", "Cognito:TriggerFunction",
    ];

    /// <summary>The app client's secret, if it has one.</summary>
    public string? ClientSecret { get; init; }

    /// <summary>Where an emulator of Cognito listens; null for Cognito itself.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The hosted pages of the pool, such as <c>https://cruddur.auth.eu-central-1.amazoncognito.com</c>; null when they are not used.</summary>
    public Uri? Domain { get; init; }

    /// <summary>Where the hosted pages send people back to; null for the address that the request came to.</summary>
    public Uri? CallbackUrl { get; init; }

    /// <summary>What signs events that come over the network; null when none may.</summary>
    public string? TriggerSecret { get; init; }

    /// <summary>The Lambda function that this process is, and whose invocations are events of the pool; null elsewhere.</summary>
    public string? TriggerFunction { get; init; }

    /// <summary>Whether tokens of an emulator, whose signing key everybody knows, may sign people in: only beside the embedded database.</summary>
    public bool IsEmulatorAllowed { get; init; }

    /// <summary>Where Cognito's operations are called.</summary>
    public Uri Api => Endpoint ?? new Uri($"https://cognito-idp.{Region}.{Suffix}/");

    /// <summary>The <c>iss</c> of every token of the pool.</summary>
    public string Issuer => $"{Api.GetLeftPart(UriPartial.Authority)}/{UserPoolId}";

    /// <summary>Where the pool publishes the keys that it signs with.</summary>
    public Uri KeysUrl => new($"{Issuer}/.well-known/jwks.json");

    private string Suffix => Region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";

    /// <summary>Reads them; null when there are none.</summary>
    /// <exception cref="SettingsException">Some are missing or malformed.</exception>
    internal static CognitoSettings? From(IConfiguration configuration)
    {
        string? Text(string name) => configuration[$"Cognito:{name}"] is { Length: > 0 } text ? text : null;
        if (Keys.All(key => configuration[key] is not { Length: > 0 })) return null;
        if (Text("Region") is not { } region || Text("UserPoolId") is not { } pool || Text("ClientId") is not { } client)
            throw new SettingsException("Cognito:Region, Cognito:UserPoolId and Cognito:ClientId belong together. Set all three, or remove every setting that begins with Cognito:.");
        var endpoint = Url("Endpoint", Text("Endpoint"));
        if (!IsName(region)) throw Malformed("Region", region, "a region such as eu-central-1");
        if (!IsName(client)) throw Malformed("ClientId", client, "the id of an app client, letters and digits");
        if (endpoint is null ? !pool.StartsWith($"{region}_", StringComparison.Ordinal) || !IsName(pool) : !IsName(pool))
            throw Malformed("UserPoolId", pool, $"the id of a pool in that region, such as {region}_aBcDeFgHi");
        if (Text("TriggerSecret") is { Length: < 32 }) throw new SettingsException("Cognito:TriggerSecret has fewer than 32 characters. Make one with 'openssl rand -hex 32'.");
        return new CognitoSettings(region, pool, client)
        {
            ClientSecret = Text("ClientSecret"),
            Endpoint = endpoint,
            Domain = Url("Domain", Text("Domain")),
            CallbackUrl = Url("CallbackUrl", Text("CallbackUrl")),
            TriggerSecret = Text("TriggerSecret"),
            TriggerFunction = Text("TriggerFunction"),
        };
    }

    /// <summary>The same, as far as that database allows.</summary>
    /// <param name="isEmbedded">Whether the database is the program's own, so that nobody else relies on who signs in.</param>
    /// <exception cref="SettingsException">An emulator would identify people of a database that is not embedded.</exception>
    public CognitoSettings Beside(bool isEmbedded)
    {
        foreach (var (name, url) in new[] { ("Endpoint", Endpoint), ("Domain", Domain) })
        {
            if (!isEmbedded && url is { IsLoopback: true })
                throw new SettingsException($"Cognito:{name} is {url}, so an emulator on this machine would decide who signs in to a database that is not embedded. Remove Cognito:{name}, or use the emulator with the embedded database.");
        }
        return this with { IsEmulatorAllowed = isEmbedded };
    }

    private static Uri? Url(string name, string? text)
    {
        if (text is null) return null;
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            ? url
            : throw Malformed(name, text, "an https address; plain http is only for this machine");
    }

    private static bool IsName(string text) => text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    private static SettingsException Malformed(string name, string text, string expected) =>
        new($"Cognito:{name} must be {expected}, and is '{text}'. Correct it.");
}
