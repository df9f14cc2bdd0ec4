using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Secrets;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;

namespace Cruddur.Tests.Platform.Data.Secrets;

/// <summary>A secret that changes, or cannot be read, while the app works with it.</summary>
public sealed class RotationTests(TlsServer database) : IClassFixture<TlsServer>, IAsyncLifetime
{
    private const string Name = "prod/cruddur";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(Figures.Full ? 30 : 2.5);
    private static readonly int Rotations = Figures.Full ? 20 : 3;

    private SecretServer secrets = null!;

    public async ValueTask InitializeAsync() => secrets = await SecretServer.StartAsync();

    public ValueTask DisposeAsync() => secrets.DisposeAsync();

    [Theory]
    [InlineData("single", 1, 0.001)]
    [InlineData("alternating", 2, 0)]
    public async Task Requests_do_not_notice_a_rotation(string kind, int users, double most)
    {
        var names = Enumerable.Range(0, users).Select(i => $"{kind}_{i}").ToArray();
        foreach (var name in names) await database.SqlAsync($"create role {name} login password 'first'");
        secrets.Set(Name, Json(names[0], "first"));
        var target = await TargetAsync(new SecretTimes(TimeSpan.FromMinutes(5), Figures.Full ? TimeSpan.FromSeconds(30) : TimeSpan.FromSeconds(2.4)));
        await using var pool = new ConnectionPool(ConnectionPlan.For(target, null, "app").With(Busy));
        secrets.Requests.Clear();

        var load = new Load(pool, perSecond: 100);
        for (var n = 1; n <= Rotations; n++)
        {
            await Task.Delay(Every);
            await RotateAsync(names[n % users], $"password of rotation {n}");
        }
        await Task.Delay(Every);
        await load.StopAsync();

        var fresh = secrets.Requests.Count(request => request.EndsWith("versionStage=AWSCURRENT&refreshNow=true", StringComparison.Ordinal));
        Figures.Record(36, $"share of requests that failed, {kind} user", load.Failures.Count / (double)load.Count, most == 0 ? "0" : "≤ 0.001");
        Figures.Record(36, $"secret fetches per rotation, {kind} user", fresh / (double)Rotations, "≤ 1");
        var prepared = secrets.Requests.Count(request => request.Contains("AWSPENDING", StringComparison.Ordinal));
        Figures.Record(36, $"fetches of a prepared version per rotation, {kind} user", prepared / (double)Rotations, "≤ 1");
        Assert.InRange(prepared, 0, Rotations);
        Assert.True(load.Count > 90 * Every.TotalSeconds * Rotations * 0.5, $"only {load.Count} requests were made");
        Assert.True(load.Failures.Count <= most * load.Count, $"{load.Failures.Count} of {load.Count} failed: {load.Failures.FirstOrDefault()}");
        // Of two users the one in use stays good until its own next turn; and the look that is due every five minutes may come first.
        Assert.InRange(fresh, Math.Max(1, Rotations / users - 3), Rotations);
        Assert.Contains(await UserAsync(pool), names);
    }

