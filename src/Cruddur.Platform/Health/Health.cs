using System.Text.Json.Serialization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Expiry;
using Cruddur.Platform.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Cruddur.Platform.Health;

/// <summary>Which database this instance is on; the banner and the health endpoints say the same.</summary>
/// <param name="Engine"></param>
/// <param name="Version"></param>
/// <param name="Where"><c>embedded</c>, or the host.</param>
/// <param name="Name"></param>
public sealed record DatabaseIdentity(string Engine, string Version, string Where, string Name)
{
    public override string ToString() => $"{Engine} {Version}, {Where}, database {Name}";
}

/// <summary>Answer of the original's health check: <c>success</c> and <c>version</c> are its fields.</summary>
public sealed record HealthCheck(bool Success, int Version, string AppVersion, DatabaseIdentity Database);

/// <param name="Live">True while the process answers.</param>
public sealed record Liveness(bool Live);

/// <param name="Ready">True when requests can be served in full.</param>
/// <param name="Reasons">What stands in the way, as sentences.</param>
/// <param name="Database"></param>
/// <param name="PendingMigrations"></param>
/// <param name="ExpiryLagSeconds"></param>
public sealed record Readiness(bool Ready, IReadOnlyList<string> Reasons, DatabaseIdentity Database, int PendingMigrations, double ExpiryLagSeconds);

[JsonSerializable(typeof(HealthCheck))]
[JsonSerializable(typeof(Liveness))]
[JsonSerializable(typeof(Readiness))]
internal sealed partial class HealthJson : JsonSerializerContext;

/// <summary>GET /api/health-check, /health/live and /health/ready.</summary>
internal static class HealthChecks
{
    /// <summary>Expired rows may stay hidden for this long before erasing counts as broken.</summary>
    private static readonly TimeSpan MostLag = TimeSpan.FromMinutes(2);

    /// <summary>How long the database may take to answer: less than the five seconds after which load balancers give up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    internal static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapApi().MapGet("/health-check", (DatabaseIdentity database) => TypedResults.Ok(new HealthCheck(true, 1, Build.Version, database)))
            .DisableRateLimiting()
            .WithSummary("The original's health check: the process answers, and names its version and database");
        routes.MapGet("/health/live", () => TypedResults.Ok(new Liveness(true))).DisableRateLimiting().WithSummary("The process answers");
        routes.MapGet("/health/ready", ReadyAsync).Produces<Readiness>().Produces<Readiness>(503).DisableRateLimiting()
            .WithSummary("Database reached, migrations applied, expired rows erased in time");
    }

    private static async Task<IResult> ReadyAsync(DatabaseIdentity database, PendingMigrations pending, Sweeper sweeper, CancellationToken ct)
    {
        List<string> reasons = [];
        var (missing, lag) = (0, TimeSpan.Zero);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(Patience);
        try
        {
            missing = await pending(deadline.Token);
            if (missing > 0) reasons.Add($"{missing} migrations are pending. Run 'cruddur db migrate'.");
            else lag = await sweeper.LagAsync(deadline.Token);
            if (lag > MostLag) reasons.Add($"Expired rows have not been erased for {lag.TotalSeconds:F0} s. See the log of the sweeper.");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            reasons.Add($"The database did not answer within {Patience.TotalSeconds:F0} s.");
        }
        catch (DbError error)
        {
            reasons.Add(error.Kind == DbErrorKind.Unavailable ? "The database is unreachable." : $"The database answers with an error: {error.Kind}.");
        }
        var readiness = new Readiness(reasons.Count == 0, reasons, database, missing, lag.TotalSeconds);
        return TypedResults.Json(readiness, statusCode: readiness.Ready ? 200 : 503);
    }
}

/// <summary>How many migrations of this build the database lacks.</summary>
public delegate Task<int> PendingMigrations(CancellationToken ct);
