using System.Globalization;
using System.Security.Cryptography;

namespace Cruddur.Platform.Data.Secrets;

/// <summary>How often a secret is read.</summary>
/// <param name="Lifetime">How long a value is believed without another look; the background looks as often, with jitter.</param>
/// <param name="Pause">How long after a fruitless look the next one comes at the soonest.</param>
internal sealed record SecretTimes(TimeSpan Lifetime, TimeSpan Pause)
{
    public static SecretTimes Usual { get; } = new(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(30));
}

/// <summary>
/// A secret that is rotated while it is in use. The value at hand stays in use while nothing better can be read; a value
/// that the server refused is replaced by one that the server was seen to accept.
/// </summary>
internal sealed class LiveSecret(SecretReader reader, DatabaseSecret first, TimeProvider clock, SecretTimes times)
{
    private readonly SemaphoreSlim gate = new(1);
    private volatile DatabaseSecret current = first;
    private DatabaseSecret? refused;
    private long dueTicks = (clock.GetUtcNow() + times.Lifetime).UtcTicks;
    private DateTimeOffset quietUntil;
    private DatabaseException? lastFailure;

    public SecretName Name => reader.Name;

    public SecretReader Reader => reader;

    public DatabaseSecret Current => current;

    /// <summary>Reads a secret for the first time.</summary>
    /// <exception cref="DatabaseException">CDB-050 or CDB-051.</exception>
    public static async Task<LiveSecret> ReadAsync(SecretReader reader, TimeProvider clock, SecretTimes times, CancellationToken ct) =>
        new(reader, DatabaseSecret.Parse(reader.Name, await reader.ReadAsync(SecretStage.Current, fresh: false, ct)), clock, times);

    /// <summary>The value to sign in with. One older than its lifetime is read again first, by one caller; whatever goes wrong there, the old one stays.</summary>
    public async ValueTask<DatabaseSecret> GetAsync(CancellationToken ct)
    {
        if (clock.GetUtcNow().UtcTicks >= Interlocked.Read(ref dueTicks)) await RefreshAsync(ct);
        return current;
    }

    /// <summary>Looks for a new value.</summary>
    /// <returns>Null, or why the old one had to stay.</returns>
    public async Task<DatabaseException?> RefreshAsync(CancellationToken ct)
    {
        // Somebody else is looking.
        if (!await gate.WaitAsync(0, ct)) return null;
        try
        {
            var latest = DatabaseSecret.Parse(Name, await reader.ReadAsync(SecretStage.Current, fresh: false, ct));
            // In the middle of a rotation the value in force is still the one that the server refuses already.
            if (refused is null || !latest.SameAs(refused)) Adopt(latest);
            Interlocked.Exchange(ref dueTicks, (clock.GetUtcNow() + times.Lifetime).UtcTicks);
            return null;
        }
        catch (DatabaseException failure)
        {
            Interlocked.Exchange(ref dueTicks, (clock.GetUtcNow() + times.Pause).UtcTicks);
            return failure;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>
    /// Finds a value in place of one that the server refused: the one that another caller has found meanwhile, the one in
    /// force, or the one that a rotation is about to put in force.
    /// </summary>
    /// <param name="was">The value that was refused.</param>
    /// <param name="sqlState">With which the server refused it.</param>
    /// <param name="accepts">Whether the server accepts a value.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DatabaseException">CDB-015: there is none. CDB-050, CDB-051: none can be read.</exception>
    public async Task<DatabaseSecret> ReplaceAsync(DatabaseSecret was, string sqlState, Func<DatabaseSecret, CancellationToken, Task<bool>> accepts, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (!current.SameAs(was)) return current;
            if (lastFailure is not null && clock.GetUtcNow() < quietUntil) throw new DatabaseException(lastFailure.Code, lastFailure.Message[(lastFailure.Code.Length + 2)..], lastFailure.ExitCode, lastFailure);
            refused = was;
            return await SearchAsync(was, sqlState, accepts, ct);
        }
        catch (DatabaseException failure)
        {
            if (clock.GetUtcNow() >= quietUntil) (lastFailure, quietUntil) = (failure, clock.GetUtcNow() + times.Pause);
            throw;
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Looks for a new value again and again, until it is cancelled.</summary>
    /// <param name="failed">Hears why the old value had to stay.</param>
    /// <param name="ct">Ends it.</param>
    public async Task WatchAsync(Action<DatabaseException> failed, CancellationToken ct)
    {
        try
        {
            while (true)
            {
                // Instances that were started together do not all ask at once.
                await Task.Delay(times.Lifetime * (0.8 + 0.4 * RandomNumberGenerator.GetInt32(1000) / 1000), clock, ct);
                if (await RefreshAsync(ct) is { } failure) failed(failure);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The pool is closed.
        }
    }

    private async Task<DatabaseSecret> SearchAsync(DatabaseSecret was, string sqlState, Func<DatabaseSecret, CancellationToken, Task<bool>> accepts, CancellationToken ct)
    {
        // The prepared version first: a rotation that ends between the two looks is then seen in the second.
        if (await PendingAsync(ct) is { } pending && !pending.SameAs(was) && await accepts(pending, ct)) return Adopt(pending);
        var latest = DatabaseSecret.Parse(Name, await reader.ReadAsync(SecretStage.Current, fresh: true, ct));
        if (!latest.SameAs(was) && await accepts(latest, ct)) return Adopt(latest);
        throw Refused(latest, sqlState);
    }

    private async Task<DatabaseSecret?> PendingAsync(CancellationToken ct)
    {
        try
        {
            return await reader.ReadPendingAsync(ct) is { } value ? DatabaseSecret.Parse(Name, value) : null;
        }
        catch (DatabaseException)
        {
            // Half written, or not for us to read: the version in force decides, and says what is wrong with it.
            return null;
        }
    }

    private DatabaseSecret Adopt(DatabaseSecret found)
    {
        if (refused is not null && !found.SameAs(refused)) lastFailure = null;
        // An equal value keeps its identity, by which pools see that nothing changed.
        if (!found.SameAs(current)) current = found;
        return current;
    }

    private DatabaseException Refused(DatabaseSecret latest, string sqlState)
    {
        var age = latest.ChangedAt is { } since ? $"changed {Span(clock.GetUtcNow() - since)} ago" : "changed at an unknown time";
        return new DatabaseException("CDB-015", $"Server refused the password for '{latest.Username}' [{sqlState}]. The secret was re-read (version {latest.Version}, {age}) and refused again.", 6);
    }

    internal static string Span(TimeSpan age) => string.Create(CultureInfo.InvariantCulture, $"{age switch
    {
        { TotalSeconds: < 120 } => $"{Math.Max(0, age.TotalSeconds):0} s",
        { TotalMinutes: < 120 } => $"{age.TotalMinutes:0} min",
        { TotalHours: < 72 } => $"{age.TotalHours:0} h",
        _ => $"{age.TotalDays:0} days",
    }}");
}
