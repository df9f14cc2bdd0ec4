using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli;

/// <summary>What the command line takes from its surroundings, so that tests bring their own.</summary>
/// <param name="Setting">Looks up an environment variable.</param>
/// <param name="Input">What a person types.</param>
/// <param name="Clock">The time.</param>
/// <param name="IsTerminal">Whether people look at the output; colours are for them.</param>
public sealed record CliHost(Func<string, string?> Setting, TextReader Input, TimeProvider Clock, bool IsTerminal)
{
    /// <summary>Where the command line was given; its <c>.cruddur/target</c> counts.</summary>
    public string Folder { get; init; } = "";

    /// <summary>Keeps a variable with a secret from programs that this one starts.</summary>
    public Action<string> Forget { get; init; } = _ => { };

    /// <summary>This process's own.</summary>
    public static CliHost OfProcess() =>
        new(Environment.GetEnvironmentVariable, Console.In, TimeProvider.System, !Console.IsOutputRedirected && !Console.IsErrorRedirected)
        {
            Folder = Directory.GetCurrentDirectory(),
            Forget = name => Environment.SetEnvironmentVariable(name, null),
        };

    /// <summary>Which database is asked for.</summary>
    public DatabaseChoice Choose(string? target, string? url, string? dataFolder) => new(target, url, dataFolder ?? DefaultDataFolder, Setting, Clock, Folder);

    /// <summary>CRUDDUR_DATA, or the folder <c>data</c> of the working directory.</summary>
    public string DefaultDataFolder => Setting("CRUDDUR_DATA") is { Length: > 0 } folder ? folder : "data";
}
