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

internal static class NumberOptions
{
    /// <summary>Refuses a number outside of a range before the verb begins.</summary>
    public static Option<T> Between<T>(this Option<T> option, T least, T most) where T : struct, IComparable<T>, IFormattable
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 0 || result.Errors.Any()) return;
            var value = result.GetValueOrDefault<T>();
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
                result.AddError(FormattableString.Invariant($"{option.Name} is a number from {least} to {most}."));
        });
        return option;
    }
}
