using Xunit;

namespace Cruddur.Tests.Rules;

/// <summary>What people read is in resource files, whole in each language; the samples show that each rule fails.</summary>
public sealed class TextTests
{
    private static readonly string[] Product = ["src"];

    /// <summary>Pages for developers, which are in English.</summary>
    private static readonly string[] ForDevelopers = ["src/Cruddur/Docs/DocsPage.razor"];

    [Fact]
    public void Each_text_is_there_in_German()
    {
        var files = SourceFile.Under(Product, ".resx").ToDictionary(file => file.Path);
        var english = files.Values.Where(file => !file.Path.EndsWith(".de.resx", StringComparison.Ordinal)).ToList();
        Assert.True(english.Count > 5);
        NoFault.In(english.SelectMany(file => TextRule.Translation(file, files.GetValueOrDefault(file.Path.Replace(".resx", ".de.resx", StringComparison.Ordinal)))));
    }

    [Fact]
    public void Each_text_is_read()
    {
        var code = SourceFile.Under(Product, ".cs", ".razor");
        NoFault.In(SourceFile.Under(Product, "/Texts.resx").SelectMany(file => TextRule.Unused(file, code)));
    }

    [Fact]
    public void Markup_has_no_texts_of_its_own() =>
        NoFault.In(SourceFile.Under(Product, ".razor").Where(page => !ForDevelopers.Contains(page.Path)).SelectMany(TextRule.Literal));

    [Theory]
    [InlineData("<root/>", "'A' is missing")]
    [InlineData("""<root><data name="A"><value>Nur {0}</value></data><data name="B"><value>x</value></data></root>""", "'B' is not in English")]
    [InlineData("""<root><data name="A"><value>Nur</value></data></root>""", "other gaps")]
    [InlineData("""<root><data name="A"><value> </value></data></root>""", "is empty")]
    [InlineData("""<root><data name="A"><value>Only {0}</value></data></root>""", "still English")]
    public void An_incomplete_translation_is_caught(string german, string fault) => Assert.Contains(fault, Assert.Single(TextRule.Translation(
        new("A/Texts.resx", """<root><data name="A"><value>Only {0}</value></data></root>"""), new("A/Texts.de.resx", german))), StringComparison.Ordinal);

    [Fact]
    public void A_text_that_nothing_reads_is_caught() => Assert.Single(TextRule.Unused(
        new("src/A/Texts.resx", """<root><data name="Old"><value>a</value></data><data name="New"><value>b</value></data></root>"""),
        [new("src/A/Page.razor", "@Texts.New"), new("src/B/Page.razor", "@Texts.Old")]));

    [Theory]
    [InlineData("<h1>Settings</h1>")]
    [InlineData("<p>Gone on <time></time></p>")]
    [InlineData("<p>@Texts.Title by them</p>")]
    [InlineData("<p><b>a</b> reposted</p>")]
    [InlineData("<a aria-label=\"Back\"></a>")]
    [InlineData("<EmptyState Title=\"No mail yet\" />")]
    public void A_text_in_markup_is_caught(string markup) => Assert.NotEmpty(TextRule.Literal(new("src/Page.razor", markup)));

    [Theory]
    [InlineData("<h1>@Texts.Title</h1>\n@if (Count > 0 && Name is not null)\n{\n  <p>@Name</p>\n}")]
    [InlineData("@foreach (var x in Items.Where(item => item.Kind != Kind.A))\n{\n  <b>@x</b>\n}")]
    public void Code_is_no_text(string markup) => Assert.Empty(TextRule.Literal(new("src/Page.razor", markup)));
}
