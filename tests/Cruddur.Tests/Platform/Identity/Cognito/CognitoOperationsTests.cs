using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Platform.Web;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Platform.Identity.Cognito;

public sealed class CognitoOperationsTests(PostgresCluster cluster)
{
    private const string Email = "vir@example.com";
    private const string Password = "Londo-and-Vir-1";
    private static readonly CognitoProfile Vir = new("", Email, "Vir Cotto", "vir");

    [Fact]
    public async Task From_sign_up_to_a_new_password_with_the_emulator()
    {
        await using var pool = new CognitoLocal();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await pool.StartAsync(app.Address);
        app.Clock.MoveTo(TimeProvider.System.GetUtcNow());
        var provider = app.Part<CognitoOperations>();
        await provider.SignUpAsync(Vir, Password, default);
        // Whoever signs up with an address that has an account reads the same, and changes nothing.
        await provider.SignUpAsync(Vir with { Handle = "thief" }, "Another-Password-2", default);
        Assert.Equal(new CognitoSignIn(null, null, null), await provider.SignInAsync(Email, Password, default));

        await RefusedAsync(422, "code_invalid", () => provider.ConfirmAsync(Email, "000000x", default));
        await RefusedAsync(422, "code_invalid", () => provider.ConfirmAsync("nobody@example.com", "123456", default));
        Assert.Equal(3, await app.CountAsync("users"));
        await provider.ConfirmAsync(Email, pool.Code(Email), default);
        Assert.Equal("Vir Cotto", await app.ValueAsync<string>("select display_name from users where handle = 'vir'"));

        var signedIn = await provider.SignInAsync(Email, Password, default);
        Assert.Equal(("vir", true), (signedIn.Person!.Handle, signedIn.Tokens!.RefreshToken!.Length > 20));
        foreach (var email in new[] { Email, "nobody@example.com" }) await RefusedAsync(401, null, () => provider.SignInAsync(email, "wrong", default));

        await provider.SendRecoveryAsync("nobody@example.com", default);
        await provider.SendRecoveryAsync(Email, default);
        await RefusedAsync(422, "code_invalid", () => provider.RecoverAsync(Email, "000000x", "New-Password-3", default));
        await provider.RecoverAsync(Email, pool.Code(Email), "New-Password-3", default);
        await RefusedAsync(401, null, () => provider.SignInAsync(Email, Password, default));
        Assert.Equal("vir", (await provider.SignInAsync(Email, "New-Password-3", default)).Person!.Handle);
        Assert.Equal(1, await app.ValueAsync<long>("select count(*) from users where email = $1", Email));
    }

    [Fact]
    public async Task An_authenticator_app_is_asked_for_its_code()
    {
        await using var pool = new CognitoLocal();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        await pool.StartAsync(app.Address);
        app.Clock.MoveTo(TimeProvider.System.GetUtcNow());
        await pool.SignUpAsync(Email, Password, "vir", "Vir Cotto");
        await pool.ConfirmAsync(Email);
        var access = (await pool.TokensAsync(Email, Password))["AccessToken"]!.GetValue<string>();
        var secret = (await pool.CallAsync("AssociateSoftwareToken", new JsonObject { ["AccessToken"] = access }))["SecretCode"]!.GetValue<string>();
        await pool.CallAsync("VerifySoftwareToken", new JsonObject { ["AccessToken"] = access, ["UserCode"] = Totp(secret) });
        await pool.CallAsync("SetUserMFAPreference", new JsonObject { ["AccessToken"] = access, ["SoftwareTokenMfaSettings"] = new JsonObject { ["Enabled"] = true, ["PreferredMfa"] = true } });

        var provider = app.Part<CognitoOperations>();
        var challenged = await provider.SignInAsync(Email, Password, default);
        Assert.Null(challenged.Person);
        Assert.Equal("SOFTWARE_TOKEN_MFA", challenged.Challenge!.Name);
        await RefusedAsync(422, "factor_code_wrong", () => provider.AnswerAsync(challenged.Challenge, "abcdef", default));
        Assert.Equal("vir", (await provider.AnswerAsync(challenged.Challenge, Totp(secret), default)).Person!.Handle);
    }

