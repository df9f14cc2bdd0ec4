using System.Text.Json;
using Cruddur.Platform.Data;
using Cruddur.Platform.Languages;
using Cruddur.Platform.Telemetry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cruddur.Platform.Jobs;

/// <summary>
/// Does what is due, one job after another. Several instances share the work: each leases a job for five minutes, and one
/// whose worker died is leased again. What fails comes again after a pause that doubles from a few seconds to an hour.
/// </summary>
public sealed partial class JobWorker : BackgroundService
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    private static readonly Query<Leased> LeaseOne = Query.Of("Platform/Jobs/Jobs.sql#Lease", row => new Leased(row.Uuid(0), row.Text(1), row.Text(2), row.Int(3)));
    private static readonly Command Done = Command.Of("Platform/Jobs/Jobs.sql#Done");
    private static readonly Command Later = Command.Of("Platform/Jobs/Jobs.sql#Later");

    private readonly Db db;
    private readonly JobQueue queue;
    private readonly Dictionary<string, JobHandler> handlers;
    private readonly IServiceProvider services;
    private readonly TimeProvider clock;
    private readonly ILogger<JobWorker> log;

    public JobWorker(Db db, JobQueue queue, IEnumerable<JobHandler> handlers, IServiceProvider services, TimeProvider clock, ILogger<JobWorker> log)
    {
        (this.db, this.queue, this.services, this.clock, this.log) = (db.ForJobs(), queue, services, clock, log);
        this.handlers = handlers.ToDictionary(handler => handler.Kind, StringComparer.Ordinal);
    }

    /// <summary>Does everything that is due now.</summary>
    /// <returns>How many jobs were done.</returns>
    public async Task<int> RunDueAsync(CancellationToken ct)
    {
        var done = 0;
        while (!ct.IsCancellationRequested)
        {
            var now = clock.GetUtcNow();
            if (await db.FindAsync(LeaseOne, new Args { ["now"] = now, ["leased_until"] = now + Lease }, ct) is not { } leased) return done;
            if (await RunAsync(leased, ct)) done++;
        }
        return done;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await queue.WaitAsync(Rest, stoppingToken);
                await RunDueAsync(stoppingToken);
            }
            catch (DbError error)
            {
                LogStopped(error);
                await Task.Delay(FirstPause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<bool> RunAsync(Leased leased, CancellationToken ct)
    {
        try
        {
            // A kind that only a newer version knows waits until an instance of that version is there.
            if (!handlers.TryGetValue(leased.Kind, out var handler)) throw new NotSupportedException($"This version has no handler for jobs of the kind '{leased.Kind}'.");
            using var payload = JsonDocument.Parse(leased.Payload);
            using var spoken = SiteLanguage.Speak(payload.RootElement.TryGetProperty(Job.Language, out var tag) ? tag.GetString() : SiteLanguage.Default.Tag);
            await handler.RunAsync(services, new Job(leased.Uuid, leased.Kind, payload.RootElement, leased.Attempts), ct);
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            var pause = Math.Min(FirstPause.TotalSeconds * Math.Pow(2, Math.Min(leased.Attempts - 1, 20)), LongestPause.TotalSeconds);
            LogFailed(leased.Kind, leased.Attempts, pause, failure);
            await db.ExecuteAsync(Later, new Args
            {
                ["uuid"] = leased.Uuid,
                ["attempts"] = leased.Attempts,
                ["run_at"] = clock.GetUtcNow() + TimeSpan.FromSeconds(pause),
                ["error"] = Redactor.Redact(failure.Message),
            }, ct);
            return false;
        }
        await db.ExecuteAsync(Done, new Args { ["uuid"] = leased.Uuid, ["attempts"] = leased.Attempts }, ct);
        return true;
    }

    [LoggerMessage(1, LogLevel.Warning, "A job of the kind {Kind} failed on attempt {Attempt}; the next comes in {Pause} s")]
    private partial void LogFailed(string kind, int attempt, double pause, Exception failure);

    [LoggerMessage(2, LogLevel.Error, "Jobs cannot be read; they stay in the table, and the next look comes in five seconds")]
    private partial void LogStopped(Exception failure);

    internal sealed record Leased(Guid Uuid, string Kind, string Payload, int Attempts);
}
