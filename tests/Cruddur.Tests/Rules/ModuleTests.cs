using System.Text;
using System.Text.RegularExpressions;
using Cruddur.Tests.Fixtures;
using Xunit;

namespace Cruddur.Tests.Rules;

/// <summary>Modules are closed: two doors each, and no way from one to another.</summary>
public sealed partial class ModuleTests
{
    private const int FewestErrors = 25;

    private static readonly Type[] Types = [.. Modules.All.SelectMany(assembly => assembly.GetTypes())];

    [Fact]
    public void Platform_knows_no_module_and_modules_do_not_know_each_other() =>
        NoFault.In(SourceFile.Under(["src"], ".csproj").SelectMany(ModuleRule.References));

    [Theory]
    [InlineData("Cruddur.Platform", "Cruddur.Social")]
    [InlineData("Cruddur.Social", "Cruddur.Copilot")]
    public void A_reference_to_a_module_is_caught(string project, string other) => Assert.Single(ModuleRule.References(
        new($"src/{project}/{project}.csproj", $"<ProjectReference Include=\"../{other}/{other}.csproj\" />")));

    [Fact]
    public void Each_module_has_two_doors()
    {
        foreach (var assembly in Modules.Assemblies)
        {
            var name = assembly.GetName().Name!["Cruddur.".Length..];
            var door = assembly.GetType($"Cruddur.{name}.{name}Module", throwOnError: true)!;
            Assert.NotNull(door.GetMethod($"Add{name}"));
            Assert.NotNull(door.GetMethod($"Map{name}"));
        }
    }

    [Fact]
    [Trait("Category", "golden")]
    public void Public_types_are_those_that_were_reviewed()
    {
        var text = new StringBuilder("# What other assemblies can see: doors, pages, and what verbs and tests call. The rest is internal.\n");
        foreach (var assembly in Modules.All)
        {
            text.Append('\n').Append(assembly.GetName().Name).Append('\n');
            foreach (var type in assembly.GetExportedTypes().Where(type => type.Name != "_Imports").Select(ModuleRule.Describe).Order(StringComparer.Ordinal)) text.Append("  ").Append(type).Append('\n');
        }
        Golden.Matches("tests/golden/public-types.txt", text.ToString());
    }

    [Fact]
    public void An_interface_has_two_implementations() => NoFault.In(ModuleRule.Interfaces(Types));

    [Fact]
    public void An_interface_with_one_implementation_is_caught() => Assert.Single(ModuleRule.Interfaces([typeof(ISample), typeof(Sample)]));

    [Fact]
    public void Functions_take_few_parameters() => NoFault.In(ModuleRule.Parameters(Types));

    [Fact]
    public void A_function_a_lambda_and_a_constructor_with_many_parameters_are_caught()
    {
        Assert.Equal(3, ModuleRule.Parameters([typeof(Crowded), .. typeof(Crowded).GetNestedTypes(System.Reflection.BindingFlags.NonPublic)]).Count());
        NoFault.In(ModuleRule.Parameters([typeof(Row)]));
    }

    [Fact]
    public void At_least_25_rules_are_errors() => Assert.True(ErrorsIn(File.ReadAllText(Path.Combine(Golden.Root, ".editorconfig"))) >= FewestErrors);

    [Fact]
    public void Rules_that_are_only_suggestions_do_not_count() =>
        Assert.Equal(2, ErrorsIn("a = true:error\ndotnet_diagnostic.X.severity = error\nb = true:suggestion\n# c = true:error\n"));

    [Fact]
    public void Warnings_are_errors_and_nullable_is_on()
    {
        var settings = File.ReadAllText(Path.Combine(Golden.Root, "Directory.Build.props"));
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", settings, StringComparison.Ordinal);
        Assert.Contains("<Nullable>enable</Nullable>", settings, StringComparison.Ordinal);
        Assert.Contains("<EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>", settings, StringComparison.Ordinal);
        NoFault.In(SourceFile.Under(["src", "tests", "bench", "infra"], ".cs").SelectMany(file => file.Find(file.Code, NullableOff(), "nullable is on everywhere.")));
    }

    private static int ErrorsIn(string editorconfig) => Error().Count(editorconfig);

    [GeneratedRegex(@"^[^#\n]*(=\s*|:)error\s*$", RegexOptions.Multiline)]
    private static partial Regex Error();

    [GeneratedRegex(@"#nullable disable")]
    private static partial Regex NullableOff();

    private interface ISample;

    private sealed class Sample : ISample;

    private sealed record Row(int A, int B, int C, int D, int E, int F, int G, int H);

    private sealed class Crowded
    {
        public static readonly Action<int, int, int, int, int, int, int, int> Lambda = (_, _, _, _, _, _, _, _) => { };

        public Crowded(int a, int b, int c, int d, int e, int f, int g, int h) => Sum(a, b, c, d, e, f, g, h);

        private static int Sum(int a, int b, int c, int d, int e, int f, int g, int h) => a + b + c + d + e + f + g + h;
    }
}
