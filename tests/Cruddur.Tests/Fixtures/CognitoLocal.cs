using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Tests.Processes;
using Xunit;

namespace Cruddur.Tests.Fixtures;

/// <summary>
/// cognito-local with one pool and one client, whose trigger calls a running Cruddur. It has no SRP, no resend and no global
/// sign-out, and enforces no rule for passwords.
/// </summary>
internal sealed class CognitoLocal : IAsyncDisposable
{
    public const string Pool = "local_cruddur";
    public const string Client = "cruddurclient";
    public const string TriggerSecret = "a-secret-of-the-tests-with-enough-characters";

    private const string Script = """
        process.chdir(process.argv[2]);
        process.stdin.resume().on('end', () => process.exit());
        require(process.argv[1]);
        """;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cruddur-cognito-");
    private readonly int port = CruddurProcess.FreePort();
    private readonly HttpClient http = new();
    private Process? process;

    public CognitoLocal()
    {
        Directory.CreateDirectory(Path.Combine(folder.FullName, ".cognito", "db"));
        Write("db/clients.json", new JsonObject { ["Clients"] = new JsonObject { [Client] = new JsonObject { ["ClientId"] = Client, ["UserPoolId"] = Pool, ["ClientName"] = "tests" } } });
        Write($"db/{Pool}.json", new JsonObject
        {
            ["Options"] = new JsonObject { ["Id"] = Pool, ["UsernameAttributes"] = new JsonArray("email"), ["AutoVerifiedAttributes"] = new JsonArray("email"), ["MfaConfiguration"] = "OPTIONAL" },
            ["Users"] = new JsonObject(),
        });
    }

    public CognitoSettings Settings => new("local", Pool, Client)
    {
        Endpoint = new Uri($"http://127.0.0.1:{port}"),
        TriggerSecret = TriggerSecret,
        IsEmulatorAllowed = true,
    };

    /// <summary>Starts it.</summary>
    /// <param name="trigger">The Cruddur that its trigger calls; null for none.</param>
    public async Task<CognitoLocal> StartAsync(Uri? trigger)
    {
        var config = new JsonObject { ["UserPoolDefaults"] = new JsonObject { ["UsernameAttributes"] = new JsonArray("email") } };
        if (trigger is not null)
        {
            config["LambdaClient"] = new JsonObject
            {
                ["endpoint"] = trigger.ToString().TrimEnd('/'),
                ["region"] = "local",
                ["credentials"] = new JsonObject { ["accessKeyId"] = "cruddur", ["secretAccessKey"] = TriggerSecret },
            };
            config["TriggerFunctions"] = new JsonObject { ["PostConfirmation"] = "cruddur-post-confirmation" };
        }
        Write("config.json", config);
        // It ends with its standard input, so with the test run, whatever ends that.
        process = Process.Start(new ProcessStartInfo("node", ["-e", Script, NpmPackages.Find("cognito-local/lib/bin/start.js"), folder.FullName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["PORT"] = port.ToString(CultureInfo.InvariantCulture), ["HOST"] = "127.0.0.1" },
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var wait = Stopwatch.StartNew(); wait.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(50))
        {
            Assert.False(process.HasExited, "cognito-local ended instead of starting.");
            try
            {
                using var health = await http.GetAsync(new Uri(Settings.Api, "health"));
                if (health.IsSuccessStatusCode) return this;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }
        throw new TimeoutException("cognito-local was not ready within a minute.");
    }

    /// <summary>Calls an operation, which must succeed.</summary>
    public async Task<JsonNode> CallAsync(string operation, JsonObject body)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        using var request = new HttpRequestMessage(HttpMethod.Post, Settings.Api) { Content = content, Headers = { { "X-Amz-Target", $"AWSCognitoIdentityProviderService.{operation}" } } };
        using var answer = await http.SendAsync(request);
        return JsonNode.Parse(await answer.BodyAsync(200))!;
    }

    /// <summary>Somebody signs up; they are not confirmed yet. Returns their sub.</summary>
    public async Task<string> SignUpAsync(string email, string password, string handle, string name)
    {
        var answer = await CallAsync("SignUp", new JsonObject
        {
            ["ClientId"] = Client,
            ["Username"] = email,
            ["Password"] = password,
            ["UserAttributes"] = new JsonArray(Attribute("email", email), Attribute("name", name), Attribute("preferred_username", handle)),
        });
        return answer["UserSub"]!.GetValue<string>();
    }

    /// <summary>They enter the code from their mail, upon which the trigger is called.</summary>
    public async Task ConfirmAsync(string email) =>
        await CallAsync("ConfirmSignUp", new JsonObject { ["ClientId"] = Client, ["Username"] = email, ["ConfirmationCode"] = Code(email) });

    /// <summary>Somebody's access, id and refresh tokens.</summary>
    public async Task<JsonNode> TokensAsync(string email, string password)
    {
        var answer = await CallAsync("InitiateAuth", new JsonObject
        {
            ["AuthFlow"] = "USER_PASSWORD_AUTH",
            ["ClientId"] = Client,
            ["AuthParameters"] = new JsonObject { ["USERNAME"] = email, ["PASSWORD"] = password },
        });
        return answer["AuthenticationResult"]!;
    }

    /// <summary>The code that was sent to an address last, from the emulator's own file.</summary>
    public string Code(string email)
    {
        using var pool = JsonDocument.Parse(File.ReadAllText(PathOf($"db/{Pool}.json")));
        var person = pool.RootElement.GetProperty("Users").EnumerateObject().Single(user => user.Value.GetProperty("Attributes").EnumerateArray()
            .Any(attribute => attribute.GetProperty("Name").GetString() == "email" && attribute.GetProperty("Value").GetString() == email));
        return person.Value.GetProperty("ConfirmationCode").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        if (process is not null)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        folder.Delete(recursive: true);
    }

    public static JsonObject Attribute(string name, string value) => new() { ["Name"] = name, ["Value"] = value };

    private string PathOf(string file) => Path.Combine(folder.FullName, ".cognito", file);

    private void Write(string file, JsonObject content) => File.WriteAllText(PathOf(file), content.ToJsonString());
}
