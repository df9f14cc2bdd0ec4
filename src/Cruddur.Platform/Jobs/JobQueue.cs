using System.Globalization;
using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Cruddur.Platform.Languages;

namespace Cruddur.Platform.Jobs;

/// <summary>What is to be done later, in a table: a job that was added is done once its transaction is committed, whatever becomes of this process.</summary>
public sealed class JobQueue(TimeProvider clock, NewId newId)
{
    private static readonly Command Add = Command.Of("Platform/Jobs/Jobs.sql#Add");

    private readonly SemaphoreSlim signal = new(0, 1);

    /// <summary>Adds a job in the transaction of the change that causes it. It is done in the language that is spoken now.</summary>
    /// <param name="executor">That transaction.</param>
    /// <param name="kind">Which handler does it.</param>
    /// <param name="payload">What it needs to know; no secret.</param>
    /// <param name="runAt">Not before then; null for at once.</param>
    /// <param name="key">Of several jobs with the same key only the first is there; null for none.</param>
    /// <param name="ct"></param>
    public async Task AddAsync(Executor executor, string kind, JsonObject payload, DateTimeOffset? runAt, string? key, CancellationToken ct)
    {
        if (SiteLanguage.Find(CultureInfo.CurrentUICulture.Name) is { } spoken && spoken != SiteLanguage.Default) payload[Job.Language] = spoken.Tag;
        var now = clock.GetUtcNow();
        await executor.ExecuteAsync(Add, new Args
        {
            ["uuid"] = newId(now),
            ["kind"] = kind,
            ["payload"] = payload.ToJsonString(),
            ["key"] = key,
            ["run_at"] = runAt ?? now,
            ["now"] = now,
        }, ct);
    }

    /// <summary>Has the worker look at once; called after the transaction that added something is committed. Without it the job is found a second later.</summary>
    public void Wake()
    {
        try
        {
            signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Somebody else has woken it already.
        }
    }

    /// <summary>Waits until somebody calls <see cref="Wake"/>, or until the time is over.</summary>
    internal Task<bool> WaitAsync(TimeSpan time, CancellationToken ct) => signal.WaitAsync(time, ct);
}
