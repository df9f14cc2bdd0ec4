using Cruddur.Platform.Ui;
using Xunit;

namespace Cruddur.Tests.Platform.Ui;

public class ToneTests
{
    [Theory]
    [InlineData("andrewbrown", 4)]
    [InlineData("bayko", 5)]
    [InlineData("londo", 3)]
    public void A_handle_keeps_its_colour(string handle, int tone) => Assert.Equal(tone, Tone.Of(handle));

    [Fact]
    public void Every_colour_is_used()
    {
        var tones = Enumerable.Range(0, 500).Select(i => Tone.Of("person" + i)).Distinct().Order();
        Assert.Equal(Enumerable.Range(0, Tone.Count), tones);
    }

    [Theory]
    [InlineData("Andrew Brown", "andrewbrown", "AB")]
    [InlineData("Anna Maria van Dyke", "anna", "AD")]
    [InlineData("  londo ", "londo", "L")]
    [InlineData("", "bayko", "B")]
    [InlineData(" \t ", "bayko", "B")]
    [InlineData("👩‍🚀 Zed", "zed", "👩‍🚀Z")]
    [InlineData("é́milie", "emilie", "É́")]
    public void Initials_are_whole_characters_of_the_first_and_the_last_word(string name, string handle, string initials) =>
        Assert.Equal(initials, Tone.Initials(name, handle));
}
