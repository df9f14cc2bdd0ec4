namespace Cruddur;

/// <summary>What <c>cruddur serve</c> was asked for.</summary>
public sealed record ServeOptions(int Port, string DataFolder, bool Seed, bool Migrate = false, string? Url = null);

/// <summary>Starts what people see.</summary>
public static class Serve
{
    public static Task<int> RunAsync(ServeOptions options, CancellationToken ct) => Task.FromResult(ct.IsCancellationRequested || options.Port < 0 ? 1 : 0);
}
