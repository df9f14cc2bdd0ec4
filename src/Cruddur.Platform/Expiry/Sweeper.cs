using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Cruddur.Platform.Data;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Cruddur.Platform.Expiry;

/// <summary>
/// Erases what has expired, in small batches so that nobody waits for a lock, until nothing is left; then looks again
/// after five seconds. What people read never depends on it: every read filters by time.
/// </summary>
public sealed partial class Sweeper : BackgroundService
{
    private const int Batch = 500;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly Db db;
    private readonly IReadOnlyList<Sweep> sweeps;
    private readonly IReadOnlyList<BeforeSweep> before;
    private readonly TimeProvider clock;
    private readonly ILogger<Sweeper> log;
    private readonly Counter<long> swept;
    private readonly ConcurrentDictionary<string, double> lags = new(StringComparer.Ordinal);

    public Sweeper(Db db, IEnumerable<Sweep> sweeps, IEnumerable<BeforeSweep> before, TimeProvider clock, IMeterFactory meters, ILogger<Sweeper> log)
    {
        (this.db, this.sweeps, this.before, this.clock, this.log) = (db.ForJobs(), [.. sweeps], [.. before], clock, log);
        var meter = meters.Create("Cruddur");
        swept = meter.CreateCounter<long>("expiry_swept_rows", description: "Rows erased because their time was over");
        meter.CreateObservableGauge("expiry_lag_seconds",
            () => lags.Select(pair => new Measurement<double>(pair.Value, new KeyValuePair<string, object?>("rows", pair.Key))),
            "s", "Seconds since the oldest expired row should have gone");
    }

    /// <summary>Erases everything whose time is over now.</summary>
    /// <returns>How many rows that was, replies and likes not counted.</returns>
    public async Task<int> SweepAsync(CancellationToken ct)
    {
        var total = 0;
        foreach (var sweep in sweeps)
        {
            var now = clock.GetUtcNow();
            foreach (var first in before.Where(first => first.Sweep == sweep.Name)) await first.RunAsync(now, ct);
            await sweep.EraseAsync(db, now, Batch, rows =>
            {
                total += rows;
                swept.Add(rows, new KeyValuePair<string, object?>("rows", sweep.Name));
            }, ct);
        }
        return total;
    }

    /// <summary>The longest lag of all kinds of rows, asked of the database.</summary>
    public async Task<TimeSpan> LagAsync(CancellationToken ct)
    {
        foreach (var sweep in sweeps)
        {
            lags[sweep.Name] = (await sweep.LagAsync(db, clock.GetUtcNow(), ct)).TotalSeconds;
        }
        return TimeSpan.FromSeconds(lags.Values.DefaultIfEmpty(0).Max());
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LagAsync(stoppingToken);
                await SweepAsync(stoppingToken);
            }
            catch (DbError error)
            {
                LogFailed(error);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            await Task.Delay(Rest, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(1, LogLevel.Error, "Expired rows could not be erased; they stay hidden, and the next try comes in five seconds")]
    private partial void LogFailed(Exception error);
}
