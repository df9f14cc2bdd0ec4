using System.Globalization;
using Cruddur.Platform.Data;
using Cruddur.Platform.Identity;

namespace Cruddur;

/// <summary>The people that a new embedded database begins with.</summary>
internal static class Demo
{
    /// <summary>Everybody's password.</summary>
    public const string Password = "cruddur-demo";

    /// <summary>Who the banner and the sign-in page name.</summary>
    public static readonly DemoPerson Person = new("andrew@example.com", Password);

    /// <summary>Loads the demo set unless it is there.</summary>
    public static async Task SeedAsync(string connectionString, IProgress<string> progress, CancellationToken ct)
    {
        var counts = await Seeds.LoadAsync(connectionString, "demo", TimeProvider.System.GetUtcNow(), () => new PasswordHash().Create(Password), ct);
        var rows = counts.Sum(count => count.Value);
        if (rows > 0) progress.Report(string.Create(CultureInfo.InvariantCulture, $"Added {rows} demo rows"));
    }
}
