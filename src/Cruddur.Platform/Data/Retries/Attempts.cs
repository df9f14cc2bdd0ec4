using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;

namespace Cruddur.Platform.Data.Retries;

/// <summary>What one operation has tried so far, and whether it may try again. A structure, because every statement has one.</summary>
internal struct Attempts
{
    private const int MostRepeats = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private static readonly Counter<long> Again = new Meter("Cruddur").CreateCounter<long>("database_retries", description: "Statements and transactions that were run again");

    private readonly long began = Stopwatch.GetTimestamp();
    private int waits;
    private int repeats;
    private bool reconnected;
    private bool forgot;

    public Attempts()
    {
    }

    /// <summary>How far this try has come.</summary>
    public Stage Stage { get; set; } = Stage.Opening;

    /// <summary>How often the pool had been emptied when this try began.</summary>
    public int Cleared { get; private set; }

    /// <summary>Whether a COMMIT was sent whose answer never came.</summary>
    public bool IsUnconfirmed { get; private set; }

    public void Begin(int cleared) => (Stage, Cleared) = (Stage.Opening, cleared);

    /// <summary>Notes a failure; how long to wait before the next try, or null when there is none.</summary>
    /// <param name="remedy">What the failure allows.</param>
    /// <param name="patience">For how long.</param>
    /// <param name="isRepeatable">Whether running it again after it was committed does no harm.</param>
    public TimeSpan? Next(Remedy remedy, Patience patience, bool isRepeatable)
    {
        var elapsed = Stopwatch.GetElapsedTime(began);
        var pause = remedy switch
        {
            Remedy.Reopen => Wait(patience.Open - elapsed),
            Remedy.FindWriter => Wait(patience.Writer - elapsed),
            Remedy.Repeat when repeats++ < MostRepeats => TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(10, 200)),
            Remedy.Reconnect when !reconnected && elapsed < patience.Open => At(out reconnected),
            Remedy.Forget when !forgot => At(out forgot),
            Remedy.LookUp when isRepeatable && !IsUnconfirmed => TimeSpan.Zero,
            _ => (TimeSpan?)null,
        };
        if (remedy == Remedy.LookUp) IsUnconfirmed = true;
        if (pause is not null) Again.Add(1, new KeyValuePair<string, object?>("reason", remedy.ToString()));
        return pause;
    }

    private static TimeSpan At(out bool done)
    {
        done = true;
        return TimeSpan.Zero;
    }

    /// <summary>Longer each time, never longer than what is left, and different for everybody who waits.</summary>
    private TimeSpan? Wait(TimeSpan left)
    {
        if (left <= TimeSpan.Zero) return null;
        var longest = Math.Min((FirstPause * Math.Pow(2, Math.Min(waits++, 10))).TotalMilliseconds, LongestPause.TotalMilliseconds);
        var pause = TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32((int)longest / 2, (int)longest));
        return pause < left ? pause : left;
    }
}
