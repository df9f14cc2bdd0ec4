using Cruddur.Platform;
using Cruddur.Platform.Data.Connections;

namespace Cruddur.Cli;

/// <summary>What the command line takes from its surroundings, so that tests bring their own.</summary>
/// <param name="Setting">Looks up an environment variable.</param>
/// <param name="Input">What a person types.</param>
/// <param name="Clock">The time.</param>
/// <param name="IsTerminal">Whether people look at the output; colours are for them.</param>
public sealed record CliHost(Func<string, string?> Setting, TextReader Input, TimeProvider Clock, bool IsTerminal)
{
    /// <summary>The folder that relative paths begin in, whose <c>.cruddur/target</c> counts, and whose checkout is kept up to date; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>Keeps a variable with a secret from programs that this one starts.</summary>
    public Action<string> Forget { get; init; } = _ => { };

    /// <summary>Makes the ids of rows about what operators did.</summary>
    public NewId NewId { get; init; } = Guid.CreateVersion7;

    /// <summary>Makes the client with which a verb looks at a running Cruddur: no redirect is followed and no cookie kept by itself.</summary>
    public Func<HttpClient> Http { get; init; } = () => new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = TimeSpan.FromSeconds(3) })
    {
        Timeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>This process's own.</summary>
    public static CliHost OfProcess() =>
        new(Environment.GetEnvironmentVariable, Console.In, TimeProvider.System, !Console.IsOutputRedirected && !Console.IsErrorRedirected)
        {
            Folder = Directory.GetCurrentDirectory(),
            Forget = name => Environment.SetEnvironmentVariable(name, null),
        };

    /// <summary>Which database is asked for.</summary>
    public DatabaseChoice Choose(string? target, string? url, string? dataFolder) => new(target, url, dataFolder ?? DefaultDataFolder, Setting, Clock, Folder);

    /// <summary>A path as a person wrote it, seen from <see cref="Folder"/>.</summary>
    public string PathOf(string written) => Path.Combine(Folder ?? "", written);

    /// <summary>CRUDDUR_DATA, or the folder <c>data</c> of the working directory.</summary>
    public string DefaultDataFolder => Setting("CRUDDUR_DATA") is { Length: > 0 } folder ? folder : "data";
}
