using System.Security.Cryptography;
using System.Text;
using Cruddur.Platform.Data;

namespace Cruddur.Platform.Identity.SecondFactor;

/// <summary>Ten codes on paper for the day when the phone is gone; each is good once, and only hashes are stored.</summary>
public static class RecoveryCodes
{
    /// <summary>How many are made at once.</summary>
    public const int Count = 10;

    /// <summary>With so few left people are told to make new ones.</summary>
    public const int Few = 3;

    private const int Characters = 16;
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";

    private static readonly Command Drop = Command.Of("Platform/Identity/SecondFactor/SecondFactor.sql#DropCodes");
    private static readonly Command Add = Command.Of("Platform/Identity/SecondFactor/SecondFactor.sql#AddCodes");
    private static readonly Command Use = Command.Of("Platform/Identity/SecondFactor/SecondFactor.sql#UseCode");

    /// <summary>Makes ten new ones; those from before are worthless.</summary>
    /// <returns>The codes, which nobody can learn again.</returns>
    internal static async Task<IReadOnlyList<string>> RenewAsync(Executor executor, Guid user, CancellationToken ct)
    {
        var codes = Enumerable.Range(0, Count).Select(_ => New()).ToArray();
        await executor.ExecuteAsync(Drop, new Args { ["user"] = user }, ct);
        await executor.ExecuteAsync(Add, new Args { ["user"] = user, ["codes"] = codes.Select(code => Convert.ToHexString(Hash(code))).ToArray() }, ct);
        return codes;
    }

    /// <summary>Uses a code up.</summary>
    /// <returns>Whether it was one of this person's that had not been used.</returns>
    internal static async Task<bool> UseAsync(Executor executor, Guid user, string typed, CancellationToken ct) =>
        LooksLike(typed) && await executor.ExecuteAsync(Use, new Args { ["user"] = user, ["code"] = Hash(typed) }, ct) > 0;

    internal static Task DropAsync(Executor executor, Guid user, CancellationToken ct) => executor.ExecuteAsync(Drop, new Args { ["user"] = user }, ct);

    private static bool LooksLike(string typed) => Bare(typed).Length == Characters;

    private static string New()
    {
        var text = RandomNumberGenerator.GetString(Alphabet, Characters);
        return string.Join('-', text.Chunk(4).Select(part => new string(part)));
    }

    /// <summary>Capitals, blanks and dashes do not matter, since people copy codes from paper.</summary>
    private static byte[] Hash(string code) => SHA256.HashData(Encoding.UTF8.GetBytes(Bare(code)));

    private static string Bare(string code) => new([.. code.Where(char.IsAsciiLetterOrDigit).Select(char.ToLowerInvariant)]);
}
