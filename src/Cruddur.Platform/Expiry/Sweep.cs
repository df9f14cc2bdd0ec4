using System.Diagnostics;
using Cruddur.Platform.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Expiry;

/// <summary>One kind of row that ends: how a small batch of it is erased, and how far behind erasing is.</summary>
/// <param name="Name">What people call the rows, such as <c>cruds</c>.</param>
/// <param name="Delete">Erases up to <c>@batch</c> rows whose time was over at <c>@now</c>, with all that hangs on them.</param>
/// <param name="Lag">Seconds since the oldest row that is still there should have gone; 0 when there is none.</param>
public sealed record Sweep(string Name, Command Delete, Query<double> Lag)
{
    /// <summary>How long is rested after a batch, in lengths of it, where people are waiting for answers meanwhile: the sweep has a quarter of the time.</summary>
    public const int Gentle = 3;

    /// <summary>The statements <c>Sweep</c> and <c>Lag</c> of a file.</summary>
    public static Sweep Of(string name, string file) => new(name, Command.Of($"{file}#Sweep"), Query.Of($"{file}#Lag", row => row.Number(0)));

    /// <summary>Erases in batches until nothing is left of what was over at <paramref name="now"/>.</summary>
    /// <param name="db">Where.</param>
    /// <param name="now">The time.</param>
    /// <param name="batch">Rows in each transaction.</param>
    /// <param name="erased">Told of the rows of each batch.</param>
    /// <param name="ct">Cancels between batches.</param>
    /// <param name="rest">Lengths of a batch to wait after it; 0 where nobody else uses the database.</param>
    public async Task EraseAsync(Db db, DateTimeOffset now, int batch, Action<int> erased, CancellationToken ct, int rest = Gentle)
    {
        while (true)
        {
            var begun = Stopwatch.GetTimestamp();
            var rows = await db.ExecuteAsync(Delete, new Args { ["now"] = now, ["batch"] = batch }, ct);
            erased(rows);
            if (rows < batch) return;
            await Task.Delay(rest * Stopwatch.GetElapsedTime(begun), ct);
        }
    }

    /// <summary>How long the oldest row has been over.</summary>
    public async Task<TimeSpan> LagAsync(Db db, DateTimeOffset now, CancellationToken ct) =>
        TimeSpan.FromSeconds(await db.FindAsync(Lag, new Args { ["now"] = now }, ct));
}

/// <summary>What the running program does with rows before a sweep erases them.</summary>
/// <param name="Sweep">Name of the sweep.</param>
/// <param name="RunAsync">Gets the time by which the rows were over.</param>
public sealed record BeforeSweep(string Sweep, Func<DateTimeOffset, CancellationToken, Task> RunAsync);

public static class SweepServices
{
    /// <summary>Gives a module's rows that end to the sweeper.</summary>
    public static IServiceCollection AddSweeps(this IServiceCollection services, IEnumerable<Sweep> sweeps)
    {
        foreach (var sweep in sweeps) services.AddSingleton(sweep);
        return services;
    }
}
