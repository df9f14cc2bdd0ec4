using System.Security.Cryptography;
using Cruddur.Platform;
using Cruddur.Platform.Data;
using Cruddur.Platform.Data.Embedded;
using Cruddur.Platform.Telemetry;

namespace Cruddur.Cli;

/// <summary>A command line that is well formed and asks for what is not there.</summary>
internal sealed class UsageException(string message) : Exception(message);

/// <summary>A failure, and the screen of the verb that met it: on production even a refusal says so.</summary>
internal sealed class VerbFailure(Exception inner, Screen screen) : Exception(inner.Message, inner)
{
    public Screen Screen { get; } = screen;
}

/// <summary>Turns what stopped a verb into one line and an exit code.</summary>
internal static class Failures
{
    public const int Usage = 2;
    private const int Unexpected = 1;
    private const int Unreachable = 5;
    private const int Interrupted = 130;

    /// <summary>Writes the line; returns the exit code.</summary>
    public static int Report(Exception failure, Screen screen, bool verbose)
    {
        var (line, exitCode) = failure switch
        {
            DatabaseException known => (known.Message, known.ExitCode),
            EmbeddedPostgresException known => (known.Message, Unreachable),
            SettingsException or UsageException => (failure.Message, Usage),
            DbError { Kind: DbErrorKind.Unavailable } => ("The database cannot be reached. Check it with 'cruddur db status', then try again.", Unreachable),
            OperationCanceledException => ("Interrupted. What was under way was rolled back.", Interrupted),
            _ => ($"Cruddur failed unexpectedly (reference {Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}). "
                + (verbose ? "The details follow." : "Run it again with --verbose for the details."), Unexpected),
        };
        screen.Failure(Redactor.Redact(line));
        if (verbose) screen.Line(Redactor.Redact(failure.ToString()));
        return exitCode;
    }
}
