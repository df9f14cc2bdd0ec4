using System.Buffers.Binary;
using System.Security.Cryptography;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Cryptography.KeyDerivation;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Cruddur.Platform.Identity;

/// <summary>
/// PBKDF2-HMAC-SHA512 with 210,000 rounds (OWASP ASVS 5.0, appendix C), by ASP.NET Core Identity's hasher. At most as
/// many hashes run at once as there are cores; beyond a queue of twice that, callers are asked to come back.
/// </summary>
public sealed class PasswordHash
{
    private static readonly object Nobody = new();

    private readonly PasswordHasher<object> hasher;

    /// <summary>Hash of a password that nobody has: checked for an unknown e-mail, so that it takes as long as a known one.</summary>
    private readonly string dummy;

    private readonly SemaphoreSlim cores = new(Environment.ProcessorCount);
    private int waiting;

    public PasswordHash() : this(210_000)
    {
    }

    /// <summary>With fewer rounds for tests, which sign in by the thousand.</summary>
    internal PasswordHash(int rounds)
    {
        hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = rounds }));
        dummy = OfNothing(rounds);
    }

    /// <summary>The hash of a new password.</summary>
    public string Create(string password) => hasher.HashPassword(Nobody, password);

    /// <summary>The hash of a new password, made when a core is free.</summary>
    /// <exception cref="RequestError">429 when too many are waiting.</exception>
    public Task<string> CreateAsync(string password, CancellationToken ct) => BoundedAsync(() => Create(password), ct);

    /// <summary>Whether the password is right, and whether its hash has weaker parameters than today's.</summary>
    /// <param name="hash">Null for an unknown account; never right, and just as slow.</param>
    /// <param name="password"></param>
    /// <param name="ct"></param>
    /// <exception cref="RequestError">429 when too many are waiting.</exception>
    public async Task<(bool Right, bool Weak)> CheckAsync(string? hash, string password, CancellationToken ct)
    {
        var result = await BoundedAsync(() => hasher.VerifyHashedPassword(Nobody, hash ?? dummy, password), ct);
        return (hash is not null && result != PasswordVerificationResult.Failed, result == PasswordVerificationResult.SuccessRehashNeeded);
    }

    /// <summary>Random bytes in the layout of a hash ("Identity V3": version, HMAC-SHA512, rounds, length of the salt, salt, key), made without the work of one.</summary>
    private static string OfNothing(int rounds)
    {
        var bytes = RandomNumberGenerator.GetBytes(13 + 16 + 32);
        bytes[0] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(1), (uint)KeyDerivationPrf.HMACSHA512);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(5), (uint)rounds);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(9), 16);
        return Convert.ToBase64String(bytes);
    }

    private async Task<T> BoundedAsync<T>(Func<T> work, CancellationToken ct)
    {
        if (Interlocked.Increment(ref waiting) > Environment.ProcessorCount * 3)
        {
            Interlocked.Decrement(ref waiting);
            throw RequestError.Busy(TimeSpan.FromSeconds(5));
        }
        try
        {
            await cores.WaitAsync(ct);
            try
            {
                return await Task.Run(work, ct);
            }
            finally
            {
                cores.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
    }
}