    [Theory]
    [InlineData("NotAuthorizedException", 401)]
    [InlineData("UserNotFoundException", 401)]
    [InlineData("PasswordResetRequiredException", 401)]
    [InlineData("InvalidParameterException", 401)]
    [InlineData("SomethingNewException", 401)]
    [InlineData("TooManyRequestsException", 429)]
    [InlineData("LimitExceededException", 429)]
    [InlineData("ResourceNotFoundException", 503)]
    public async Task Refusals_become_answers_that_tell_nothing_of_the_address(string type, int status)
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        pool.Operation = (_, _) => (400, new JsonObject { ["__type"] = type, ["message"] = "User does not exist." });
        var refused = await RefusedAsync(status, null, () => app.Part<CognitoOperations>().SignInAsync(Email, Password, default));
        Assert.DoesNotContain("exist", refused.Text, StringComparison.Ordinal);
        // What is sent by mail is said to be sent, whoever's address it is.
        if (type is "UserNotFoundException" or "NotAuthorizedException" or "InvalidParameterException")
        {
            await app.Part<CognitoOperations>().ResendAsync(Email, default);
            await app.Part<CognitoOperations>().SendRecoveryAsync(Email, default);
        }
    }

    [Fact]
    public async Task A_weak_password_is_told_at_sign_up_and_a_silent_Cognito_everywhere()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        var provider = app.Part<CognitoOperations>();
        pool.Operation = (_, _) => (400, new JsonObject { ["__type"] = "com.amazonaws.cognito#InvalidPasswordException", ["message"] = "Password did not conform with policy" });
        await RefusedAsync(422, "password_refused", () => provider.SignUpAsync(Vir, "weak", default));
        await RefusedAsync(422, "password_refused", () => provider.RecoverAsync(Email, "123456", "weak", default));
        pool.Operation = (_, _) => (500, []);
        await RefusedAsync(503, null, () => provider.SignUpAsync(Vir, Password, default));
        await RefusedAsync(503, null, () => provider.SignInAsync(Email, Password, default));
    }

    [Fact]
    public async Task A_client_with_a_secret_proves_it_and_a_choice_of_factors_goes_to_the_authenticator_app()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings with { ClientSecret = "client-secret" });
        var bodies = new List<JsonObject>();
        pool.Operation = (operation, body) =>
        {
            bodies.Add(body);
            return (operation, body["ChallengeName"]?.GetValue<string>()) switch
            {
                ("InitiateAuth", _) => (200, new JsonObject
                {
                    ["ChallengeName"] = "SELECT_MFA_TYPE",
                    ["Session"] = "session-1",
                    ["ChallengeParameters"] = new JsonObject { ["MFAS_CAN_CHOOSE"] = """["SMS_MFA","SOFTWARE_TOKEN_MFA"]""", ["USER_ID_FOR_SRP"] = "sub-1" },
                }),
                (_, "SELECT_MFA_TYPE") => (200, new JsonObject { ["ChallengeName"] = "SOFTWARE_TOKEN_MFA", ["Session"] = "session-2", ["ChallengeParameters"] = new JsonObject() }),
                ("RespondToAuthChallenge", _) => (200, new JsonObject { ["AuthenticationResult"] = new JsonObject { ["AccessToken"] = pool.Sign(pool.Access(app.Now)), ["RefreshToken"] = "refresh-token" } }),
                _ => (200, new JsonObject { ["UserAttributes"] = new JsonArray(CognitoLocal.Attribute("sub", "sub-1"), CognitoLocal.Attribute("email", Email), CognitoLocal.Attribute("preferred_username", "vir")) }),
            };
        };
        var provider = app.Part<CognitoOperations>();
        var challenged = await provider.SignInAsync(Email, Password, default);
        Assert.Equal(new CognitoChallenge("SOFTWARE_TOKEN_MFA", "session-2", "sub-1"), challenged.Challenge);
        var signedIn = await provider.AnswerAsync(challenged.Challenge!, "123456", default);
        Assert.Equal(("vir", new CognitoTokens("sub-1", "refresh-token")), (signedIn.Person!.Handle, signedIn.Tokens));
        Assert.Equal(Proof(Email), bodies[0]["AuthParameters"]!["SECRET_HASH"]!.GetValue<string>());
        Assert.Equal(Proof("sub-1"), bodies[1]["ChallengeResponses"]!["SECRET_HASH"]!.GetValue<string>());
        Assert.Equal("123456", bodies[2]["ChallengeResponses"]!["SOFTWARE_TOKEN_MFA_CODE"]!.GetValue<string>());
    }

    [Fact]
    public async Task What_only_Cognitos_own_pages_can_do_is_led_there_and_a_token_of_another_pool_is_not_believed()
    {
        await using var pool = await TokenPool.StartAsync();
        await using var app = await TestApp.StartAsync(cluster, pool.Settings);
        var provider = app.Part<CognitoOperations>();
        pool.Operation = (_, _) => (200, new JsonObject { ["ChallengeName"] = "MFA_SETUP", ["Session"] = "s", ["ChallengeParameters"] = new JsonObject() });
        await RefusedAsync(403, null, () => provider.SignInAsync(Email, Password, default));
        var claims = pool.Access(app.Now);
        claims["iss"] = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Other";
        pool.Operation = (_, _) => (200, new JsonObject { ["AuthenticationResult"] = new JsonObject { ["AccessToken"] = pool.Sign(claims) } });
        await RefusedAsync(503, null, () => provider.SignInAsync(Email, Password, default));
        Assert.Equal(3, await app.CountAsync("users"));
    }

    private static async Task<RequestError> RefusedAsync(int status, string? code, Func<Task> work)
    {
        var refused = await Assert.ThrowsAsync<RequestError>(work);
        Assert.Equal((status, code), (refused.Status, refused.Codes.SingleOrDefault()));
        return refused;
    }

    private static string Proof(string username) => Convert.ToBase64String(HMACSHA256.HashData("client-secret"u8, Encoding.UTF8.GetBytes(username + TokenPool.Client)));

    /// <summary>What an authenticator app shows now (RFC 6238).</summary>
    private static string Totp(string secret)
    {
        var bits = string.Concat(secret.TrimEnd('=').Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        var key = Enumerable.Range(0, bits.Length / 8).Select(at => Convert.ToByte(bits.Substring(at * 8, 8), 2)).ToArray();
        var counter = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(counter, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30);
#pragma warning disable CA5350 // The standard that authenticator apps follow.
        var hash = HMACSHA1.HashData(key, counter);
#pragma warning restore CA5350
        var number = System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & int.MaxValue;
        return (number % 1_000_000).ToString("000000", System.Globalization.CultureInfo.InvariantCulture);
    }
}
