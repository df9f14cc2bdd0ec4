using System.Net;
using Cruddur.Platform.Identity;
using Cruddur.Platform.Web;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Platform.Identity;

public sealed class PasswordHashTests(PostgresCluster cluster)
{
    private const int Most = 25;

    [Fact]
    public async Task More_hashes_than_cores_wait_and_more_than_thrice_as_many_are_refused()
    {
        var passwords = new PasswordHash();
        var begun = Enumerable.Range(0, (Environment.ProcessorCount * 3) + Most).Select(_ => passwords.CreateAsync(Password, default)).ToList();
        var refused = begun.Where(hash => hash.IsFaulted).ToList();
        Assert.InRange(refused.Count, 1, Most);
        foreach (var hash in refused)
        {
            var error = await Assert.ThrowsAsync<RequestError>(() => hash);
            Assert.Equal((429, 5), (error.Status, error.RetryAfterSeconds));
        }
        foreach (var hash in begun.Except(refused)) Assert.True((await passwords.CheckAsync(await hash, Password, default)).Right);
    }

    [Fact]
    public async Task Who_signs_in_while_many_others_do_is_asked_to_come_back_and_not_told_of_too_many_tries()
    {
        await using var app = await TestApp.StartAsync(cluster, new PasswordHash());
        var answers = await Task.WhenAll(Enumerable.Range(0, Most - 1).Select(_ => app.Api().SignInAsync(Andrew.Email, Password)));
        var refused = answers.Where(answer => answer.StatusCode != HttpStatusCode.OK).ToList();
        Assert.InRange(refused.Count, 1, answers.Length - 1);
        foreach (var answer in refused)
        {
            Assert.Equal("5", answer.Header("Retry-After"));
            Assert.Contains("More people ask at once", await answer.BodyAsync(429), StringComparison.Ordinal);
        }
        foreach (var answer in answers) answer.Dispose();
        using var later = await app.Api().SignInAsync(Andrew.Email, Password);
        await later.BodyAsync(200);
    }
}
