using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Jobs;

/// <param name="Uuid"></param>
/// <param name="Kind">Which handler does it, such as <c>mail.send</c>.</param>
/// <param name="Payload">What it needs to know.</param>
/// <param name="Attempts">How often it has been begun, this time included.</param>
public sealed record Job(Guid Uuid, string Kind, JsonElement Payload, int Attempts)
{
    /// <summary>Name in the payload of the language that was spoken when it was asked for; missing for the default.</summary>
    internal const string Language = "language";
}

/// <summary>
/// How a kind of job is done. A job may be done more than once, when its worker dies after the work and before the note of
/// it, so a handler brings about the same state however often it runs.
/// </summary>
/// <param name="Kind">Such as <c>mail.send</c>.</param>
/// <param name="RunAsync">Does one; what it throws makes the job come again later.</param>
public sealed record JobHandler(string Kind, Func<IServiceProvider, Job, CancellationToken, Task> RunAsync);

public static class JobServices
{
    /// <summary>Says how a kind of job is done.</summary>
    public static IServiceCollection AddJob(this IServiceCollection services, string kind, Func<IServiceProvider, Job, CancellationToken, Task> runAsync) =>
        services.AddSingleton(new JobHandler(kind, runAsync));
}
