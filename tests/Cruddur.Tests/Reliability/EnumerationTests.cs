using System.Diagnostics;
using System.Text.Json.Nodes;
using Cruddur.Platform.Identity;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Reliability;

/// <summary>Test 47: nobody learns from an answer, or from how long it takes, whether an e-mail address has an account.</summary>
public sealed class EnumerationTests(PostgresCluster cluster)
{
    /// <summary>Below this, two samples of times are taken to differ.</summary>
    private const double Target = 0.01;

    private static readonly Lazy<string> Hash = new(() => new PasswordHash().Create(People.Password));
    private static readonly int Size = Figures.Full ? 500 : 20;

    /// <summary>The API's path, and what is sent there for an address.</summary>
    private static readonly (string Path, string Known, Func<string, int, JsonObject> Body)[] Asked =
    [
        ("/api/auth/signin", "settled", (email, _) => new() { ["email"] = email, ["password"] = "not the right one" }),
        ("/api/auth/signin", "waiting", (email, _) => new() { ["email"] = email, ["password"] = "not the right one" }),
        ("/api/auth/signup", "settled", SignUp),
        ("/api/auth/signup", "waiting", SignUp),
        ("/api/auth/resend", "settled", (email, _) => new() { ["email"] = email }),
        ("/api/auth/resend", "waiting", (email, _) => new() { ["email"] = email }),
        ("/api/auth/recover", "settled", (email, _) => new() { ["email"] = email }),
        ("/api/auth/recover", "waiting", (email, _) => new() { ["email"] = email }),
        ("/api/auth/confirm", "waiting", (email, _) => new() { ["email"] = email, ["code"] = "000000" }),
        ("/api/auth/recover/confirm", "settled", (email, _) => new() { ["email"] = email, ["code"] = "000000", ["password"] = "a harmless long sentence" }),
    ];

    public static TheoryData<int> Questions => [.. Enumerable.Range(0, Asked.Length)];

    [Theory]
    [MemberData(nameof(Questions))]
    public async Task Known_and_unknown_addresses_get_the_same_answer_in_the_same_time(int question)
    {
        var (path, kind, body) = Asked[question];
        await using var app = await TestApp.StartAsync(cluster, new PasswordHash());
        var p = await MeasureAsync(app, path, kind, body, 1);
        // One in a hundred measurements of equal things falls below the target; a real difference does so twice.
        if (p <= Target) p = Math.Max(p, await MeasureAsync(app, path, kind, body, 2));
        Figures.Record(47, $"p that times for known ({kind}) and unknown addresses are alike, {path}", p, $"> {Target}");
        Assert.True(p > Target, $"{path} tells by its time whether an address is known: p = {p}");
    }

    private static async Task<double> MeasureAsync(TestApp app, string path, string kind, Func<string, int, JsonObject> body, int round)
    {
        await AddAsync(app, kind, round);
        var api = app.Api();
        // Not counted: what is slow the first time only.
        for (var number = -10; number < 0; number++) await AskAsync(app, api, path, body($"warm{round}.{-number}@example.com", number));
        var samples = Enumerable.Range(0, Size * 2).Select(number => (Number: number, IsKnown: number % 2 == 0)).ToArray();
        new Random(47 + round).Shuffle(samples);
        List<double> known = [], unknown = [];
        HashSet<string> answers = [];
        foreach (var (number, isKnown) in samples)
        {
            var (answer, took) = await AskAsync(app, api, path, body(Address(isKnown ? kind : "unknown", round, number), round * 10_000 + number));
            answers.Add(answer);
            (isKnown ? known : unknown).Add(took);
        }
        Assert.True(answers.Count == 1, $"{path} answers differently: {string.Join("\n", answers)}");
        return RankSum.P(known, unknown);
    }

    /// <summary>One request once nothing else runs, and all that comes back but the time of day.</summary>
    private static async Task<(string Answer, double Took)> AskAsync(TestApp app, HttpClient api, string path, JsonObject body)
    {
        await app.SqlAsync("delete from platform.attempts");
        var started = Stopwatch.GetTimestamp();
        using var answer = await api.PostAsync(path, Api.Json(body));
        var text = await answer.Content.ReadAsStringAsync();
        var took = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var headers = answer.Headers.Concat(answer.Content.Headers).Where(header => header.Key != "Date").SelectMany(header => header.Value.Select(value => $"{header.Key}: {value}"));
        await app.RunJobsAsync();
        return ($"{(int)answer.StatusCode} {string.Join("; ", headers)} {text}", took);
    }

    /// <summary>People with an address each, settled or still waiting for their code; past the program, because there are many.</summary>
    private static Task AddAsync(TestApp app, string kind, int round) => app.SqlAsync(kind == "settled"
        ? """
            with people as (
              insert into users (uuid, handle, display_name, email, created_at, updated_at)
              select gen_random_uuid(), 'p' || $1 || '_' || number, 'Somebody', $2 || $1 || '.' || number || '@example.com', $3, $3
              from generate_series(0, $4 - 1) as number
              returning uuid
            )
            insert into platform.credentials (user_uuid, password_hash, changed_at) select uuid, $5, $3 from people
            """
        : """
            insert into platform.signups (uuid, handle, display_name, email, password_hash, is_known, salt, code_sha256, code_expires_at, created_at, expires_at)
            select gen_random_uuid(), 'p' || $1 || '_' || number, 'Somebody', $2 || $1 || '.' || number || '@example.com', $5, false,
              sha256('salt'), sha256('code'), $3::timestamptz + interval '10 minutes', $3, $3::timestamptz + interval '1 day'
            from generate_series(0, $4 - 1) as number
            """, round, kind, app.Now, Size * 2, Hash.Value);

    private static string Address(string kind, int round, int number) => $"{kind}{round}.{number}@example.com";

    private static JsonObject SignUp(string email, int number) => new()
    {
        ["name"] = "Somebody",
        ["email"] = email,
        ["username"] = $"new_{number + 100_000}",
        ["password"] = "a harmless long sentence",
    };
}
