using Cruddur.Platform;
using Cruddur.Platform.Web;
using Cruddur.Social.Search;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Cruddur.Tests.Social.Search;

public sealed class SearchTermTests
{
    internal static readonly Gen<string> Typed = Gen.OneOf(
        ArbMap.Default.GeneratorFor<string>().Select(text => text ?? ""),
        Gen.Elements("from:", "since:", "from:@andrew", "since:2026-01-31", "-", "--", "-\"", "\"", "“", "a\"b", "'", "''", "\\", ":*", "!", "&", "|", "<->", "(", ")", "%", "_", "~", "cloud", "-cloud",
            "Café", "東京", "สวัสดี", "العربية", "🍥", "\0", "\ud800", "\u0301", "ß", "İ", "don't", "a-b", "https://example.com/?a=1#b", "#tag", "@handle", "C++", new string('x', 190)).ListOf().Select(parts => string.Join(" ", parts)),
        Gen.Elements("from:", "\"", "-", "a", "é", " ", ":", "*", "'", "\\", "-\"").ListOf().Select(string.Concat));

    [Fact]
    public void Words_phrases_and_conditions_are_told_apart()
    {
        var term = SearchTerm.Parse("""  plum "corner café" -raisins -"old oven" FROM:@Romy from:andrew since:2026-01-31 cak """);
        Assert.Equal(["plum"], term.Words);
        Assert.Equal(["corner café"], term.Phrases);
        Assert.Equal(["raisins", "old oven"], term.Without);
        Assert.Equal(["romy", "andrew"], term.From);
        Assert.Equal(new DateTimeOffset(2026, 1, 31, 0, 0, 0, TimeSpan.Zero), term.Since);
        Assert.Equal("cak", term.Last);
        Assert.Empty(term.Failed);
    }

    [Theory]
    [InlineData("\"plum cake", "plum cake")]
    [InlineData("“plum cake”", "plum cake")]
    [InlineData("x \"plum  ", "plum")]
    public void A_quote_that_is_left_open_goes_on_to_the_end(string typed, string phrase) => Assert.Equal([phrase], SearchTerm.Parse(typed).Phrases);

    [Theory]
    [InlineData(null, "search_term_blank")]
    [InlineData("", "search_term_blank")]
    [InlineData(" \t\u200b", "search_term_blank")]
    [InlineData("-", "search_term_wordless")]
    [InlineData("!!! & 🍥 \"\"", "search_term_wordless")]
    [InlineData("-cake -\"old oven\"", "search_only_without")]
    [InlineData("from:", "search_from_invalid")]
    [InlineData("cake from:@a", "search_from_invalid")]
    [InlineData("from:an-drew from:", "search_from_invalid")]
    [InlineData("since:", "search_since_invalid")]
    [InlineData("since:yesterday cake", "search_since_invalid")]
    [InlineData("since:2026-02-30", "search_since_invalid")]
    [InlineData("from: since:", "search_from_invalid search_since_invalid")]
    public void What_cannot_be_looked_for_says_why(string? typed, string codes)
    {
        var term = SearchTerm.Parse(typed);
        Assert.Equal(codes.Split(' '), term.Failed);
        Assert.All(term.Failed, code => Assert.NotEmpty(ErrorTexts.Of(code)));
    }

    [Fact]
    public void The_longest_term_is_taken_and_a_longer_one_is_not()
    {
        Assert.Empty(SearchTerm.Parse(string.Concat(Enumerable.Repeat("𝒳", Limits.SearchTerm))).Failed);
        Assert.Equal(["search_term_too_long"], SearchTerm.Parse(new string('x', Limits.SearchTerm + 1)).Failed);
        Assert.Equal(["search_term_too_long"], SearchTerm.Parse(new string('"', 10_000)).Failed);
    }

    [Fact]
    public void Every_text_is_either_understood_or_refused() => Prop.ForAll(Typed.ToArbitrary(), typed =>
    {
        var term = SearchTerm.Parse(typed);
        var asks = term.HasWords || term.From.Count > 0 || term.Since is not null;
        var parts = term.Names.Concat(term.Without).ToList();
        return term.Failed.Count > 0 || (asks && parts.TrueForAll(part => part.EnumerateRunes().Any(System.Text.Rune.IsLetterOrDigit) && term.Text.Contains(part, StringComparison.Ordinal)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void A_place_in_the_results_survives_the_address() => Prop.ForAll(ArbMap.Default.ArbFor<string>(), text =>
        !SearchCursor.TryParse(text, null, out var cursor) || SearchCursor.TryParse(cursor!.ToString(), null, out var again) && again == cursor).Check(Config.QuickThrowOnFailure);
}
