using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Cruddur.Cli;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Cli;

/// <summary>What the documents tell people to type is understood.</summary>
public sealed partial class DocumentedCommandTests
{
    [Fact]
    public void Every_command_in_the_documents_exists_with_its_options()
    {
        var commands = Documents().SelectMany(file => Commands(File.ReadAllText(file)).Select(command => (File: Path.GetFileName(file), Command: command))).Distinct().ToList();
        Assert.True(commands.Count(command => command.File == "operations.md") > 50, "the commands of docs/operations.md were not found");
        var wrong = commands.Select(quoted => (quoted, Errors: Errors(quoted.Command))).Where(found => found.Errors.Count > 0)
            .Select(found => $"{found.quoted.File}: {found.quoted.Command}: {string.Join(" ", found.Errors)}").ToList();
        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Theory]
    [InlineData("`cruddur db migrat`")]
    [InlineData("`bin/cruddur db backup --verfy` and more")]
    [InlineData("```sh\ncruddur db backups    # what there is\ncruddur db restore x.dump\n```")]
    [InlineData("`cruddur --prot 80`")]
    public void A_command_that_does_not_exist_is_caught(string text) => Assert.Contains(Commands(text), command => Errors(command).Count > 0);

    [Fact]
    public void Commands_are_found_in_lines_and_in_blocks() => Assert.Equal(
        ["db status", "--port 8080", "db backups /srv", "smoke"],
        Commands("See `cruddur db status`, or\n```sh\nbin/cruddur --port 8080   # or so\ncruddur db backups /srv | head\n```\n`cruddur db …` and `the cruddur db`; `CRUDDUR_TARGET=prod cruddur smoke`."));

    private static IEnumerable<string> Documents() =>
        Directory.EnumerateFiles(Path.Combine(Golden.Root, "docs"), "*.md", SearchOption.AllDirectories).Append(Path.Combine(Golden.Root, "README.md")).Append(Path.Combine(Golden.Root, "CONTRIBUTING.md"));

    /// <summary>The arguments of each command that stands in code, in order; one with an ellipsis is no command.</summary>
    private static IEnumerable<string> Commands(string text) => Code().Matches(text)
        .SelectMany(match => match.Groups["line"].Success ? [match.Groups["line"].Value] : match.Groups["block"].Value.Split('\n'))
        .Select(line => Command().Match(line))
        .Where(match => match.Success && !match.Value.Contains('…', StringComparison.Ordinal))
        .Select(match => match.Groups["args"].Value.Trim());

    private static List<string> Errors(string command) =>
        [.. CommandLine.Parse([.. CommandLineParser.SplitCommandLine(command)], CliHost.OfProcess()).Errors.Select(error => error.Message)];

    [GeneratedRegex(@"^```\w*\n(?<block>.*?)^```|`(?<line>[^`\n]+)`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\s*(\w+=\S+ )*(bin/)?cruddur(?<args>( [^|;#]*(?:#\w[^|;#]*)?)?)")]
    private static partial Regex Command();
}
