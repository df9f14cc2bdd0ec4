using System.ComponentModel;
using System.Diagnostics;

namespace Cruddur.Platform.Data.Embedded;

/// <summary>Runs a program to its end. Arguments are arrays; no shell reads them.</summary>
internal static class Child
{
    /// <summary>Exit code, and standard output and error together.</summary>
    /// <exception cref="EmbeddedPostgresException">The program could not be started.</exception>
    internal static async Task<(int ExitCode, string Output)> RunAsync(ProcessStartInfo start, string? input, CancellationToken ct)
    {
        using var process = Start(start);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var errors = process.StandardError.ReadToEndAsync(ct);
            if (input is not null)
                await process.StandardInput.WriteAsync(input.AsMemory(), ct);
            process.StandardInput.Close();
            await process.WaitForExitAsync(ct);
            return (process.ExitCode, await output + await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    internal static Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            var asUser = start.UserName.Length > 0 ? $" as user {start.UserName}" : "";
            throw new EmbeddedPostgresException($"{start.FileName} cannot be started{asUser} ({e.Message}): check that it exists and may be run.", e);
        }
    }
}
