using Cruddur.Social.Wording;
using Xunit;

namespace Cruddur.Tests.Social.Wording;

public sealed class RichTextTests
{
    [Theory]
    [InlineData("plain words", "W(plain words)")]
    [InlineData("hi @Bayko, see #Cloud.", "W(hi )M(@Bayko=bayko)W(, see )T(#Cloud=cloud)W(.)")]
    [InlineData("mail a@bayko.com and a#b", "W(mail a@bayko.com and a#b)")]
    [InlineData("@ab @abcdefghijklmnopqrstu", "W(@ab @abcdefghijklmnopqrstu)")]
    [InlineData("#100 #100days #_", "W(#100 )T(#100days=100days)W( #_)")]
    [InlineData("#Café #straße #日本語", "T(#Café=cafe)W( )T(#straße=straße)W( )T(#日本語=日本語)")]
    [InlineData("see https://example.com/a_(b)).", "W(see )L(https://example.com/a_(b)=https://example.com/a_(b))W().)")]
    [InlineData("(http://example.com)", "W(()L(http://example.com=http://example.com/)W())")]
    [InlineData("https://example.com/#tag and https://example.com/@bayko", "L(https://example.com/#tag=https://example.com/#tag)W( and )L(https://example.com/@bayko=https://example.com/@bayko)")]
    [InlineData("javascript:alert(1) https://x https://user@example.com", "W(javascript:alert(1) https://x https://user@example.com)")]
    [InlineData("", "")]
    public void Links_mentions_and_tags_are_found(string text, string spans) =>
        Assert.Equal(spans, string.Concat(RichText.Parse(text).Select(span => $"{span.Kind.ToString()[0]}({span.Text}{(span.Target.Length > 0 ? "=" + span.Target : "")})")));

    [Fact]
    public void Nothing_of_a_text_is_lost()
    {
        var random = new Random(3);
        const string Alphabet = "ab1_ @#./:()é\n日https://";
        for (var round = 0; round < 2000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, 60).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
            Assert.Equal(text, string.Concat(RichText.Parse(text).Select(span => span.Text)));
        }
    }

    [Theory]
    [InlineData("https://www.example.com/", "example.com")]
    [InlineData("https://example.com:8080/a", "example.com:8080/a")]
    [InlineData("https://example.com/a/very/long/path/that/goes/on", "example.com/a/very/long/path/th…")]
    public void Addresses_are_shown_short(string address, string shown) => Assert.Equal(shown, RichText.Shorten(address));

    [Theory]
    [InlineData("de-CH,de;q=0.9,en;q=0.8", "de")]
    [InlineData("tlh,en;q=0.5", "en")]
    [InlineData("*", null)]
    [InlineData(null, null)]
    public void The_browser_says_which_language(string? header, string? language) => Assert.Equal(language, Language.Preferred(header));
}
