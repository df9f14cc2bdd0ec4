using System.CommandLine;
using System.Text;
using Cruddur.Cli;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Cli;

public sealed class HelpTests
{
    [Fact]
    [Trait("Category", "golden")]
    public async Task Help_of_every_verb_is_what_was_agreed()
    {
        var text = new StringBuilder();
        foreach (var path in Paths(CommandLine.Root(CliHost.OfProcess()), []))
        {
            var run = await CliRun.Of([.. path, "--help"]);
            Assert.Equal(0, run.ExitCode);
            text.Append(string.Join(' ', ["$ cruddur", .. path, "--help"])).Append('\n');
            foreach (var line in run.Output.ReplaceLineEndings("\n").TrimEnd().Split('\n')) text.Append(line.TrimEnd()).Append('\n');
            text.Append('\n');
        }
        Golden.Matches("tests/golden/help.txt", text.ToString());
    }

    [Fact]
    public void Every_verb_says_what_it_never_does_and_shows_an_example() =>
        Assert.All(Paths(CommandLine.Root(CliHost.OfProcess()), []).Select(path => (path, command: At(path))).Where(each => each.command.Subcommands.Count == 0), each =>
        {
            var verb = Assert.IsType<Verb>(each.command);
            Assert.StartsWith(string.Join(' ', ["cruddur", .. each.path]), verb.Example, StringComparison.Ordinal);
            Assert.NotEmpty(verb.Never);
        });

    [Theory]
    [InlineData("db migrat", "migrate")]
    [InlineData("db migrate --dry-runn", "--dry-run")]
    [InlineData("serv", "serve")]
    public async Task An_unknown_word_is_refused_with_the_nearest_known_one(string line, string nearest)
    {
        var run = await CliRun.Of(line.Split(' '));
        Assert.Equal(2, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.Contains(nearest, run.Error, StringComparison.Ordinal);
    }

    private static Command At(string[] path) =>
        path.Aggregate((Command)CommandLine.Root(CliHost.OfProcess()), (command, name) => command.Subcommands.Single(sub => sub.Name == name));

    private static IEnumerable<string[]> Paths(Command command, string[] path) =>
        command.Subcommands.SelectMany(sub => Paths(sub, [.. path, sub.Name])).Prepend(path);
}
