using System.Text;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Data.Embedded;
using Cruddur.Platform.Expiry;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Platform.Jobs;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Cruddur.Tests.Fixtures;

/// <summary>
/// The whole program on a free port and a database of its own, with a clock that tests move. Expired rows are erased only
/// when a test asks for it, so that what is hidden is hidden by time alone.
/// </summary>
public sealed class TestApp : IAsyncDisposable
{
    /// <summary>The origin that may call the API from a browser.</summary>
    public const string FrontEnd = "https://front.example.com";

    private readonly WebApplication web;
    private readonly RunningDatabase running;
    private RequestLimitSettings? limits;
    private KnownProxies? proxies;
    private int sealHours;
    private readonly SocketsHttpHandler connections = new()
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
    };

    private TestApp(WebApplication web, RunningDatabase running, string connectionString, MovableClock clock)
    {
        (this.web, this.running, ConnectionString, Clock) = (web, running, connectionString, clock);
        Address = new Uri(web.Urls.Single());
        Rows = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { MaxPoolSize = 5 });
    }

    public MovableClock Clock { get; }

    public Uri Address { get; }

    public string ConnectionString { get; }

    /// <summary>What lies in the database, past the program.</summary>
    public NpgsqlDataSource Rows { get; }

    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>A new database with three people, and the program on it.</summary>
    /// <param name="cluster"></param>
    /// <param name="cognito">The user pool that identifies people; null where the program does.</param>
    public static async Task<TestApp> StartAsync(PostgresCluster cluster, CognitoSettings? cognito = null)
    {
        var clock = new MovableClock();
        var connectionString = await cluster.CreateMigratedAsync();
        await AddPeopleAsync(connectionString, clock.GetUtcNow());
        return await StartAsync(connectionString, clock, cognito);
    }

    /// <summary>A new database with three people, and the program on it, which hashes passwords with all the work that it takes.</summary>
    public static async Task<TestApp> StartAsync(PostgresCluster cluster, PasswordHash passwords)
    {
        var clock = new MovableClock();
        var connectionString = await cluster.CreateMigratedAsync();
        await AddPeopleAsync(connectionString, clock.GetUtcNow(), passwords.Create(People.Password));
        return await StartAsync(connectionString, ConnectionUrl.Parse(Pass.Url(new NpgsqlConnectionStringBuilder(connectionString))), clock, passwords: passwords);
    }

    /// <summary>A new database with three people, and the program on it with limits of requests, behind proxies that it knows.</summary>
    public static async Task<TestApp> StartAsync(PostgresCluster cluster, RequestLimitSettings limits, KnownProxies proxies)
    {
        var clock = new MovableClock();
        var connectionString = await cluster.CreateMigratedAsync();
        await AddPeopleAsync(connectionString, clock.GetUtcNow());
        return await StartAsync(connectionString, ConnectionUrl.Parse(Pass.Url(new NpgsqlConnectionStringBuilder(connectionString))), clock, limits, proxies);
    }

    /// <summary>A new database with three people, and the program on it, which seals what has ended.</summary>
    /// <param name="cluster"></param>
    /// <param name="sealHours">For how many hours.</param>
    public static async Task<TestApp> StartAsync(PostgresCluster cluster, int sealHours)
    {
        var clock = new MovableClock();
        var connectionString = await cluster.CreateMigratedAsync();
        await AddPeopleAsync(connectionString, clock.GetUtcNow());
        return await StartAsync(connectionString, ConnectionUrl.Parse(Pass.Url(new NpgsqlConnectionStringBuilder(connectionString))), clock, sealHours: sealHours);
    }

    /// <summary>The program as operators point it at a database, which has every migration and gets three people.</summary>
    /// <param name="connectionString">Where the database is, past whatever stands between it and the program.</param>
    /// <param name="url">Where the program is told that it is.</param>
    /// <param name="arePeopleThere">Whether the three people are there already.</param>
    public static async Task<TestApp> StartAsync(string connectionString, string url, bool arePeopleThere = false)
    {
        var clock = new MovableClock();
        if (!arePeopleThere) await AddPeopleAsync(connectionString, clock.GetUtcNow());
        return await StartAsync(connectionString, ConnectionUrl.Parse(url), clock);
    }

    /// <summary>Another instance of the program, on this one's database and clock.</summary>
    public Task<TestApp> StartAnotherAsync() =>
        StartAsync(ConnectionString, ConnectionUrl.Parse(Pass.Url(new NpgsqlConnectionStringBuilder(ConnectionString))), Clock, limits, proxies, sealHours: sealHours);

    /// <summary>A service of the program.</summary>
    internal T Part<T>() where T : notnull => web.Services.GetRequiredService<T>();

    /// <summary>The API for a guest.</summary>
    public HttpClient Api() => new(connections, disposeHandler: false) { BaseAddress = Address };

    /// <summary>The API for a person, with a fresh token.</summary>
    public async Task<HttpClient> ApiAsync(Person person)
    {
        var api = Api();
        api.DefaultRequestHeaders.Authorization = new("Bearer", (await BeginAsync(person, Sessions.Bearer)).Token);
        return api;
    }

    /// <summary>A guest's browser.</summary>
    public PageClient Pages() => new(new HttpClient(connections, disposeHandler: false) { BaseAddress = Address });

    /// <summary>A person's browser, signed in.</summary>
    public async Task<PageClient> PagesAsync(Person person)
    {
        var browser = Pages();
        browser.Cookies[Sessions.CookieName] = (await BeginAsync(person, Sessions.Cookie)).Token;
        return browser;
    }

    /// <summary>Erases what has expired, as the program does every five seconds.</summary>
    public Task<int> SweepAsync() => web.Services.GetRequiredService<Sweeper>().SweepAsync(CancellationToken.None);

    /// <summary>Does the jobs that are due, as the program does by itself.</summary>
    public Task<int> RunJobsAsync() => web.Services.GetRequiredService<JobWorker>().RunDueAsync(CancellationToken.None);

    /// <summary>Runs SQL past the program; parameters are $1, $2 and so on.</summary>
    public async Task SqlAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value that a query past the program answers.</summary>
    public async Task<T> ValueAsync<T>(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>How many rows a table has.</summary>
    public Task<long> CountAsync(string table) => ValueAsync<long>($"select count(*) from {table}");

    /// <summary>Puts an answer to a crud into the database.</summary>
    public async Task<Guid> ReplyAsync(Guid to, Person author, string message, DateTimeOffset expiresAt)
    {
        var uuid = Guid.CreateVersion7(Now);
        await SqlAsync("""
            with reply as (
              insert into activities (uuid, user_uuid, message, reply_to_activity_uuid, expires_at, created_at)
              values ($1, $2, $3, $4, $5, $6)
            )
            update activities set replies_count = replies_count + 1 where uuid = $4
            """, uuid, author.Uuid, message, to, expiresAt, Now);
        return uuid;
    }

    public async ValueTask DisposeAsync()
    {
        connections.Dispose();
        await web.DisposeAsync();
        await running.DisposeAsync();
        await Rows.DisposeAsync();
        await Pass.CheckAsync(new NpgsqlConnectionStringBuilder(ConnectionString).Database!);
    }

    private static Task<TestApp> StartAsync(string connectionString, MovableClock clock, CognitoSettings? cognito)
    {
        var url = Pass.Url(new NpgsqlConnectionStringBuilder(connectionString));
        return StartAsync(connectionString, ConnectionUrl.Parse(url), clock, cognito: cognito);
    }

    private static async Task<TestApp> StartAsync(string connectionString, ConnectionUrl url, MovableClock clock, RequestLimitSettings? limits = null, KnownProxies? proxies = null, CognitoSettings? cognito = null, int sealHours = 0, PasswordHash? passwords = null)
    {
        var running = await RunningDatabase.OpenAsync(
            new DatabaseOptions(
                new DatabaseTarget("local", "CONNECTION_URL", url, ""),
                new EmbeddedOptions(""), Migrate: false),
            new Progress<string>(), CancellationToken.None);
        var settings = new Settings(new Uri(FrontEnd), null, null, null, JsonLogs: false, LogLevel: "Critical")
        {
            MostRequests = limits ?? RequestLimitSettings.None,
            Cognito = cognito,
            Proxies = proxies ?? KnownProxies.None,
            SealHours = sealHours,
        };
        var web = App.Create(
            new AppOptions(() => running.Plan, () => running.Identity, running.CountPendingAsync, settings, null, "http://127.0.0.1:0") { IsEmbedded = true },
            services =>
            {
                services.AddSingleton<TimeProvider>(clock).AddSingleton(passwords ?? People.Hashing());
                StopBackground(services);
            });
        await web.StartAsync();
        return new TestApp(web, running, connectionString, clock) { limits = limits, proxies = proxies, sealHours = sealHours };
    }

    /// <summary>Leaves out what sweeps and works by itself, so that rows change when a test says so.</summary>
    internal static void StopBackground(IServiceCollection services)
    {
        var background = services.Where(service => service.ServiceType == typeof(IHostedService)
            && service.ImplementationFactory is Func<IServiceProvider, Sweeper> or Func<IServiceProvider, JobWorker>).ToList();
        foreach (var service in background) services.Remove(service);
    }

    private static async Task AddPeopleAsync(string connectionString, DateTimeOffset now, string? hash = null)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var batch = source.CreateBatch();
        foreach (var person in People.All)
        {
            batch.BatchCommands.Add(new("insert into users (uuid, handle, display_name, email, created_at, updated_at) values ($1, $2, $3, $4, $5, $5)")
            {
                Parameters = { new() { Value = person.Uuid }, new() { Value = person.Handle }, new() { Value = person.DisplayName }, new() { Value = person.Email }, new() { Value = now } },
            });
            batch.BatchCommands.Add(new("insert into platform.credentials (user_uuid, password_hash, changed_at) values ($1, $2, $3)")
            {
                Parameters = { new() { Value = person.Uuid }, new() { Value = hash ?? People.PasswordHashOfAll }, new() { Value = now } },
            });
        }
        await batch.ExecuteNonQueryAsync();
    }

    private Task<Session> BeginAsync(Person person, string kind) =>
        web.Services.GetRequiredService<Sessions>().BeginAsync(person.Uuid, kind, "test", CancellationToken.None);

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = Rows.CreateCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
