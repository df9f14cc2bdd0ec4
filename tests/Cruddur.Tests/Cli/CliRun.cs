using Cruddur.Cli;

namespace Cruddur.Tests.Cli;

/// <summary>What a command line answered.</summary>
internal sealed record CliRun(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a command line in this process, with no environment but the given one.</summary>
    public static Task<CliRun> Of(params string[] args) => Of(args, new Dictionary<string, string>());

    /// <inheritdoc cref="Of(string[])"/>
    public static async Task<CliRun> Of(string[] args, Dictionary<string, string> environment, string input = "", string? folder = null, CancellationToken ct = default)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var host = new CliHost(environment.GetValueOrDefault, new StringReader(input), TimeProvider.System, false) { Folder = folder };
        return new CliRun(await CommandLine.RunAsync(args, host, output, error, ct), output.ToString(), error.ToString());
    }
}
