using System.Net;
using Cruddur.Cli;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Cli;

/// <summary>The walk passes on a sound Cruddur, and names the step at which another one fails.</summary>
public sealed class SmokeTests(SharedApp shared) : IClassFixture<SharedApp>
{
    [Fact]
    public async Task A_sound_Cruddur_passes_and_keeps_nothing()
    {
        var before = await LivingAsync();
        var run = await WalkAsync(null);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("ok  be rid of it", run.Output, StringComparison.Ordinal);
        Assert.Contains("is well: every step in", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, await LivingAsync());
    }

    [Theory]
    [InlineData("GET", "/health/live", 500, "be alive: answered 500 instead of 200")]
    [InlineData("GET", "/health/ready", 503, "be ready: answered 503 instead of 200")]
    [InlineData("GET", "/api/health-check", 200, "name its database: ")]
    [InlineData("GET", "/", 200, "show the home page: the page has no Content-Security-Policy")]
    [InlineData("POST", "/api/auth/signin", 401, "sign in: answered 401")]
    [InlineData("GET", "/api/activities/home", 200, "find it at home: it is not in the list")]
    [InlineData("GET", "/api/activities/explore", 404, "find it among everybody's: answered 404")]
    [InlineData("DELETE", "/api/auth", 200, null)]
    public async Task A_broken_one_is_told_by_its_step(string method, string path, int status, string? complaint)
    {
        var before = await LivingAsync();
        var run = await WalkAsync(new Broken(method, path, (HttpStatusCode)status));
        Assert.Equal(complaint is null ? 0 : 12, run.ExitCode);
        if (complaint is not null) Assert.Contains($"failed to {complaint}", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, await LivingAsync());
    }

    [Fact]
    public async Task Nobody_there_is_told_apart_from_somebody_ill()
    {
        var run = await CliRun.Of("smoke", "--url", "http://127.0.0.1:1");
        Assert.Equal(5, run.ExitCode);
        Assert.Contains("failed to be alive: http://127.0.0.1:1/ does not answer (", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await CliRun.Of("smoke", "--url", "nonsense")).ExitCode);
        Assert.Equal(2, (await CliRun.Of("smoke", "--email", "a@example.com")).ExitCode);
    }

    /// <summary>What was deleted is erased when the time to undo it is over.</summary>
    private Task<long> LivingAsync() => shared.App.ValueAsync<long>("select count(*) from activities where expires_at > $1", shared.App.Now);

    private async Task<CliRun> WalkAsync(Broken? broken)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var environment = new Dictionary<string, string> { ["CRUDDUR_SMOKE_PASSWORD"] = People.Password };
        var host = new CliHost(environment.GetValueOrDefault, TextReader.Null, TimeProvider.System, false);
        if (broken is not null) host = host with { Http = () => new HttpClient(broken, disposeHandler: false) };
        var exit = await CommandLine.RunAsync(["smoke", "--url", shared.App.Address.ToString(), "--email", People.Andrew.Email], host, output, error, TestContext.Current.CancellationToken);
        return new CliRun(exit, output.ToString(), error.ToString());
    }

    /// <summary>Stands between, and answers one address wrongly.</summary>
    private sealed class Broken(string method, string path, HttpStatusCode status) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            request.Method.Method == method && request.RequestUri!.AbsolutePath == path
                ? new HttpResponseMessage(status) { Content = new StringContent("{}") }
                : await base.SendAsync(request, cancellationToken);
    }
}
