using System.Diagnostics;
using System.Security.Cryptography;
using Cruddur.Platform;
using Cruddur.Platform.Identity.Cognito;
using Cruddur.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Cruddur.Tests.Platform.Identity.Cognito;

public sealed class TokenVerifierTests
{
    public static TheoryData<string> BadTokens => [.. TokenCorpus.All.Select(bad => bad.Name)];

    [Fact]
    public async Task A_token_of_the_pool_is_believed_for_its_own_use()
    {
        await using var pool = await TokenPool.StartAsync();
        var (verifier, now) = Verifier(pool);
        var (token, refusal) = await verifier.VerifyAsync(pool.Sign(pool.Access(now)), TokenUse.Access, CancellationToken.None);
        Assert.Null(refusal);
        Assert.Equal(("sub-1", "sub-1", now, now.AddHours(1)), (token!.Sub, token.Username, token.IssuedAt, token.ExpiresAt));

        var (id, _) = await verifier.VerifyAsync(pool.Sign(pool.Id(now)), TokenUse.Id, CancellationToken.None);
        Assert.Equal(new CognitoProfile("sub-1", "sub-1@example.com", "Vir Cotto", "vir"), id!.Profile);
        Assert.Equal("wrong use", (await verifier.VerifyAsync(pool.Sign(pool.Access(now)), TokenUse.Id, CancellationToken.None)).Refusal);
    }

    [Theory]
    [MemberData(nameof(BadTokens))]
    public async Task No_other_is(string name)
    {
        await using var pool = await TokenPool.StartAsync();
        var (verifier, now) = Verifier(pool);
        var bad = TokenCorpus.All.Single(bad => bad.Name == name);
        Assert.Equal((null, bad.Refusal), await verifier.VerifyAsync(bad.Make(pool, now), TokenUse.Access, CancellationToken.None));
    }

