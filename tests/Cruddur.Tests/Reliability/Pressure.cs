using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Reliability;

/// <summary>Tests that measure time or take the machine for themselves, one after the other and beside nothing else.</summary>
[CollectionDefinition(nameof(Pressure), DisableParallelization = true)]
public static class Pressure
{
    /// <summary>The messages of all cruds of a database that begin so.</summary>
    internal static async Task<IReadOnlyCollection<string>> MessagesAsync(PostgresServer server, string database, string beginning) =>
        ((string[]?)await server.SqlAsync($"select array_agg(message) from activities where starts_with(message, '{beginning}')", database) ?? []);
}
