using System.Diagnostics;
using System.Globalization;

namespace Cruddur.Platform.Data.Migrations;

/// <summary>Tells every few seconds that a step still runs, so that nobody takes it for dead.</summary>
internal sealed class StepBeat : IAsyncDisposable
{
    private readonly string label;
    private readonly CancellationTokenSource stop = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly Task beating;

    /// <param name="label">What runs, such as <c>applying 0007_x (2/3)</c>.</param>
    /// <param name="every">How often it is told.</param>
    /// <param name="listener">Who hears it; null for nobody.</param>
    public StepBeat(string label, TimeSpan every, IProgress<string>? listener)
    {
        this.label = label;
        beating = listener is null ? Task.CompletedTask : BeatAsync(every, listener);
    }

    /// <summary>Rows that a back-fill has changed since it began now.</summary>
    public long Done { get; set; }

    /// <summary>Rows that it had to change then; null while that is unknown.</summary>
    public long? Total { get; set; }

    public TimeSpan Elapsed => watch.Elapsed;

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await beating;
        stop.Dispose();
    }

    /// <summary><c>applying 0007_x (2/3) … 10 s, 400 of 1000 rows, about 15 s left</c>.</summary>
    internal static string Text(string label, TimeSpan elapsed, long done, long? total)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{label} … {elapsed.TotalSeconds:0} s");
        if (total is not { } all) return text;
        text += string.Create(CultureInfo.InvariantCulture, $", {done} of {all} rows");
        return done == 0 || done >= all ? text : text + string.Create(CultureInfo.InvariantCulture, $", about {elapsed.TotalSeconds * (all - done) / done:0} s left");
    }

    private async Task BeatAsync(TimeSpan every, IProgress<string> listener)
    {
        using var timer = new PeriodicTimer(every);
        try
        {
            while (await timer.WaitForNextTickAsync(stop.Token)) listener.Report(Text(label, watch.Elapsed, Done, Total));
        }
        catch (OperationCanceledException)
        {
            // The step has ended.
        }
    }
}
