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
    /// <param name="full">What to say when it finds no space.</param>
    /// <param name="ct">Ends the program.</param>
    /// <exception cref="DatabaseException">CDB-042 or CDB-043.</exception>
    public static async Task RunAsync(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Func<DatabaseException> full, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments);
        // A variable that the person has set for another purpose must not lead elsewhere.
        foreach (var name in (string[])["PGHOSTADDR", "PGSERVICE", "PGOPTIONS", "PGTARGETSESSIONATTRS", "PGREQUIREAUTH"]) start.Environment.Remove(name);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        start.Environment["LC_ALL"] = "C";
        var (exitCode, output) = await Child.RunAsync(start, null, ct);
        if (exitCode == 0) return;
        throw output.Contains("No space left on device", StringComparison.Ordinal)
            ? full()
            : BackupFailure.Refused(Path.GetFileNameWithoutExtension(program), exitCode, FirstLine(output));
    }

    /// <summary>What went wrong first; what follows is usually its echo.</summary>
    private static string FirstLine(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = Array.Find(lines, line => line.Contains("error:", StringComparison.Ordinal)) ?? lines.FirstOrDefault() ?? "it said nothing";
        return Redactor.Redact(line.TrimEnd('.'));
    }
}
