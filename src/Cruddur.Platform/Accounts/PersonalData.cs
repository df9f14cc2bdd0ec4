using System.Text.Json.Nodes;
using Cruddur.Platform.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Accounts;

/// <summary>One row of what a module keeps of a person.</summary>
/// <param name="Fields">By the names that the API uses.</param>
/// <param name="ExpiresAt">When it must be gone from every file as well; null when it has no end.</param>
public sealed record DataItem(JsonObject Fields, DateTimeOffset? ExpiresAt = null);

/// <summary>What a module keeps of a person, for the archive that they may download.</summary>
/// <param name="File">Name of the file in the archive, without ending.</param>
/// <param name="Title">What people call it, in the language that is then current.</param>
/// <param name="Read">All of it; nothing that has expired.</param>
public sealed record PersonalData(string File, Func<string> Title, Func<Db, Guid, DateTimeOffset, CancellationToken, IAsyncEnumerable<DataItem>> Read);

public static class AccountParts
{
    /// <summary>Says what of a module's goes out of sight with a person who leaves.</summary>
    public static IServiceCollection AddDepartures(this IServiceCollection services, IEnumerable<Departure> departures)
    {
        foreach (var departure in departures) services.AddSingleton(departure);
        return services;
    }

    /// <summary>Says what of a module's goes into a person's archive.</summary>
    public static IServiceCollection AddPersonalData(this IServiceCollection services, IEnumerable<PersonalData> parts)
    {
        foreach (var part in parts) services.AddSingleton(part);
        return services;
    }
}
