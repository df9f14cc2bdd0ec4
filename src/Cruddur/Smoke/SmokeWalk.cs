using System.Globalization;
using System.Text.Json.Nodes;

namespace Cruddur.Smoke;

/// <param name="Email">Who walks.</param>
/// <param name="Password">With which password.</param>
/// <param name="Tag">Makes the walk's crud findable, and its requests its own.</param>
internal sealed record Walker(string Email, string Password, string Tag);

/// <summary>
/// The main path through the product, as an outsider walks it: sign in, write, read in every place, answer, like, take back, and be sure
/// that it is gone. What it writes lives an hour at most, and is deleted at the end, also when a step fails.
/// </summary>
internal sealed class SmokeWalk(Peer peer, Walker walker, Action<string, TimeSpan> done, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private string? crud;

    /// <exception cref="SmokeFailure">A step was answered otherwise than it must be.</exception>
    public async Task RunAsync(CancellationToken ct)
    {
        await StepAsync("be alive", async step => Peer.Demand(step, await peer.GetAsync(step, "/health/live", ct), 200));
        await StepAsync("be ready", async step => Peer.Demand(step, await peer.GetAsync(step, "/health/ready", ct), 200));
        await StepAsync("name its database", async step => Demand(step, Peer.Json(step, Peer.Demand(step, await peer.GetAsync(step, "/api/health-check", ct), 200))["success"]?.GetValue<bool>() == true, "success is not true"));
        await StepAsync("show the home page", async step => Demand(step, Peer.Demand(step, await peer.GetAsync(step, "/", ct), 200).Policy?.Contains("nonce-", StringComparison.Ordinal) == true, "the page has no Content-Security-Policy with a nonce"));
        await StepAsync("turn strangers away", async step => Peer.Demand(step, await PostAsync(step, "1-hour", null, ct), 401));
        await StepAsync("sign in", step => SignInAsync(step, ct));
        try
        {
            await WriteAsync(ct);
            await ReadAsync(ct);
            await AnswerAsync(ct);
            await StepAsync("take the crud back", async step => Peer.Demand(step, await DeleteAsync(step, ct), 200));
            await StepAsync("be rid of it", step => GoneAsync(step, ct));
        }
        finally
        {
            if (crud is not null) await DeleteAsync("clean up", CancellationToken.None);
        }
        await StepAsync("sign out", async step =>
        {
            Peer.Demand(step, await peer.SendAsync(step, HttpMethod.Post, "/api/auth/signout", null, null, ct), 200);
            Peer.Demand(step, await PostAsync(step, "1-hour", null, ct), 401);
        });
    }

    private Task WriteAsync(CancellationToken ct) => StepAsync("write a crud, once for two requests", async step =>
    {
        Demand(step, Peer.Demand(step, await PostAsync(step, "for-ever", null, ct), 422).Body == """["ttl_blank"]""", "an unknown lifetime was not refused with ttl_blank");
        var first = Peer.Json(step, Peer.Demand(step, await PostAsync(step, "1-hour", walker.Tag, ct), 200));
        crud = (string?)first["uuid"] ?? throw new SmokeFailure(step, "the crud has no uuid");
        var lives = Time(first, "expires_at") - Time(first, "created_at");
        Demand(step, lives == Lifetime, FormattableString.Invariant($"it lives {lives} instead of an hour"));
        var second = Peer.Json(step, Peer.Demand(step, await PostAsync(step, "1-hour", walker.Tag, ct), 200));
        Demand(step, (string?)second["uuid"] == crud, "the repeated request wrote another crud");
    });

    private async Task ReadAsync(CancellationToken ct)
    {
        await StepAsync("read it by its id", async step => Demand(step, Peer.Demand(step, await peer.GetAsync(step, $"/api/activities/{crud}", ct), 200).Body.Contains(walker.Tag, StringComparison.Ordinal), "its text is missing"));
        foreach (var (name, path) in new[] { ("find it at home", "/api/activities/home"), ("find it among everybody's", "/api/activities/explore") })
            await StepAsync(name, async step => Demand(step, Peer.Demand(step, await peer.GetAsync(step, path, ct), 200).Body.Contains(crud!, StringComparison.Ordinal), "it is not in the list"));
    }

    private async Task AnswerAsync(CancellationToken ct)
    {
        await StepAsync("answer it", async step =>
        {
            var reply = Peer.Json(step, Peer.Demand(step, await peer.SendAsync(step, HttpMethod.Post, $"/api/activities/{crud}/reply", new JsonObject { ["message"] = walker.Tag }, null, ct), 200));
            Demand(step, (string?)reply["reply_to_activity_uuid"] == crud, "the answer belongs to another crud");
        });
        await StepAsync("like it, and take the like back", async step =>
        {
            Demand(step, (int?)Peer.Json(step, Peer.Demand(step, await LikeAsync(step, HttpMethod.Put, ct), 200))["likes_count"] == 1, "it was not counted");
            Demand(step, (int?)Peer.Json(step, Peer.Demand(step, await LikeAsync(step, HttpMethod.Delete, ct), 200))["likes_count"] == 0, "it is still counted");
        });
    }

    private async Task GoneAsync(string step, CancellationToken ct)
    {
        var uuid = crud;
        crud = null;
        Peer.Demand(step, await peer.GetAsync(step, $"/api/activities/{uuid}", ct), 404);
        Demand(step, !Peer.Demand(step, await peer.GetAsync(step, "/api/activities/home", ct), 200).Body.Contains(uuid!, StringComparison.Ordinal), "it is still in the list");
    }

    private async Task SignInAsync(string step, CancellationToken ct)
    {
        var signedIn = Peer.Demand(step, await peer.SendAsync(step, HttpMethod.Post, "/api/auth/signin", new JsonObject { ["email"] = walker.Email, ["password"] = walker.Password }, null, ct), 200);
        peer.Token = (string?)Peer.Json(step, signedIn)["token"] ?? throw new SmokeFailure(step, "no token came");
    }

    private Task<Answer> PostAsync(string step, string ttl, string? key, CancellationToken ct) =>
        peer.SendAsync(step, HttpMethod.Post, "/api/activities", new JsonObject { ["message"] = $"Smoke test {walker.Tag}", ["ttl"] = ttl }, key, ct);

    private Task<Answer> LikeAsync(string step, HttpMethod method, CancellationToken ct) => peer.SendAsync(step, method, $"/api/activities/{crud}/like", null, null, ct);

    private Task<Answer> DeleteAsync(string step, CancellationToken ct) => peer.SendAsync(step, HttpMethod.Delete, $"/api/activities/{crud}", null, null, ct);

    private async Task StepAsync(string name, Func<string, Task> work)
    {
        var begun = clock.GetTimestamp();
        await work(name);
        done(name, clock.GetElapsedTime(begun));
    }

    private static DateTimeOffset Time(JsonNode crud, string field) =>
        DateTimeOffset.TryParse((string?)crud[field], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : default;

    private static void Demand(string step, bool holds, string otherwise)
    {
        if (!holds) throw new SmokeFailure(step, otherwise);
    }
}
