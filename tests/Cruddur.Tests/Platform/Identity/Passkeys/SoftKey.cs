using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace Cruddur.Tests.Platform.Identity.Passkeys;

/// <summary>An authenticator and its browser in software, which can also lie. P-256, no attestation.</summary>
internal sealed class SoftKey(string origin) : IDisposable
{
    private const byte Present = 0x01;
    private const byte VerifiedFlag = 0x04;
    private const byte HasKey = 0x40;

    private readonly ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private string? userHandle;

    public byte[] Id { get; } = RandomNumberGenerator.GetBytes(32);

    public string Origin { get; set; } = origin;

    public bool IsVerified { get; set; } = true;

    public bool IsCrossOrigin { get; set; }

    /// <summary>How often it has signed; counts on by itself.</summary>
    public uint Count { get; set; }

    /// <summary>Changes what the browser signs, such as its challenge.</summary>
    public Action<JsonObject>? ChangeClientData { get; set; }

    /// <summary>What <c>navigator.credentials.create()</c> gives for these options.</summary>
    public string Create(string options)
    {
        var asked = JsonNode.Parse(options)!;
        userHandle = (string)asked["user"]!["id"]!;
        var point = key.ExportParameters(false).Q;
        byte[] cose = [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. point.X!, 0x22, 0x58, 0x20, .. point.Y!];
        byte[] data = [.. Head((string)asked["rp"]!["id"]!, HasKey), .. new byte[16], 0, (byte)Id.Length, .. Id, .. cose];
        byte[] attestation = [0xa3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xa0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Text(ClientData("webauthn.create", asked)),
            ["attestationObject"] = Text(attestation),
            ["transports"] = new JsonArray("internal"),
        });
    }

    /// <summary>What <c>navigator.credentials.get()</c> gives for these options.</summary>
    public string Get(string options)
    {
        var asked = JsonNode.Parse(options)!;
        Count++;
        var data = Head((string)asked["rpId"]!, 0);
        var client = ClientData("webauthn.get", asked);
        return Answer(new JsonObject
        {
            ["clientDataJSON"] = Text(client),
            ["authenticatorData"] = Text(data),
            ["signature"] = Text(key.SignData([.. data, .. SHA256.HashData(client)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)),
            ["userHandle"] = userHandle,
        });
    }

    public void Dispose() => key.Dispose();

    private byte[] Head(string site, byte flags)
    {
        var head = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(site)).CopyTo(head, 0);
        head[32] = (byte)(Present | (IsVerified ? VerifiedFlag : 0) | flags);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(33), Count);
        return head;
    }

    private byte[] ClientData(string type, JsonNode asked)
    {
        var data = new JsonObject { ["type"] = type, ["challenge"] = (string)asked["challenge"]!, ["origin"] = Origin, ["crossOrigin"] = IsCrossOrigin };
        ChangeClientData?.Invoke(data);
        return Encoding.UTF8.GetBytes(data.ToJsonString());
    }

    private string Answer(JsonObject response) => new JsonObject
    {
        ["id"] = Text(Id),
        ["rawId"] = Text(Id),
        ["type"] = "public-key",
        ["clientExtensionResults"] = new JsonObject(),
        ["response"] = response,
    }.ToJsonString();

    private static string Text(byte[] bytes) => WebEncoders.Base64UrlEncode(bytes);
}
