using System.Net;
using Cruddur.Platform;
using Cruddur.Platform.Data.Connections;
using Cruddur.Platform.Health;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Cruddur.Tests.Rules;

/// <summary>The whole program on a database of its own, with three people: andrew, who owns things, bayko, another, and londo, an administrator.</summary>
internal sealed class RuleApp : IAsyncDisposable
{
    public const string Password = "correct horse battery";
    public static readonly Guid Owner = new("00000000-0000-7000-8000-000000000001");
    public static readonly Guid Other = new("00000000-0000-7000-8000-000000000002");
    public static readonly Guid Admin = new("00000000-0000-7000-8000-000000000003");

    private readonly WebApplication app;

    private RuleApp(WebApplication app, NpgsqlDataSource rows, HttpClient http) => (this.app, Rows, Http) = (app, rows, http);

    public NpgsqlDataSource Rows { get; }

    /// <summary>Keeps no cookies and follows no redirect.</summary>
    public HttpClient Http { get; }

    public IEnumerable<RouteEndpoint> Endpoints => EndpointsOf(app);

    /// <summary>Put together but not started.</summary>
    public static WebApplication Build(string connectionString) => App.Create(new AppOptions(
        () => ConnectionPlan.Of(connectionString), () => new DatabaseIdentity("PostgreSQL", "0", "test", "test"), _ => Task.FromResult(0),
        new Settings(null, null, null, null, false, "Critical") { MostRequests = RequestLimitSettings.None }, null, "http://127.0.0.1:0"), TestApp.StopBackground);

    public static IEnumerable<RouteEndpoint> EndpointsOf(IEndpointRouteBuilder app) => app.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    public static async Task<RuleApp> StartAsync(PostgresCluster cluster)
    {
        var connectionString = await cluster.CreateMigratedAsync();
        var rows = NpgsqlDataSource.Create(connectionString);
        await using (var people = rows.CreateCommand("""
            insert into users (uuid, handle, display_name, email, created_at, updated_at) values
              ('00000000-0000-7000-8000-000000000001', 'andrew', 'Andrew', 'andrew@example.com', now(), now()),
              ('00000000-0000-7000-8000-000000000002', 'bayko', 'Bayko', 'bayko@example.com', now(), now()),
              ('00000000-0000-7000-8000-000000000003', 'londo', 'Londo', 'londo@example.com', now(), now());
            update users set is_admin = true where handle = 'londo';
            insert into platform.credentials (user_uuid, password_hash, changed_at) select uuid, $HASH$, now() from users
            """.Replace("$HASH$", $"'{new PasswordHash().Create(Password)}'", StringComparison.Ordinal)))
        {
            await people.ExecuteNonQueryAsync();
        }
        var app = Build(connectionString);
        await app.StartAsync();
        var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.All })
        {
            BaseAddress = new Uri(app.Urls.First()),
        };
        return new RuleApp(app, rows, http);
    }

    /// <summary>A new session's token.</summary>
    /// <param name="person">Who signs in.</param>
    /// <param name="kind"><see cref="Sessions.Cookie"/> or <see cref="Sessions.Bearer"/>.</param>
    public async Task<string> SignInAsync(Guid person, string kind) =>
        (await app.Services.GetRequiredService<Sessions>().BeginAsync(person, kind, "rules", CancellationToken.None)).Token;

    /// <summary>A crud of andrew's that lives for a day.</summary>
    public async Task<Guid> CrudAsync()
    {
        await using var command = Rows.CreateCommand("""
            insert into activities (uuid, user_uuid, message, created_at, expires_at)
            values (gen_random_uuid(), '00000000-0000-7000-8000-000000000001', 'hello', now(), now() + interval '1 day') returning uuid
            """);
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>An open case about a crud of andrew's, which bayko reported.</summary>
    public async Task<Guid> CaseAsync()
    {
        await using var command = Rows.CreateCommand($"""
            with made as (
              insert into cases (uuid, kind, subject_uuid, author_uuid, opened_at)
              values (gen_random_uuid(), 'crud', '{await CrudAsync()}', '00000000-0000-7000-8000-000000000001', now()) returning uuid
            ), reported as (
              insert into reports (case_uuid, reporter_uuid, reason, created_at, updated_at) select uuid, '00000000-0000-7000-8000-000000000002', 'spam', now(), now() from made
            )
            select uuid from made
            """);
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>What a person could change, as one text to compare.</summary>
    public async Task<string> StateAsync()
    {
        await using var command = Rows.CreateCommand("""
            select string_agg(row, E'\n' order by row) from (
              select a::text as row from activities a union all select l::text from likes l union all select f::text from follows f
              union all select r::text from follow_requests r union all select b::text from blocks b union all select m::text from mutes m union all select d::text from dismissals d
              union all select u::text from users u union all select c::text from platform.credentials c
              union all select k::text from cases k union all select r::text from reports r union all select w::text from word_filters w
              union all select i::text from platform.idempotency_keys i union all select (s.uuid, s.user_uuid, s.kind)::text from platform.sessions s
            ) everything
            """);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        await Rows.DisposeAsync();
    }
}
