using Xunit;

namespace Cruddur.Tests.Rules;

/// <summary>The rules of STYLE.md that text can break. Each has been seen to fail: the samples below.</summary>
public sealed class SourceTests
{
    private static readonly string[] Product = ["src"];
    private static readonly string[] Everything = ["src", "tests", "bench", "infra", "db", "bin", ".ci"];

    [Fact]
    public void Files_are_short() =>
        NoFault.In(SourceFile.Under(["src", "tests", "bench", "infra", "db/migrations", "db/seeds"], ".cs", ".razor", ".sql", ".css", ".js").SelectMany(SourceRule.Length));

    [Fact]
    public void Program_is_a_table_of_contents() => NoFault.In(SourceFile.Under(["src/Cruddur"], "src/Cruddur/Program.cs").SelectMany(SourceRule.ProgramLength));

    [Fact]
    public void The_driver_is_named_in_one_folder() => NoFault.In(SourceFile.Under(Product, ".cs", ".razor", ".csproj").SelectMany(SourceRule.Driver));

    [Fact]
    public void Time_ids_and_clients_are_parameters() => NoFault.In(SourceFile.Under(Product, ".cs", ".razor").SelectMany(SourceRule.Clock));

    [Fact]
    public void Values_reach_SQL_only_as_parameters() => NoFault.In(SourceFile.Under(Product, ".cs").SelectMany(SourceRule.ComposedSql));

    [Fact]
    public void Commands_are_made_in_listed_places() => NoFault.In(SourceFile.Under(Product, ".cs").SelectMany(SourceRule.Commands));

    [Fact]
    public void Names_say_what_things_are() => NoFault.In(SourceFile.Under(["src", "tests", "bench", "infra"], ".cs", ".razor").SelectMany(SourceRule.Names));

    [Fact]
    public void Nothing_swallows_every_failure() => NoFault.In(SourceFile.Under(["src", "tests", "bench"], ".cs").SelectMany(SourceRule.Swallowed));

    [Fact]
    public void Nothing_is_left_unfinished() =>
        NoFault.In(SourceFile.Under(Everything, ".cs", ".razor", ".sql", ".css", ".js", ".sh", "bin/cruddur", "bin/test").Where(file => !IsSample(file)).SelectMany(SourceRule.Unfinished));

    [Fact]
    public void Comments_say_why() =>
        NoFault.In(SourceFile.Under(Everything, ".cs", ".razor", ".sql").Where(file => !IsSample(file)).SelectMany(SourceRule.Process));

    [Fact]
    public void Exceptions_are_about_files_that_exist() =>
        Assert.All(SourceRule.Exceptions, path => Assert.True(File.Exists(Path.Combine(Fixtures.Golden.Root, path)), $"{path} is gone: take its exception out of SourceRule."));

    [Fact]
    public void Most_files_fit_on_a_screen()
    {
        var lines = SourceFile.Under(Product, ".cs", ".razor").Select(file => file.Text.Count(c => c == '\n')).Order().ToList();
        Assert.InRange(lines[lines.Count / 2], 0, 60);
        Assert.InRange(lines[lines.Count * 9 / 10], 0, 200);
    }

    [Fact]
    public void Files_were_found() => Assert.True(SourceFile.Under(Product, ".cs").Count > 80);

