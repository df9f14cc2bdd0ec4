using System.Text;
using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Processes;

/// <summary>Secrets go in everywhere; none comes out where logs, traces and answers are read.</summary>
[Collection(nameof(Processes))]
public sealed class SecretsTests(PostgresCluster cluster)
{
    private readonly List<string> secrets = [];

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Nothing_secret_is_written_even_at_the_finest_level(string json)
    {
        await using var app = await TestApp.StartAsync(cluster);
        await using var collector = await Collector.StartAsync();
        var database = new NpgsqlConnectionStringBuilder(app.ConnectionString);
        using var folder = new DataFolder();
        await using var cruddur = CruddurProcess.Serve(folder.Path, new Dictionary<string, string>
        {
            ["CONNECTION_URL"] = $"postgresql://postgres:{Secret()}@127.0.0.1:{database.Port}/{database.Database}?sslmode=disable",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Url,
            ["AWS_SECRET_ACCESS_KEY"] = Secret(),
            ["AWS_SESSION_TOKEN"] = Secret(),
            ["CRUDDUR_ROLE_PASSWORD"] = Secret(),
            ["CRUDDUR_SMOKE_PASSWORD"] = Secret(),
            ["CRUDDUR_Log__Level"] = "Trace",
            ["CRUDDUR_Log__Json"] = json,
        });
        await cruddur.ReadyAsync();
        var answers = new Answers();
        using var api = new HttpClient(answers) { BaseAddress = cruddur.Api.BaseAddress };
        foreach (var broken in new[] { false, true })
        {
            if (broken) await app.SqlAsync("alter table platform.credentials rename to credentials_away; alter table platform.sessions rename to sessions_away");
            await SendBodiesAsync(api);
            await SendFormsAsync(new PageClient(api), broken);
            await SendHeadersAsync(api);
        }
        await app.SqlAsync("alter table platform.credentials_away rename to credentials; alter table platform.sessions_away rename to sessions");
        var answered = answers.Text;
        using var signIn = await api.SignInAsync(Andrew.Email, Password);
        secrets.Add((await signIn.JsonAsync())["token"]!.GetValue<string>());
        api.DefaultRequestHeaders.Authorization = new("Bearer", secrets[^1]);
        await api.PostCrudAsync("hello", key: Secret());
        await cruddur.TerminateAsync();
        Assert.Equal(0, await cruddur.ExitAsync());

        Assert.Contains("/api/auth/signin", cruddur.Output + cruddur.Error, StringComparison.Ordinal);
        Assert.Contains("failed with 500", cruddur.Output + cruddur.Error, StringComparison.Ordinal);
        Assert.Contains("db.query.text", collector.Text, StringComparison.Ordinal);
        Assert.Contains("Something went wrong", answered, StringComparison.Ordinal);
        Assert.InRange(secrets.Count, 40, 100);
        var found = secrets.Append(Password).Where(secret => IsIn(secret, cruddur.Output, cruddur.Error, collector.Text, answered)).ToList();
        Figures.Record(49, $"of {secrets.Count} secrets those in logs {(json == "true" ? "as JSON" : "as lines")}, traces and answers", found.Count, "0");
        Assert.Empty(found);
    }

    private async Task SendBodiesAsync(HttpClient api)
    {
        await api.SignInAsync(Andrew.Email, Secret());
        await api.SignInAsync("nobody@example.com", Secret());
        await api.PostJsonAsync("/api/auth/signin", $$"""{"email":"andrew@example.com","password":"{{Secret()}}""");
        await api.PostJsonAsync("/api/auth/signin", $$"""{"email":"andrew@example.com","password":["{{Secret()}}"]}""");
        await api.PostJsonAsync("/api/auth/signin", $$"""{"email":"andrew@example.com","secret":"{{Secret()}}"}""");
        await api.PostJsonAsync("/api/nowhere", $$"""{"access_token":"{{Secret()}}"}""");
    }

    private async Task SendFormsAsync(PageClient pages, bool broken)
    {
        await pages.OpenAsync("/signin");
        if (!broken) await pages.SubmitAsync("/signin", new Dictionary<string, string> { ["email"] = Andrew.Email, ["password"] = Secret() });
        await pages.PostAsync("/signin", new Dictionary<string, string> { ["email"] = Andrew.Email, ["password"] = Secret() });
        await pages.PostAsync("/nowhere", new Dictionary<string, string> { ["password"] = Secret(), ["token"] = Secret() });
        pages.Cookies[Sessions.CookieName] = Secret()[..43];
        await pages.OpenAsync("/");
        await pages.OpenAsync($"/nowhere?password={Secret()}");
        await pages.OpenAsync($"/nowhere?code={Secret()}&state={Secret()}");
        pages.Cookies.Clear();
    }

    private async Task SendHeadersAsync(HttpClient api)
    {
        foreach (var scheme in new[] { "Bearer", "Basic", "Kanarienvogel" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/activities/home?token={Secret()}");
            request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {Secret()[..43]}");
            request.Headers.TryAddWithoutValidation("X-Api-Key", Secret());
            request.Headers.TryAddWithoutValidation("Referer", $"https://somebody:{Secret()}@example.com/");
            await api.SendAsync(request);
        }
    }

    private string Secret()
    {
        secrets.Add($"Kanarienvogel-{secrets.Count}-{Guid.NewGuid():N}");
        return secrets[^1];
    }

    private static bool IsIn(string secret, params IEnumerable<string> written) => written.Any(text =>
        text.Contains(secret[..Math.Min(43, secret.Length)], StringComparison.OrdinalIgnoreCase)
        || text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), StringComparison.Ordinal));

    /// <summary>Keeps every answer as it came, headers included.</summary>
    private sealed class Answers() : DelegatingHandler(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
    {
        private readonly StringBuilder kept = new();

        public string Text => kept.ToString();

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            kept.Append(answer.Headers).Append(await answer.Content.ReadAsStringAsync(cancellationToken)).Append('\n');
            return answer;
        }
    }
}
