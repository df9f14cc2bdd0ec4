using System.Text;
using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Npgsql;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Processes;

/// <summary>Secrets go in everywhere; none comes out where logs are read.</summary>
[Collection(nameof(Processes))]
public sealed class SecretsTests(PostgresCluster cluster)
{
    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Nothing_secret_is_written_even_at_the_finest_level(string json)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var database = new NpgsqlConnectionStringBuilder(app.ConnectionString);
        using var folder = new DataFolder();
        await using var cruddur = CruddurProcess.Serve(folder.Path, new Dictionary<string, string>
        {
            ["CONNECTION_URL"] = $"postgresql://postgres@127.0.0.1:{database.Port}/{database.Database}?sslmode=disable",
            ["CRUDDUR_Log__Level"] = "Trace",
            ["CRUDDUR_Log__Json"] = json,
        });
        var secrets = new List<string>();
        string Secret()
        {
            secrets.Add($"Kanarienvogel-{secrets.Count}-{Guid.NewGuid():N}");
            return secrets[^1];
        }
        await cruddur.ReadyAsync();
        var api = cruddur.Api;
        foreach (var broken in new[] { false, true })
        {
            if (broken) await app.SqlAsync("alter table platform.credentials rename to credentials_away; alter table platform.sessions rename to sessions_away");
            await api.SignInAsync(Andrew.Email, Secret());
            await api.SignInAsync("nobody@example.com", Secret());
            await api.PostJsonAsync("/api/auth/signin", $$"""{"email":"andrew@example.com","password":"{{Secret()}}""");
            await api.PostJsonAsync("/api/auth/signin", $$"""{"email":"andrew@example.com","password":["{{Secret()}}"]}""");
            var pages = new PageClient(new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }) { BaseAddress = api.BaseAddress });
            await pages.OpenAsync("/signin");
            if (!broken) await pages.SubmitAsync("/signin", new Dictionary<string, string> { ["email"] = Andrew.Email, ["password"] = Secret() });
            await pages.PostAsync("/signin", new Dictionary<string, string> { ["email"] = Andrew.Email, ["password"] = Secret() });
            pages.Cookies[Sessions.CookieName] = Secret()[..43];
            await pages.OpenAsync("/");
            foreach (var scheme in new[] { "Bearer", "Basic", "Kanarienvogel" })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/activities/home?token={Secret()}");
                request.Headers.TryAddWithoutValidation("Authorization", $"{scheme} {Secret()[..43]}");
                await api.SendAsync(request);
            }
        }
        await app.SqlAsync("alter table platform.credentials_away rename to credentials; alter table platform.sessions_away rename to sessions");
        using var signIn = await api.SignInAsync(Andrew.Email, Password);
        secrets.Add((await signIn.JsonAsync())["token"]!.GetValue<string>());
        api.DefaultRequestHeaders.Authorization = new("Bearer", secrets[^1]);
        await api.PostCrudAsync("hello", key: Secret());
        await cruddur.TerminateAsync();
        Assert.Equal(0, await cruddur.ExitAsync());

        var written = cruddur.Output + cruddur.Error;
        Assert.Contains("/api/auth/signin", written, StringComparison.Ordinal);
        Assert.Contains("failed with 500", written, StringComparison.Ordinal);
        foreach (var secret in secrets.Append(Password))
        {
            Assert.DoesNotContain(secret, written, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(secret[..Math.Min(43, secret.Length)], written, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)), written, StringComparison.Ordinal);
        }
    }
}
