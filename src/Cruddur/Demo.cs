using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;

namespace Cruddur;

/// <summary>The people that a new embedded database begins with.</summary>
internal static class Demo
{
    /// <summary>Everybody's password.</summary>
    public const string Password = "cruddur-demo";

    /// <summary>Loads the demo set unless it is there, and returns who the sign-in page names.</summary>
    public static async Task<DemoPerson?> SeedAsync(string connectionString, IProgress<string> progress, CancellationToken ct)
    {
        var counts = await Seeds.LoadAsync(connectionString, "demo", TimeProvider.System.GetUtcNow(), () => PasswordHash.Create(Password), ct);
        var rows = counts.Sum(count => count.Value);
        if (rows > 0) progress.Report(string.Create(CultureInfo.InvariantCulture, $"Added {rows} demo rows"));
        return new DemoPerson("andrew@example.com", Password);
    }
}
