using System.Diagnostics;
using Cruddur.Platform.Data.Embedded;
using Cruddur.Platform.Telemetry;

namespace Cruddur.Platform.Data.Backups;

/// <summary>Runs pg_dump or pg_restore. Who connects travels in its environment, which other users cannot read, never in its arguments.</summary>
internal static class ClientProcess
{
    /// <param name="program">Path of the program.</param>
    /// <param name="arguments">Its arguments, without a secret.</param>
    /// <param name="environment">libpq's variables: where to and as whom.</param>
    /// <param name="place">What has no space left when it says so.</param>
    /// <param name="ct">Ends the program.</param>
    /// <exception cref="DatabaseException">CDB-042 or CDB-043.</exception>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, string place, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments);
        // A variable that the person has set for another purpose must not lead elsewhere.
        foreach (var name in (string[])["PGHOSTADDR", "PGSERVICE", "PGOPTIONS", "PGTARGETSESSIONATTRS", "PGREQUIREAUTH"]) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["LC_ALL"] = "C";
        var (exitCode, output) = await Child.RunAsync(start, null, ct);
        if (exitCode == 0) return;
        var name2 = Path.GetFileNameWithoutExtension(program);
        throw output.Contains("No space left on device", StringComparison.Ordinal) ? BackupFailure.Full(place) : BackupFailure.Refused(name2, exitCode, FirstLine(output));
    }

    /// <summary>What went wrong first; what follows is usually its echo.</summary>
    private static string FirstLine(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = Array.Find(lines, line => line.Contains("error:", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? "it said nothing";
        return Redactor.Redact(line.TrimEnd('.'));
    }
}
