using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Cruddur.Cli.Aws;
using Cruddur.Cli.Db;
using Cruddur.Cli.User;
using Cruddur.Platform.Telemetry;

namespace Cruddur.Cli;

/// <summary>The verbs of <c>cruddur</c>.</summary>
public static class CommandLine
{
    internal static readonly Option<bool> Verbose = new("--verbose") { Description = "Show the details of an unexpected failure", Recursive = true };

    /// <summary>Every verb with its options.</summary>
    public static RootCommand Root(CliHost host)
    {
        var root = new RootCommand("Cruddur: a social network whose posts expire. Without a verb it serves.") { HelpName = "cruddur" };
        root.Add(Verbose);
        root.Options.OfType<HelpOption>().Single().Action = new VerbHelp();
        root.Add(ServeCommand.Create(host));
        root.Add(DbCommand.Create(host));
        root.Add(UserCommand.Create(host));
        root.Add(AwsCommand.Create(host));
        root.Add(DoctorAtTop(host));
        root.Add(SmokeCommand.Create(host));
        return root;
    }

    /// <summary>The same verb as 'db doctor', with the options that the others have from 'db'.</summary>
    private static Verb DoctorAtTop(CliHost host)
    {
        var doctor = DoctorCommand.Create(host, top: true);
        foreach (var option in DbOptions.All) doctor.Add(option);
        return doctor;
    }

    /// <summary>Runs a command line and returns what the process answers with.</summary>
    public static async Task<int> RunAsync(string[] args, CliHost host, TextWriter output, TextWriter error, CancellationToken ct)
    {
        var parsed = Parse(args, host);
        if (parsed.Action is ParseErrorAction refusal) return await RefuseAsync(parsed, refusal, error, ct);
        try
        {
            // After Ctrl-C a step has this long to roll back.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
            }, ct);
        }
        catch (VerbFailure failure)
        {
            return Failures.Report(failure.InnerException!, failure.Screen, parsed.GetValue(Verbose));
        }
        catch (Exception failure)
        {
            return Failures.Report(failure, new Screen(host, error, null), parsed.GetValue(Verbose));
        }
    }

    /// <summary>Understands a command line, without running it.</summary>
    internal static ParseResult Parse(string[] args, CliHost host) =>
        FamiliarNames.Parse(Root(host), args is [] or [['-', ..], ..] && !IsAboutProgram(args) ? ["serve", .. args] : args);

    private static bool IsAboutProgram(string[] args) => args is ["-h" or "-?" or "--help" or "--version", ..];

    /// <summary>What is not understood may be a URL in the wrong place, so it is not repeated with its password.</summary>
    private static async Task<int> RefuseAsync(ParseResult parsed, ParseErrorAction refusal, TextWriter error, CancellationToken ct)
    {
        refusal.ShowHelp = false;
        var text = new StringWriter();
        await parsed.InvokeAsync(new InvocationConfiguration { Output = text, Error = text }, ct);
        await error.WriteLineAsync(Redactor.Redact(text.ToString().Trim()));
        await error.WriteLineAsync($"See '{Path(parsed)} --help'.");
        return Failures.Usage;
    }

    private static string Path(ParseResult parsed)
    {
        var names = new Stack<string>();
        for (var at = parsed.CommandResult; at is not null; at = at.Parent as System.CommandLine.Parsing.CommandResult)
            names.Push(at.Command is RootCommand ? "cruddur" : at.Command.Name);
        return string.Join(' ', names);
    }
}