    [Theory]
    [InlineData(nameof(SourceRule.Driver), "using Npgsql;")]
    [InlineData(nameof(SourceRule.Driver), "var failed = error is NpgsqlException;")]
    [InlineData(nameof(SourceRule.Clock), "var now = DateTime.UtcNow;")]
    [InlineData(nameof(SourceRule.Clock), "var now = DateTimeOffset.UtcNow;")]
    [InlineData(nameof(SourceRule.Clock), "var id = Guid.NewGuid();")]
    [InlineData(nameof(SourceRule.Clock), "using var client = new HttpClient();")]
    [InlineData(nameof(SourceRule.ComposedSql), "Run($\"select uuid from users where handle = '{handle}'\");")]
    [InlineData(nameof(SourceRule.ComposedSql), "Run(\"delete from users where handle = '\" + handle);")]
    [InlineData(nameof(SourceRule.ComposedSql), "Run($\"\"\"\n  update users set bio = '{bio}'\n  \"\"\");")]
    [InlineData(nameof(SourceRule.Commands), "await using var command = source.CreateCommand(text);")]
    [InlineData(nameof(SourceRule.Names), "internal static class StringHelper { }")]
    [InlineData(nameof(SourceRule.Names), "public sealed record SessionManager;")]
    [InlineData(nameof(SourceRule.Swallowed), "try { Go(); } catch { return null; }")]
    [InlineData(nameof(SourceRule.Swallowed), "try { Go(); } catch (Exception) { }")]
    [InlineData(nameof(SourceRule.Swallowed), "try { Go(); } catch (System.Exception error) { Log(error, \"throw\"); }")]
    [InlineData(nameof(SourceRule.Unfinished), "// TODO later")]
    [InlineData(nameof(SourceRule.Unfinished), "throw new NotImplementedException();")]
    [InlineData(nameof(SourceRule.Unfinished), "[Fact(Skip = \"flaky\")]")]
    [InlineData(nameof(SourceRule.Process), "// See issue 42.")]
    [InlineData(nameof(SourceRule.Process), "var x = 1; // fixes #7")]
    public void A_file_that_breaks_a_rule_is_caught(string rule, string text) => Assert.Single(Apply(rule, new SourceFile("src/Cruddur.Social/Sample.cs", text)));

    [Theory]
    [InlineData(nameof(SourceRule.Driver), "logging.AddFilter(\"Npgsql\", level); // Npgsql is loud")]
    [InlineData(nameof(SourceRule.Clock), "// not DateTime.UtcNow\nvar now = clock.GetUtcNow();")]
    [InlineData(nameof(SourceRule.ComposedSql), "Run(\"select 1\"); Say($\"{count} rows\");")]
    [InlineData(nameof(SourceRule.Swallowed), "try { Go(); } catch (Exception e) when (e is IOException) { }")]
    [InlineData(nameof(SourceRule.Swallowed), "try { Go(); } catch { Undo(); throw; }")]
    [InlineData(nameof(SourceRule.Swallowed), "try { Go(); } catch (IOException) { }")]
    [InlineData(nameof(SourceRule.Process), "var color = \"#123\"; // a session ends after 14 days")]
    public void A_file_that_keeps_a_rule_passes(string rule, string text) =>
        NoFault.In(Apply(rule, new SourceFile("src/Cruddur.Social/Sample.cs", text)));

    [Fact]
    public void Long_files_are_caught()
    {
        Assert.Single(SourceRule.Length(new("src/Sample.cs", new string('\n', 400) + "x")));
        NoFault.In(SourceRule.Length(new("src/Sample.cs", new string('\n', 398) + "x\n")));
        Assert.Single(SourceRule.ProgramLength(new("src/Cruddur/Program.cs", new string('\n', 80) + "x")));
    }

    [Fact]
    public void A_vague_file_name_is_caught() => Assert.Single(SourceRule.Names(new("src/Cruddur.Social/Common/Dates.cs", "")));

    [Fact]
    public void A_package_of_the_driver_elsewhere_is_caught() =>
        Assert.Single(SourceRule.Driver(new("src/Cruddur.Social/Cruddur.Social.csproj", "<PackageReference Include=\"Npgsql\" />")));

    /// <summary>The rules' own samples break them on purpose.</summary>
    private static bool IsSample(SourceFile file) => file.Path == "tests/Cruddur.Tests/Rules/SourceTests.cs";

    private static IEnumerable<string> Apply(string rule, SourceFile file) => rule switch
    {
        nameof(SourceRule.Driver) => SourceRule.Driver(file),
        nameof(SourceRule.Clock) => SourceRule.Clock(file),
        nameof(SourceRule.ComposedSql) => SourceRule.ComposedSql(file),
        nameof(SourceRule.Commands) => SourceRule.Commands(file),
        nameof(SourceRule.Names) => SourceRule.Names(file),
        nameof(SourceRule.Swallowed) => SourceRule.Swallowed(file),
        nameof(SourceRule.Unfinished) => SourceRule.Unfinished(file),
        nameof(SourceRule.Process) => SourceRule.Process(file),
        _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "No such rule."),
    };
}
