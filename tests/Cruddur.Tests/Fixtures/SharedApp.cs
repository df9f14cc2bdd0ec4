using Xunit;

namespace Cruddur.Tests.Fixtures;

/// <summary>One program for those tests of a class that leave nothing behind that another could notice: starting it is slow.</summary>
public sealed class SharedApp(PostgresCluster cluster) : IAsyncLifetime
{
    public TestApp App { get; private set; } = null!;

    public async ValueTask InitializeAsync() => App = await TestApp.StartAsync(cluster);

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