    [Fact]
    public async Task A_cached_value_stays_in_use_while_nobody_answers_for_secrets()
    {
        await database.SqlAsync("create role cached login password 'kept'");
        secrets.Set(Name, Json("cached", "kept"));
        var target = await TargetAsync(new SecretTimes(TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500)));
        await using var pool = new ConnectionPool(ConnectionPlan.For(target, null, "app").With(Busy));
        Assert.Equal("cached", await UserAsync(pool));
        await secrets.StopAsync();
        var load = new Load(pool, perSecond: 50);
        await Task.Delay(TimeSpan.FromSeconds(Figures.Full ? 60 : 4));
        await load.StopAsync();
        Figures.Record(37, "requests that failed while the secret endpoint was down", load.Failures.Count, "0");
        Assert.True(load.Count > 20);
        Assert.Empty(load.Failures);
    }

    [Fact]
    public async Task A_password_that_no_version_cures_is_told_once_looked_up_once_and_cured_by_the_next_version()
    {
        await database.SqlAsync("create role lost login password 'right'");
        secrets.Set(Name, Json("lost", "wrong"));
        var target = await TargetAsync(new SecretTimes(TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(1)));
        await using var pool = new ConnectionPool(ConnectionPlan.For(target, null, "app"));
        secrets.Requests.Clear();
        var failures = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Assert.ThrowsAsync<DatabaseException>(async () => await pool.OpenAsync(default))));
        Assert.All(failures, failure => Assert.Equal(6, failure.ExitCode));
        Assert.All(failures, failure => Assert.Matches("^CDB-015: Server refused the password for 'lost' \\[28P01\\]\\. The secret was re-read \\(version v1, changed 3 min ago\\) and refused again\\.$", failure.Message));
        Assert.Equal(2, secrets.Requests.Count);
        Assert.Equal(DbErrorKind.Unavailable, DbError.From(failures[0], null)!.Kind);

        secrets.Set(Name, Json("lost", "right"));
        await Assert.ThrowsAsync<DatabaseException>(async () => await pool.OpenAsync(default));
        await Task.Delay(TimeSpan.FromSeconds(1.1));
        Assert.Equal("lost", await UserAsync(pool));
        await using var sync = await Task.Run(pool.Open);
        Assert.Equal(System.Data.ConnectionState.Open, sync.State);
    }

    [Fact]
    public async Task In_the_gap_of_a_rotation_the_prepared_version_is_used_and_the_old_one_not_taken_back()
    {
        await database.SqlAsync("create role gap login password 'old'");
        secrets.Set(Name, Json("gap", "old"));
        var target = await TargetAsync(new SecretTimes(TimeSpan.Zero, TimeSpan.FromSeconds(30)));
        await using var pool = new ConnectionPool(ConnectionPlan.For(target, null, "app").With(settings => settings.Pooling = false));
        secrets.Prepare(Name, Json("gap", "new"));
        await database.SqlAsync("alter role gap password 'new'");
        for (var n = 0; n < 3; n++) Assert.Equal("gap", await UserAsync(pool));
        Assert.Single(secrets.Requests, request => request.Contains("AWSPENDING", StringComparison.Ordinal));
        secrets.Finish(Name);
        Assert.Equal("gap", await UserAsync(pool));
    }

    [Fact]
    public async Task A_rotation_is_noticed_in_the_background_before_anything_is_refused()
    {
        foreach (var role in new[] { "before_it", "after_it" }) await database.SqlAsync($"create role {role} login password 'p'");
        secrets.Set(Name, Json("before_it", "p"));
        var target = await TargetAsync(new SecretTimes(TimeSpan.FromMilliseconds(300), TimeSpan.FromSeconds(30)));
        await using var pool = new ConnectionPool(ConnectionPlan.For(target, null, "app"), watches: true);
        Assert.Equal("before_it", await UserAsync(pool));
        secrets.Set(Name, Json("after_it", "p"));
        for (var wait = Stopwatch.StartNew(); await UserAsync(pool) != "after_it"; await Task.Delay(50)) Assert.True(wait.Elapsed < TimeSpan.FromSeconds(20));
        Assert.DoesNotContain(secrets.Requests, request => request.Contains("refreshNow", StringComparison.Ordinal));
    }

    /// <summary>Sessions end after a second, so that new ones begin all the time; how long a loaded machine takes for one is not asked here.</summary>
    private static void Busy(NpgsqlConnectionStringBuilder settings) => (settings.MaxPoolSize, settings.ConnectionLifetime, settings.Timeout) = (10, 1, 60);

    private async Task RotateAsync(string user, string password)
    {
        secrets.Prepare(Name, Json(user, password));
        await database.SqlAsync($"alter role {user} password '{password}'");
        await Task.Delay(20);
        secrets.Finish(Name);
    }

    private async Task<DatabaseTarget> TargetAsync(SecretTimes times)
    {
        var settings = secrets.AgentSettings;
        (settings["DB_SECRET_ARN"], settings["CRUDDUR_DB_CA"]) = (Name, database.RootFile);
        var target = await DatabaseTarget.ResolveAsync(new DatabaseChoice("prod", null, "", settings.GetValueOrDefault, TimeProvider.System, "/nowhere"), default);
        var reader = new SecretReader(target.Secret!.Name, settings.GetValueOrDefault, TimeProvider.System);
        return target with { Secret = await LiveSecret.ReadAsync(reader, TimeProvider.System, times, default) };
    }

    private string Json(string user, string password) => JsonSerializer.Serialize(new { engine = "postgres", host = "localhost", port = database.Port, username = user, password, dbname = "postgres" });

    private static async Task<string> UserAsync(ConnectionPool pool)
    {
        await using var connection = await pool.OpenAsync(default);
        await using var command = new NpgsqlCommand("select current_user::text", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Requests at a steady rate, however long each takes.</summary>
    private sealed class Load
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Task running;
        private int count;

        public Load(ConnectionPool pool, int perSecond) => running = RunAsync(pool, TimeSpan.FromSeconds(1.0 / perSecond));

        public int Count => count;

        public ConcurrentQueue<string> Failures { get; } = new();

        public async Task StopAsync()
        {
            await stop.CancelAsync();
            await running;
            stop.Dispose();
        }

        private async Task RunAsync(ConnectionPool pool, TimeSpan pause)
        {
            var requests = new List<Task>();
            for (var clock = Stopwatch.StartNew(); !stop.IsCancellationRequested;)
            {
                for (; count < clock.Elapsed / pause; count++) requests.Add(Task.Run(() => RequestAsync(pool)));
                await Task.Delay(5);
            }
            await Task.WhenAll(requests);
        }

        private async Task RequestAsync(ConnectionPool pool)
        {
            try
            {
                await UserAsync(pool);
            }
            catch (Exception failure) when (failure is NpgsqlException or DatabaseException or TimeoutException)
            {
                Failures.Enqueue($"{failure}");
            }
        }
    }
}
