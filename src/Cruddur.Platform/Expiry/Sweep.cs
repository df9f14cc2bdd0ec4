using Cruddur.Platform.Data;
using Microsoft.Extensions.DependencyInjection;

namespace Cruddur.Platform.Expiry;

/// <summary>One kind of row that ends: how a small batch of it is erased, and how far behind erasing is.</summary>
/// <param name="Name">What people call the rows, such as <c>cruds</c>.</param>
/// <param name="Delete">Erases up to <c>@batch</c> rows whose time was over at <c>@now</c>, with all that hangs on them.</param>
/// <param name="Lag">Seconds since the oldest row that is still there should have gone; 0 when there is none.</param>
public sealed record Sweep(string Name, Command Delete, Query<double> Lag);

public static class Sweeps
{
    /// <summary>Adds the statements <c>Sweep</c> and <c>Lag</c> of a module's file to the sweeper.</summary>
    public static IServiceCollection AddSweep(this IServiceCollection services, string name, string file) =>
        services.AddSingleton(new Sweep(name, Command.Of($"{file}#Sweep"), Query.Of($"{file}#Lag", row => row.Number(0))));
}
