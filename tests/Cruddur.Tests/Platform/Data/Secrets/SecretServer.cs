using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cruddur.Tests.Platform.Data.Secrets;

/// <summary>One version of a secret.</summary>
internal sealed record Version(string Id, string Text, DateTimeOffset CreatedAt);

/// <summary>
/// A small Secrets Manager and Parameter Store that speaks the real protocols: the local endpoint of the Lambda extension
/// and the agent (GET with a token), and AWS's JSON 1.1 with Signature Version 4, which it verifies.
/// </summary>
internal sealed class SecretServer : IAsyncDisposable
{
    public const string Token = "the agent's token/+=";

    private readonly WebApplication app;
    private int versions;

    private SecretServer(WebApplication app) => this.app = app;

    public int Port => new Uri(app.Urls.First()).Port;

    /// <summary>Versions in force and prepared, by name.</summary>
    public ConcurrentDictionary<string, (Version Current, Version? Pending)> Secrets { get; } = new();

    /// <summary>Every request: its path and query, or its operation.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Answers instead of the usual ones, as long as it returns one.</summary>
    public Func<HttpContext, IResult?> Instead { get; set; } = _ => null;

    /// <summary>When the secret is rotated next, by DescribeSecret.</summary>
    public DateTimeOffset? NextRotation { get; set; }

    /// <summary>Settings of a process that finds the agent here.</summary>
    public Dictionary<string, string> AgentSettings => new() { ["PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"] = $"{Port}", ["AWS_TOKEN"] = Token };

    /// <summary>Settings of a process that calls AWS here.</summary>
    public Dictionary<string, string> AwsSettings => new()
    {
        ["AWS_ENDPOINT_URL"] = $"http://127.0.0.1:{Port}",
        ["AWS_REGION"] = "eu-central-1",
        ["AWS_ACCESS_KEY_ID"] = Signatures.KeyId,
        ["AWS_SECRET_ACCESS_KEY"] = Signatures.Secret,
        ["AWS_SESSION_TOKEN"] = "session+token/=",
    };

    public static async Task<SecretServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var server = new SecretServer(app);
        app.Run(server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>Puts a version in force; the prepared one is gone then.</summary>
    public Version Set(string name, string text)
    {
        var version = Make(text);
        Secrets[name] = (version, null);
        return version;
    }

    /// <summary>Prepares a version, as the first step of a rotation does.</summary>
    public void Prepare(string name, string text) => Secrets[name] = (Secrets[name].Current, Make(text));

    /// <summary>Puts the prepared version in force, as the last step of a rotation does.</summary>
    public void Finish(string name) => Secrets[name] = (Secrets[name].Pending!, null);

    /// <summary>From now on the port refuses connections.</summary>
    public Task StopAsync() => app.StopAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private Version Make(string text) => new($"v{Interlocked.Increment(ref versions)}", text, DateTimeOffset.UtcNow.AddMinutes(-3));

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var isLocal = HttpMethods.IsGet(context.Request.Method);
        Requests.Enqueue(isLocal ? $"{context.Request.Path}{context.Request.QueryString}" : $"{context.Request.Headers["X-Amz-Target"]}");
        await (Instead(context) ?? (isLocal ? Local(context.Request) : Aws(context.Request, body.ToArray()))).ExecuteAsync(context);
    }

    private IResult Local(HttpRequest request)
    {
        if (request.Headers["X-Aws-Parameters-Secrets-Token"] != Token) return Results.StatusCode(403);
        return request.Path.Value switch
        {
            "/secretsmanager/get" => Secret($"{request.Query["secretId"]}", $"{request.Query["versionStage"]}"),
            "/systemsmanager/parameters/get" when request.Query["withDecryption"] == "true" => Parameter($"{request.Query["name"]}"),
            _ => Results.StatusCode(400),
        };
    }

    private IResult Aws(HttpRequest request, byte[] body)
    {
        var headers = request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => $"{header.Value}");
        if (Signatures.RefusalOfPost(headers, body, DateTimeOffset.UtcNow) is { } refusal) return Failure(400, refusal);
        using var json = JsonDocument.Parse(body);
        string Text(string key) => json.RootElement.GetProperty(key).GetString()!;
        return headers["x-amz-target"] switch
        {
            "secretsmanager.GetSecretValue" => Secret(Text("SecretId"), Text("VersionStage")),
            "secretsmanager.DescribeSecret" => Results.Json(new Dictionary<string, object?> { ["Name"] = Text("SecretId"), ["NextRotationDate"] = NextRotation?.ToUnixTimeSeconds() }),
            "AmazonSSM.GetParameter" => Parameter(Text("Name")),
            _ => Failure(400, "UnknownOperationException"),
        };
    }

    private IResult Secret(string name, string stage)
    {
        if (!Secrets.TryGetValue(name, out var secret)) return Failure(400, "ResourceNotFoundException");
        return (stage == "AWSPENDING" ? secret.Pending : secret.Current) is { } version
            ? Results.Json(new Dictionary<string, object> { ["Name"] = name, ["VersionId"] = version.Id, ["SecretString"] = version.Text, ["CreatedDate"] = version.CreatedAt.ToUnixTimeMilliseconds() / 1000.0 })
            : Failure(400, "ResourceNotFoundException");
    }

    private IResult Parameter(string name) => Secrets.TryGetValue(name, out var parameter)
        ? Results.Json(new { Parameter = new Dictionary<string, object> { ["Name"] = name, ["Value"] = parameter.Current.Text, ["Version"] = 7, ["LastModifiedDate"] = parameter.Current.CreatedAt.ToUnixTimeSeconds() } }, new JsonSerializerOptions())
        : Failure(400, "ParameterNotFound");

    private static IResult Failure(int status, string type) => Results.Json(new Dictionary<string, string> { ["__type"] = $"com.amazonaws#{type}", ["Message"] = "no" }, statusCode: status);
}
