using System.Globalization;

namespace Cruddur.Platform.Data.Secrets;

/// <summary>
/// The endpoint on this machine that keeps secrets at hand: the AWS Parameters and Secrets Lambda Extension, or the AWS
/// Secrets Manager Agent. Asked only where there is a sign of it, since whoever listens there sees the token.
/// </summary>
internal sealed class LocalSecretEndpoint(Func<string, string?> setting, TimeProvider clock)
{
    private const string TokenHeader = "X-Aws-Parameters-Secrets-Token";
    private const string PortSetting = "PARAMETERS_SECRETS_EXTENSION_HTTP_PORT";
    private const string AgentTokenFile = "/var/run/awssmatoken";
    private const int DefaultPort = 2773;
    private const int Tries = 3;
    private static readonly string[] TokenSettings = ["AWS_TOKEN", "AWS_SESSION_TOKEN", "AWS_CONTAINER_AUTHORIZATION_TOKEN"];
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>Whether something says that there is such an endpoint: its port, Lambda, or the agent's token.</summary>
    public bool IsPresent => Filled(PortSetting) is not null || IsExtension || Filled("AWS_TOKEN") is not null || File.Exists(AgentTokenFile);

    /// <summary>The Lambda extension, which cannot be told to read anew.</summary>
    public bool IsExtension => Filled("AWS_LAMBDA_FUNCTION_NAME") is not null;

    /// <summary>Reads a value.</summary>
    /// <param name="name">Which.</param>
    /// <param name="stage">The stage of a secret; parameters have none.</param>
    /// <param name="fresh">Past the agent's cache.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="SecretUnread">It could not be read.</exception>
    public async Task<SecretValue> ReadAsync(SecretName name, string stage, bool fresh, CancellationToken ct)
    {
        // The literal address, so that no hosts file leads elsewhere.
        var place = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port()}");
        var address = new Uri($"http://{place}{Path(name, stage, fresh)}");
        using var client = SecretHttp.Local(Timeout);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TryAsync(client, name, address, $"the local endpoint {place}", ct);
            }
            // The extension registers late, and refuses to serve before the first request does.
            catch (SecretUnread failure) when (!failure.IsAnswer && attempt < Tries)
            {
                await Task.Delay(Pause * attempt, clock, ct);
            }
        }
    }

    private static string Path(SecretName name, string stage, bool fresh) => name.Store == SecretStore.ParameterStore
        ? $"/systemsmanager/parameters/get?name={Uri.EscapeDataString(name.Name)}&withDecryption=true"
        : $"/secretsmanager/get?secretId={Uri.EscapeDataString(name.Name)}&versionStage={stage}{(fresh ? "&refreshNow=true" : "")}";

    private async Task<SecretValue> TryAsync(HttpClient client, SecretName name, Uri address, string place, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (await TokenAsync(ct) is { } token) request.Headers.TryAddWithoutValidation(TokenHeader, token);
        try
        {
            using var answer = await client.SendAsync(request, ct);
            var body = await answer.Content.ReadAsStringAsync(ct);
            if ((int)answer.StatusCode == 200) return SecretHttp.ReadValue(name, body);
            throw SecretUnread.Of(name, (int)answer.StatusCode, SecretHttp.FailureType(body), place);
        }
        catch (HttpRequestException error)
        {
            throw new SecretUnread($"{place} does not answer ({error.GetBaseException().Message.TrimEnd('.')})", $"Start the extension or the agent, or correct {PortSetting}.", false, 5, error);
        }
        catch (TaskCanceledException error) when (!ct.IsCancellationRequested)
        {
            throw new SecretUnread($"{place} took longer than 2 s to answer", "Look at the log of the extension or the agent.", false, 5, error);
        }
    }

    /// <summary>The agent's file, then the variables in the agent's own order; a variable may name a file.</summary>
    private async Task<string?> TokenAsync(CancellationToken ct)
    {
        if (File.Exists(AgentTokenFile)) return (await File.ReadAllTextAsync(AgentTokenFile, ct)).Trim();
        if (TokenSettings.Select(Filled).FirstOrDefault(value => value is not null) is not { } token) return null;
        if (!token.StartsWith("file://", StringComparison.Ordinal)) return token;
        try
        {
            return (await File.ReadAllTextAsync(token["file://".Length..], ct)).Trim();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new SecretUnread("the file with the token of the local endpoint cannot be read", "Correct AWS_TOKEN, or let this account read that file.", true, 6, error);
        }
    }

    private int Port()
    {
        if (Filled(PortSetting) is not { } text) return DefaultPort;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            ? port
            : throw new SecretUnread($"{PortSetting} is not a port", "Set it to a number from 1 to 65535, or remove it.", true, 2);
    }

    private string? Filled(string name) => setting(name) is { Length: > 0 } value ? value : null;
}
