using System.Collections.Concurrent;
using System.Diagnostics;
using Cruddur.Tests.Fixtures;

namespace Cruddur.Tests.Reliability;

/// <summary>What became of a request. It is kept outside the program, so that it can be held against what the database has.</summary>
/// <param name="At">When it was sent, since the load began.</param>
/// <param name="Took">How long the answer took.</param>
/// <param name="Status">HTTP status; 0 when no answer came.</param>
/// <param name="Message">The crud that it posted; null when it read.</param>
/// <param name="RetryAfter">What the answer says about trying again.</param>
internal sealed record Outcome(TimeSpan At, TimeSpan Took, int Status, string? Message, string? RetryAfter)
{
    public TimeSpan End => At + Took;

    public bool IsGood => Status == 200;
}

/// <summary>Requests that come at a steady rate, whether the program answers or not: one in five posts, the others read the home feed.</summary>
internal sealed class Load : IAsyncDisposable
{
    private static int loads;

    private readonly HttpClient api;
    private readonly string name = FormattableString.Invariant($"load {Interlocked.Increment(ref loads)}");
    private readonly CancellationTokenSource stop = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private readonly ConcurrentQueue<Outcome> outcomes = new();
    private readonly Task running;

    private Load(HttpClient api, int perSecond)
    {
        this.api = api;
        running = RunAsync(perSecond);
    }

    /// <summary>Time since the load began.</summary>
    public TimeSpan Now => watch.Elapsed;

    public IReadOnlyCollection<Outcome> Outcomes => outcomes;

    /// <summary>Cruds whose author was told that they are posted.</summary>
    public IReadOnlyCollection<string> Acknowledged => [.. outcomes.Where(one => one is { IsGood: true, Message: not null }).Select(one => one.Message!)];

    public static async Task<Load> StartAsync(TestApp app, Person person, int perSecond)
    {
        var api = await app.ApiAsync(person);
        api.Timeout = TimeSpan.FromMinutes(2);
        using var warm = await api.GetAsync("/api/activities/home");
        return new Load(api, perSecond);
    }

    /// <summary>The first good answer to a post and to a read that came at that time or later, whichever came last; waits for them.</summary>
    public async Task<TimeSpan> FirstGoodAsync(TimeSpan since)
    {
        while (true)
        {
            var good = outcomes.Where(one => one.IsGood && one.End >= since).ToList();
            var (write, read) = (good.Where(one => one.Message is not null).MinBy(one => one.End), good.Where(one => one.Message is null).MinBy(one => one.End));
            if (write is not null && read is not null) return write.End > read.End ? write.End : read.End;
            if (Now - since > TimeSpan.FromMinutes(2)) throw new TimeoutException("Nothing is answered any more.");
            await Task.Delay(20);
        }
    }

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await running;
    }

    /// <summary>How many cruds that were acknowledged are not in a database, and how many are in it more than once.</summary>
    /// <param name="readAsync">Reads the messages of all cruds.</param>
    public async Task<(int Lost, int Doubled)> CompareAsync(Func<string, Task<IReadOnlyCollection<string>>> readAsync)
    {
        var stored = (await readAsync(name)).CountBy(message => message).ToDictionary();
        return (Acknowledged.Count(message => !stored.ContainsKey(message)), stored.Values.Count(count => count > 1));
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
        api.Dispose();
    }

    private async Task RunAsync(int perSecond)
    {
        var requests = new List<Task>();
        while (!stop.IsCancellationRequested)
        {
            while (requests.Count < watch.Elapsed.TotalSeconds * perSecond) requests.Add(RequestAsync(requests.Count));
            await Task.Delay(5, CancellationToken.None);
        }
        await Task.WhenAll(requests);
    }

    private async Task RequestAsync(int number)
    {
        var at = watch.Elapsed;
        var message = number % 5 == 0 ? FormattableString.Invariant($"{name}, crud {number}") : null;
        try
        {
            using var answer = message is null ? await api.GetAsync("/api/activities/home") : await api.TryCrudAsync(message, key: message);
            outcomes.Enqueue(new Outcome(at, watch.Elapsed - at, (int)answer.StatusCode, message, answer.Header("Retry-After")));
        }
        catch (Exception lost) when (lost is HttpRequestException or TaskCanceledException)
        {
            outcomes.Enqueue(new Outcome(at, watch.Elapsed - at, 0, message, null));
        }
    }
}
