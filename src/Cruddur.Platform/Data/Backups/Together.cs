namespace Cruddur.Platform.Data.Backups;

/// <summary>Long works side by side: the first that fails ends the others, and every two seconds somebody hears how far they are.</summary>
internal static class Together
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <param name="works">Started at once.</param>
    /// <param name="tell">How far they are, in a line.</param>
    /// <param name="progress">Hears the line.</param>
    /// <param name="clock">Measures the pauses.</param>
    /// <param name="ct">Ends all.</param>
    public static async Task RunAsync(
        IReadOnlyList<Func<CancellationToken, Task>> works, Func<Task<string>> tell, IProgress<string> progress, TimeProvider clock, CancellationToken ct)
    {
        using var others = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var all = Task.WhenAll(works.Select(work => EndOthersAsync(work, others)));
        while (await Task.WhenAny(all, Task.Delay(Pause, clock, ct)) != all && !ct.IsCancellationRequested) progress.Report(await tell());
        await all;
    }

    private static async Task EndOthersAsync(Func<CancellationToken, Task> work, CancellationTokenSource others)
    {
        try
        {
            await work(others.Token);
        }
        catch
        {
            await others.CancelAsync();
            throw;
        }
    }
}
