using System.Threading.RateLimiting;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Web;

/// <summary>How many requests one instance answers in five minutes; 0 for as many as come.</summary>
/// <param name="Person">Of one person, in all their browsers and programs together (<c>Limits:Person</c>).</param>
/// <param name="Address">Of one address that nobody is signed in from (<c>Limits:Address</c>).</param>
public sealed record RequestLimitSettings(int Person, int Address)
{
    public static readonly RequestLimitSettings Usual = new(1500, 300);

    public static readonly RequestLimitSettings None = new(0, 0);
}

/// <summary>Marks a route whose first page is kept in memory for guests: asking for it costs less than counting who does.</summary>
public sealed class KeptForGuests
{
    public static readonly KeptForGuests Mark = new();
}

/// <summary>
/// The general limit of requests. Files, health checks and the guests' first page of the feed are not counted. Counted in
/// memory, so that a request costs no query: each instance counts for itself.
/// </summary>
public sealed class RequestLimits(RequestLimitSettings settings, Sessions sessions) : IDisposable
{
    /// <summary>The time in which requests are counted.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    private readonly PartitionedRateLimiter<Guid> people = Limiter<Guid>(settings.Person);
    private readonly PartitionedRateLimiter<string> addresses = Limiter<string>(settings.Address);

    /// <summary>Counts a request.</summary>
    /// <exception cref="RequestError">429 with the rest of the window when there were too many.</exception>
    public ValueTask CountAsync(HttpContext context) => IsFree(context) ? ValueTask.CompletedTask : CountOneAsync(context);

    public void Dispose()
    {
        people.Dispose();
        addresses.Dispose();
    }

    private static bool IsFree(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata is not { } route) return false;
        return route.GetMetadata<DisableRateLimitingAttribute>() is not null
            || (route.GetMetadata<KeptForGuests>() is not null && !context.Request.QueryString.HasValue && Sessions.TokenOf(context.Request).Token is null);
    }

    private async ValueTask CountOneAsync(HttpContext context)
    {
        using var lease = await PersonAsync(context) is { } person
            ? people.AttemptAcquire(person)
            : addresses.AttemptAcquire(Attempts.Of(context.Connection.RemoteIpAddress));
        if (lease.IsAcquired) return;
        throw RequestError.TooMany(lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1));
    }

    /// <summary>Who is signed in: by a token that is good, for with made-up ones anybody could count as many.</summary>
    private async ValueTask<Guid?> PersonAsync(HttpContext context)
    {
        if (Sessions.TokenOf(context.Request).Token is null) return null;
        try
        {
            return (await sessions.ViewerAsync(context))?.Uuid;
        }
        catch (DbError)
        {
            // The route itself says so if it needs the database.
            return null;
        }
    }

    private static PartitionedRateLimiter<T> Limiter<T>(int most) where T : notnull => PartitionedRateLimiter.Create<T, T>(who => most == 0
        ? RateLimitPartition.GetNoLimiter(who)
        : RateLimitPartition.GetFixedWindowLimiter(who, _ => new FixedWindowRateLimiterOptions { PermitLimit = most, Window = Window }));
}

internal static class RequestLimiting
{
    // Asked for with each request: the database behind it is still being opened while the application is put together.
    public static void UseRequestLimits(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await context.RequestServices.GetRequiredService<RequestLimits>().CountAsync(context);
        await next(context);
    });
}
