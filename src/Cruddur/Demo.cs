using Cruddur.Platform.Identity;
namespace Cruddur;

internal static class Demo
{
    public static Task<DemoPerson?> SeedAsync(string _, IProgress<string> _1, CancellationToken _2) => Task.FromResult<DemoPerson?>(new("andrew@example.com", "cruddur-demo"));
}
