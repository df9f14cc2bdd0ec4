using Cruddur.Social.Filters;
using Xunit;

namespace Cruddur.Tests.Social.Filters;

public sealed class FoldedTextTests
{
    [Theory]
    [InlineData("spoiler", "No SPOILER please", true)]
    [InlineData("spoiler", "spoilers", false)]
    [InlineData("spoiler", "(spoiler!)", true)]
    [InlineData("café", "the CAFE, again", true)]
    [InlineData("cafe", "le Café", true)]
    [InlineData("Straße", "straße", true)]
    [InlineData("cloud", "all about #Cloud", true)]
    [InlineData("#cloud", "all about #Cloud", true)]
    [InlineData("#cloud", "all about cloud", false)]
    [InlineData("#cloud", "all about #CloudComputing", false)]
    [InlineData("red wedding", "the Red\nWedding", true)]
    [InlineData("red wedding", "the red-wedding", true)]
    [InlineData("red wedding", "a wedding in red", false)]
    [InlineData("win money", "win #money", true)]
    [InlineData("casino", "ca\u200Bsi\u00ADno", true)]
    [InlineData("ＣＡＳＩＮＯ", "casino", true)]
    [InlineData("don't", "I DON'T know", true)]
    [InlineData("東京", "明日は東京に行く", true)]
    [InlineData("ネタバレ", "#ネタバレ注意", true)]
    [InlineData("สปอยล์", "ไม่มีสปอยล์นะ", true)]
    [InlineData("привет", "ПРИВЕТ!", true)]
    [InlineData("🍆", "nice🍆", true)]
    [InlineData("a_b", "a b", true)]
    [InlineData("1984", "reading 1984.", true)]
    public void A_phrase_is_found_as_whole_words_whatever_their_case_accents_and_signs(string phrase, string text, bool found) =>
        Assert.Equal(found, FoldedText.Of(text, tags: phrase.StartsWith('#')).Contains(FoldedText.Needle(phrase), StringComparison.Ordinal));

    [Theory]
    [InlineData("")]
    [InlineData(" \n ")]
    [InlineData("#")]
    [InlineData("!?—")]
    public void What_has_no_word_is_no_filter(string phrase) => Assert.Equal("", FoldedText.Needle(phrase));
}
