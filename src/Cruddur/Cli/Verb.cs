using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Cruddur.Cli;

/// <summary>A command whose help also says what it never does, and shows how it is used.</summary>
internal sealed class Verb(string name, string does, string never, string example) : Command(name, does)
{
    public string Never { get; } = never;

    public string Example { get; } = example;
}

/// <summary>Writes the usual help, then the two paragraphs of a <see cref="Verb"/>.</summary>
internal sealed class VerbHelp : SynchronousCommandLineAction
{
    private readonly HelpAction usual = new() { MaxWidth = 110 };

    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not Verb verb) return 0;
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Never:");
        output.WriteLine($"  {verb.Never}");
        output.WriteLine();
        output.WriteLine("Example:");
        output.WriteLine($"  {verb.Example}");
        output.WriteLine();
        return 0;
    }
}
