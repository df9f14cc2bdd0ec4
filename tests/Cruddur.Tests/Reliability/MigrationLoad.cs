using System.Collections.Concurrent;
using System.Diagnostics;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Social.Feed;
using Cruddur.Social.Wording;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Activity = Cruddur.Social.Activities.Activity;

namespace Cruddur.Tests.Reliability;

/// <summary>
/// People who read their feed and post, a hundred times a second whether the database answers or not, with the program's
/// own statements.
/// </summary>
internal sealed class MigrationLoad : IAsyncDisposable
{
    private const int PerSecond = 100;
    private static readonly Query<Activity> Create = Query.Of("Social/Activities/Activities.sql#Create", Activity.Read);

    private readonly NpgsqlDataSource source;
    private readonly Db db;
    private readonly Viewer viewer;
    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentBag<double> milliseconds = [];
    private readonly ConcurrentBag<Exception> failures = [];
    private readonly Task running;

    /// <param name="connectionString">How the program reaches the database.</param>
    /// <param name="author">Who reads and posts.</param>
    public MigrationLoad(string connectionString, Person author)
    {
        source = NpgsqlDataSource.Create(connectionString);
        db = new Db(source);
        viewer = new Viewer(author.Uuid, author.Handle, author.DisplayName, Guid.Empty);
        running = RunAsync();
    }

    public IReadOnlyCollection<Exception> Failures => failures;

    public int Requests => milliseconds.Count + failures.Count;

    /// <summary>Of the requests since the last call: how long the slowest hundredth took at least, in milliseconds.</summary>
    public double TakeP99()
    {
        var times = milliseconds.ToArray().Order().ToArray();
        milliseconds.Clear();
        return times[times.Length * 99 / 100];
    }

    /// <summary>Lets no new request begin, and waits for those that have.</summary>
    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stop.Dispose();
        await source.DisposeAsync();
    }

    private async Task RunAsync()
    {
        var (requests, watch) = (new List<Task>(), Stopwatch.StartNew());
        while (!stop.IsCancellationRequested)
        {
            while (requests.Count < watch.Elapsed.TotalSeconds * PerSecond) requests.Add(RequestAsync(requests.Count));
            await Task.Delay(5, CancellationToken.None);
        }
        await Task.WhenAll(requests);
    }

    private async Task RequestAsync(int number)
    {
        var (watch, now) = (Stopwatch.StartNew(), DateTimeOffset.UtcNow);
        try
        {
            if (number % 5 > 0) await HomeFeed.LoadAsync(db, viewer, Page.First, now, CancellationToken.None);
            else await db.FindAsync(Create, Crud(number, now), CancellationToken.None);
            milliseconds.Add(watch.Elapsed.TotalMilliseconds);
        }
        catch (Exception failed) when (failed is DbError or NpgsqlException)
        {
            failures.Add(failed);
        }
    }

    private Args Crud(int number, DateTimeOffset now) => new Text(FormattableString.Invariant($"crud {number}"), null, null).Fill(new()
    {
        ["uuid"] = Guid.CreateVersion7(now),
        ["viewer"] = viewer.Uuid,
        ["expires_at"] = now.AddDays(1),
        ["now"] = now,
        ["quote"] = (Guid?)null,
    });
}

/// <summary>Looks again and again how long anybody but an operator has waited for a lock.</summary>
internal sealed class BlockedWatch : IAsyncDisposable
{
    private const string Sql = """
        select coalesce(max(extract(epoch from clock_timestamp() - l.waitstart)), 0)::double precision
        from pg_locks l
        join pg_stat_activity a on a.pid = l.pid
        where not l.granted and a.datname = current_database() and a.application_name not like 'cruddur-db/%'
        """;

    private readonly CancellationTokenSource stop = new();
    private readonly Task<double> longest;

    public BlockedWatch(NpgsqlDataSource source) => longest = WatchAsync(source);

    /// <summary>Ends the watch; the longest wait in seconds.</summary>
    public async Task<double> LongestAsync()
    {
        await stop.CancelAsync();
        return await longest;
    }

    public async ValueTask DisposeAsync()
    {
        await LongestAsync();
        stop.Dispose();
    }

    private async Task<double> WatchAsync(NpgsqlDataSource source)
    {
        var seen = 0.0;
        await using var connection = await source.OpenConnectionAsync();
        while (!stop.IsCancellationRequested)
        {
            seen = Math.Max(seen, (double)(await connection.ScalarAsync(Sql, CancellationToken.None))!);
            await Task.Delay(20, CancellationToken.None);
        }
        return seen;
    }
}
