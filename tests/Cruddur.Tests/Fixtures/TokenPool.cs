using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cruddur.Platform.Identity.Cognito;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cruddur.Tests.Fixtures;

/// <summary>A user pool whose keys and tokens tests make as they like, on a port of its own.</summary>
internal sealed class TokenPool : IAsyncDisposable
{
    public const string Client = "client1";

    private readonly WebApplication web;
    private int reads;

    private TokenPool(WebApplication web) => this.web = web;

    public CognitoSettings Settings => new("eu-central-1", "eu-central-1_Tests", Client) { Endpoint = new Uri(web.Urls.Single()), Domain = new Uri(web.Urls.Single()) };

    /// <summary>How often the keys were read.</summary>
    public int Reads => reads;

    /// <summary>Whether it answers 500 instead of its keys.</summary>
    public bool IsDown { get; set; }

    /// <summary>The keys that it publishes, by their id.</summary>
    public Dictionary<string, RSA> Keys { get; } = new() { ["key1"] = RSA.Create(2048) };

    /// <summary>What it answers to the exchange of a code, by the form that was sent.</summary>
    public Func<IFormCollection, JsonObject>? Exchange { get; set; }

    /// <summary>The operations that were called, in order.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>What the last call was signed with; empty when it was not.</summary>
    public string Authorization { get; private set; } = "";

    /// <summary>What it answers to an operation: status and content.</summary>
    public Func<string, JsonObject, (int Status, JsonObject Answer)> Operation { get; set; } = (_, _) => (400, new JsonObject { ["__type"] = "NotAuthorizedException", ["message"] = "refused" });

    public static async Task<TokenPool> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var pool = new TokenPool(builder.Build());
        pool.web.MapGet("/{pool}/.well-known/jwks.json", () =>
        {
            Interlocked.Increment(ref pool.reads);
            return pool.IsDown ? Results.StatusCode(500) : Results.Text(pool.KeySet().ToJsonString(), "application/json");
        });
        pool.web.MapPost("/oauth2/token", async (HttpRequest request) =>
            pool.Exchange is { } exchange ? Results.Text(exchange(await request.ReadFormAsync()).ToJsonString(), "application/json") : Results.StatusCode(400)).DisableAntiforgery();
        pool.web.MapPost("/", async (HttpRequest request) =>
        {
            var operation = request.Headers["X-Amz-Target"].ToString().Split('.')[1];
            lock (pool.Calls) pool.Calls.Add(operation);
            pool.Authorization = request.Headers.Authorization.ToString();
            var (status, answer) = pool.Operation(operation, (JsonObject)(await JsonNode.ParseAsync(request.Body))!);
            return Results.Text(answer.ToJsonString(), "application/x-amz-json-1.1", statusCode: status);
        });
        await pool.web.StartAsync();
        return pool;
    }

    /// <summary>The content of a good access token that ends in an hour.</summary>
    public JsonObject Access(DateTimeOffset now, string sub = "sub-1") => new()
    {
        ["iss"] = Settings.Issuer,
        ["sub"] = sub,
        ["token_use"] = "access",
        ["client_id"] = Client,
        ["username"] = sub,
        ["scope"] = "aws.cognito.signin.user.admin",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
    };

    /// <summary>The content of a good id token.</summary>
    public JsonObject Id(DateTimeOffset now, string sub = "sub-1") => new()
    {
        ["iss"] = Settings.Issuer,
        ["sub"] = sub,
        ["token_use"] = "id",
        ["aud"] = Client,
        ["cognito:username"] = sub,
        ["email"] = $"{sub}@example.com",
        ["name"] = "Vir Cotto",
        ["preferred_username"] = "vir",
        ["iat"] = now.ToUnixTimeSeconds(),
        ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
    };

    /// <summary>A token, signed as the pool does.</summary>
    public string Sign(JsonObject claims, string key = "key1") => Sign(new JsonObject { ["kid"] = key, ["alg"] = "RS256" }.ToJsonString(), claims.ToJsonString(), Keys[key]);

    /// <summary>A token with any header and content.</summary>
    public static string Sign(string header, string claims, RSA key)
    {
        var signed = $"{Encode(header)}.{Encode(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>A public key as pools publish it.</summary>
    public static JsonObject Jwk(string id, RSAParameters key) => new()
    {
        ["kid"] = id,
        ["kty"] = "RSA",
        ["alg"] = "RS256",
        ["use"] = "sig",
        ["n"] = Base64Url.EncodeToString(key.Modulus),
        ["e"] = Base64Url.EncodeToString(key.Exponent),
    };

    public async ValueTask DisposeAsync()
    {
        await web.DisposeAsync();
        foreach (var key in Keys.Values) key.Dispose();
    }

    private JsonObject KeySet() => new() { ["keys"] = new JsonArray([.. Keys.Select(key => Jwk(key.Key, key.Value.ExportParameters(false)))]) };
}
