using System.Xml.Linq;
using Cruddur.Platform.Web;
using Cruddur.Social.Activities;
using Cruddur.Social.Embeds;
using Cruddur.Social.Wording;
using Xunit;

namespace Cruddur.Tests.Social.Embeds;

/// <summary>Cruds as others show them.</summary>
public sealed class CrudHtmlTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly CrudHtml Html = new(new Site(new Uri("https://cruddur.example/")));

    [Theory]
    [InlineData("short", "short")]
    [InlineData("  many \n\t blanks  ", "many blanks")]
    [InlineData("This has sixty characters, which is as many as may be there.", "This has sixty characters, which is as many as may be there.")]
    [InlineData("This has sixty characters, which is as many as may be there. No", "This has sixty characters, which is as many as may be there.…")]
    [InlineData("One donaudampfschifffahrtsgesellschaftskapitaenspatentinhaberinnenversammlung", "One…")]
    [InlineData("donaudampfschifffahrtsgesellschaftskapitaenspatentinhaberinnenversammlung", "donaudampfschifffahrtsgesellsc…")]
    [InlineData("👩‍👩‍👧 family", "👩‍👩‍👧 family")]
    public void A_title_is_the_first_words(string message, string title) => Assert.Equal(title, CrudHtml.Title(Crud(message)));

    [Theory]
    [InlineData("plain")]
    [InlineData("<script>alert('x')</script> & </p></blockquote>")]
    [InlineData("\" onmouseover=\"alert(1)")]
    [InlineData("&lt;b&gt; &amp; &#60;")]
    [InlineData("two\nlines\n\nand a gap")]
    [InlineData("😀 straße 日本語 العربية")]
    [InlineData("]]> <!-- -->")]
    public void A_text_stays_the_text_that_it_is(string message)
    {
        foreach (var html in new[] { Html.Body(Crud(message)), Html.Embed(Crud(message)) })
        {
            var parsed = XElement.Parse($"<div>{html.Replace("<br>", "<br/>", StringComparison.Ordinal)}</div>", LoadOptions.PreserveWhitespace);
            foreach (var line in parsed.Descendants("br").ToList()) line.ReplaceWith(new XText("\n"));
            Assert.Equal(message, parsed.Descendants("p").First().Value);
            Assert.All(parsed.Descendants(), element => Assert.Contains(element.Name.LocalName, new[] { "p", "a", "blockquote", "time" }));
            Assert.DoesNotContain(parsed.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void What_is_covered_is_not_in_it_nor_what_it_quotes()
    {
        var crud = Crud("the butler") with { ContentWarning = "spoiler", Quote = Crud("the cook"), QuoteUuid = Guid.Empty };
        Assert.Equal("Content warning: spoiler", CrudHtml.Title(crud));
        foreach (var html in new[] { Html.Body(crud), Html.Embed(crud), Html.Body(Crud("look") with { Quote = crud, QuoteUuid = Guid.Empty }) })
        {
            Assert.Contains("<p>Content warning: spoiler</p><p><a href=\"https://cruddur.example/@andrew/status/00000000-0000-0000-0000-000000000000\">Read it on Cruddur</a></p>", html, StringComparison.Ordinal);
            Assert.DoesNotContain("butler", html, StringComparison.Ordinal);
            Assert.DoesNotContain("cook", html, StringComparison.Ordinal);
        }
        Assert.Contains("This crud has expired.", Html.Body(Crud("look") with { QuoteUuid = Guid.Empty }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pt-BR", "pt_BR")]
    [InlineData("de", "de_DE")]
    [InlineData("zh-Hans-SG", "zh_SG")]
    [InlineData("tlh", "tlh")]
    public void A_locale_has_a_country_where_one_is_known(string tag, string locale) => Assert.Equal(locale, Language.Locale(tag));

    private static Activity Crud(string message) => new(
        Guid.Empty, Guid.Empty, "Andrew Brown", "andrew", null, message, 0, 0, 0, null, null, Now.AddDays(1), Now, null, null, null, null, null, null, [], null, null, null, Now);
}
