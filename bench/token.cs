#:property PublishAot=false
#:project ../src/Cruddur.Platform/Cruddur.Platform.csproj
// What verifying a token of a user pool costs, beside its signature alone; by bin/bench, or dotnet run --configuration Release bench/token.cs
using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Cruddur.Platform.Identity.Cognito;
using Microsoft.Extensions.Logging.Abstractions;

const int Rounds = 5;
const int Times = 20_000;

using var key = RSA.Create(2048);
var parameters = key.ExportParameters(false);
var settings = new CognitoSettings("eu-central-1", "eu-central-1_Bench", "client1") { Endpoint = new Uri("http://127.0.0.1:18923/") };
var jwks = $$"""{"keys":[{"kid":"key1","kty":"RSA","alg":"RS256","use":"sig","n":"{{Base64Url.EncodeToString(parameters.Modulus)}}","e":"{{Base64Url.EncodeToString(parameters.Exponent)}}"}]}""";

using var listener = new HttpListener { Prefixes = { "http://127.0.0.1:18923/" } };
listener.Start();
var answering = Task.Run(async () =>
{
    var request = await listener.GetContextAsync();
    await request.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(jwks));
    request.Response.Close();
});

var now = DateTimeOffset.UtcNow;
// As long as Cognito's own, with groups and scopes.
var claims = $$"""
    {"sub":"d2f5a4c4-5071-70a1-8a1c-0d6b1c9f2b11","cognito:groups":["admins"],"iss":"{{settings.Issuer}}","version":2,"client_id":"client1","origin_jti":"{{Guid.NewGuid()}}",
    "event_id":"{{Guid.NewGuid()}}","token_use":"access","scope":"aws.cognito.signin.user.admin openid profile email","auth_time":{{now.ToUnixTimeSeconds()}},
    "exp":{{now.AddHours(1).ToUnixTimeSeconds()}},"iat":{{now.ToUnixTimeSeconds()}},"jti":"{{Guid.NewGuid()}}","username":"d2f5a4c4-5071-70a1-8a1c-0d6b1c9f2b11"}
    """;
var signed = $"{Base64Url.EncodeToString("""{"kid":"key1","alg":"RS256"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
var token = $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

using var http = new CognitoHttp();
var verifier = new TokenVerifier(settings, new SigningKeys(settings, http, TimeProvider.System, NullLogger<SigningKeys>.Instance), TimeProvider.System);
async Task<double> MeasureAsync()
{
    var begun = Stopwatch.GetTimestamp();
    for (var turn = 0; turn < Times; turn++)
    {
        if ((await verifier.VerifyAsync(token, TokenUse.Access, CancellationToken.None)).Refusal is { } refusal) throw new InvalidOperationException(refusal);
    }
    return Stopwatch.GetElapsedTime(begun).TotalMicroseconds / Times;
}
double MeasureSignature()
{
    using var publicKey = RSA.Create(parameters);
    var (text, signature) = (Encoding.ASCII.GetBytes(signed), Base64Url.DecodeFromChars(token.AsSpan(signed.Length + 1)));
    var begun = Stopwatch.GetTimestamp();
    for (var turn = 0; turn < Times; turn++)
    {
        if (!publicKey.VerifyData(text, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)) throw new InvalidOperationException("not signed so");
    }
    return Stopwatch.GetElapsedTime(begun).TotalMicroseconds / Times;
}
await MeasureAsync();
await answering;
var (whole, signatures) = (new List<double>(), new List<double>());
for (var round = 0; round < Rounds; round++)
{
    whole.Add(await MeasureAsync());
    signatures.Add(MeasureSignature());
}
var ratios = whole.Zip(signatures, (ours, beside) => ours / beside).Order().ToList();
double Median(List<double> values) => values.Order().ElementAt(Rounds / 2);
Console.WriteLine(FormattableString.Invariant(
    $$"""{"ours":{{Median(whole):0.0}},"beside":{{Median(signatures):0.0}},"ratio":{{Median(ratios):0.00}},"lowest":{{ratios[0]:0.00}},"highest":{{ratios[^1]:0.00}}}"""));
