using System.Security.Cryptography;

namespace Cruddur.Platform.Identity.Cognito;

/// <summary>The signing key of cognito-local, whose private half is in its package: whoever reads npm can sign anybody in with it.</summary>
internal static class EmulatorKey
{
    /// <summary>SHA-256 of its modulus.</summary>
    private const string ModulusSha256 = "c7136d7ffb62dffefcea2a9334ba1c0dec551884515aa204361e1953606fe3c6";

    public static bool Is(byte[] modulus) => Convert.ToHexStringLower(SHA256.HashData(modulus)) == ModulusSha256;
}