    [Theory]
    [InlineData(-29, null)]
    [InlineData(-30, "expired")]
    public async Task Clocks_may_differ_by_half_a_minute(int seconds, string? refusal)
    {
        await using var pool = await TokenPool.StartAsync();
        var (verifier, now) = Verifier(pool);
        var claims = pool.Access(now);
        claims["exp"] = now.AddSeconds(seconds).ToUnixTimeSeconds();
        Assert.Equal(refusal, (await verifier.VerifyAsync(pool.Sign(claims), TokenUse.Access, CancellationToken.None)).Refusal);
        claims["exp"] = now.AddHours(1).ToUnixTimeSeconds();
        claims["nbf"] = now.AddSeconds(30).ToUnixTimeSeconds();
        Assert.Null((await verifier.VerifyAsync(pool.Sign(claims), TokenUse.Access, CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task A_known_key_costs_no_call_and_a_thousand_made_up_ones_cost_one_in_ten_seconds()
    {
        await using var pool = await TokenPool.StartAsync();
        var clock = new MovableClock();
        var verifier = Verifier(pool, clock);
        Task<(VerifiedToken? Token, string? Refusal)> AskAsync(string token) => verifier.VerifyAsync(token, TokenUse.Access, CancellationToken.None).AsTask();
        var good = pool.Sign(pool.Access(clock.GetUtcNow()));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync(good)));
        Assert.Equal(1, pool.Reads);

        string MadeUp(int number) => TokenPool.Sign($$"""{"kid":"made-up-{{number}}","alg":"RS256"}""", "{}", pool.Keys["key1"]);
        clock.Advance(TimeSpan.FromSeconds(11));
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(number => AskAsync(MadeUp(number))));
        Assert.All(answers, answer => Assert.Equal("unknown key", answer.Refusal));
        Assert.Equal(2, pool.Reads);
        Assert.Null((await AskAsync(good)).Refusal);
        Assert.Equal(2, pool.Reads);
    }

    [Fact]
    public async Task A_rotated_key_is_found_and_one_that_was_withdrawn_is_good_no_longer()
    {
        await using var pool = await TokenPool.StartAsync();
        var clock = new MovableClock();
        var verifier = Verifier(pool, clock);
        var old = pool.Sign(pool.Access(clock.GetUtcNow()));
        Assert.Null((await verifier.VerifyAsync(old, TokenUse.Access, CancellationToken.None)).Refusal);
        pool.Keys["key2"] = RSA.Create(2048);
        var rotated = pool.Sign(pool.Access(clock.GetUtcNow()), "key2");
        using var withdrawn = pool.Keys["key1"];
        pool.Keys.Remove("key1");
        Assert.Equal("unknown key", (await verifier.VerifyAsync(rotated, TokenUse.Access, CancellationToken.None)).Refusal);
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Null((await verifier.VerifyAsync(rotated, TokenUse.Access, CancellationToken.None)).Refusal);
        Assert.Equal("unknown key", (await verifier.VerifyAsync(old, TokenUse.Access, CancellationToken.None)).Refusal);
    }

    [Fact]
    public async Task Keys_are_read_anew_after_an_hour_and_stay_good_for_a_day_when_they_cannot_be()
    {
        await using var pool = await TokenPool.StartAsync();
        var clock = new MovableClock();
        var verifier = Verifier(pool, clock);
        async Task<string?> RefusalAsync() => (await verifier.VerifyAsync(pool.Sign(pool.Access(clock.GetUtcNow())), TokenUse.Access, CancellationToken.None)).Refusal;
        Assert.Null(await RefusalAsync());
        pool.IsDown = true;
        clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Null(await RefusalAsync());
        for (var wait = Stopwatch.StartNew(); pool.Reads < 2 && wait.Elapsed < TimeSpan.FromSeconds(20);) await Task.Delay(20);
        Assert.Equal(2, pool.Reads);
        clock.Advance(TimeSpan.FromHours(22));
        Assert.Null(await RefusalAsync());
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal("unknown key", await RefusalAsync());
        pool.IsDown = false;
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Null(await RefusalAsync());
    }

    [Fact]
    public async Task The_emulators_key_is_believed_only_where_that_is_allowed()
    {
        await using var pool = await TokenPool.StartAsync();
        pool.Keys["CognitoLocal"] = await EmulatorsAsync();
        foreach (var (isAllowed, refusal) in new[] { (false, "unknown key"), (true, (string?)null) })
        {
            var clock = new MovableClock();
            using var http = new CognitoHttp();
            var settings = pool.Settings with { IsEmulatorAllowed = isAllowed };
            var verifier = new TokenVerifier(settings, new SigningKeys(settings, http, clock, NullLogger<SigningKeys>.Instance), clock);
            var token = pool.Sign(pool.Access(clock.GetUtcNow()), "CognitoLocal");
            Assert.Equal(refusal, (await verifier.VerifyAsync(token, TokenUse.Access, CancellationToken.None)).Refusal);
        }
    }

    [Fact]
    public async Task A_pool_with_the_emulators_key_keeps_the_program_from_starting_and_one_that_is_silent_does_not()
    {
        await using var pool = await TokenPool.StartAsync();
        using var http = new CognitoHttp();
        SigningKeys Keys(bool isEmulatorAllowed) => new(pool.Settings with { IsEmulatorAllowed = isEmulatorAllowed }, http, new MovableClock(), NullLogger<SigningKeys>.Instance);
        await Keys(false).RefuseEmulatorAsync(CancellationToken.None);
        pool.Keys["any-id"] = await EmulatorsAsync();
        var refused = await Assert.ThrowsAsync<SettingsException>(() => Keys(false).RefuseEmulatorAsync(CancellationToken.None));
        Assert.Contains("the signing key of cognito-local", refused.Message, StringComparison.Ordinal);
        await Keys(true).RefuseEmulatorAsync(CancellationToken.None);
        pool.IsDown = true;
        await Keys(false).RefuseEmulatorAsync(CancellationToken.None);
    }

    private static async Task<RSA> EmulatorsAsync()
    {
        using var file = System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(NpmPackages.Find("cognito-local/lib/keys/cognitoLocal.private.json")));
        var key = RSA.Create();
        key.ImportFromPem(file.RootElement.GetProperty("pem").GetString());
        return key;
    }

    private static (TokenVerifier Verifier, DateTimeOffset Now) Verifier(TokenPool pool)
    {
        var clock = new MovableClock();
        return (Verifier(pool, clock), clock.GetUtcNow());
    }

    private static TokenVerifier Verifier(TokenPool pool, MovableClock clock) =>
        new(pool.Settings, new SigningKeys(pool.Settings, new CognitoHttp(), clock, NullLogger<SigningKeys>.Instance), clock);
}
