using System.Text;
using Cruddur.Tests.Fixtures;
using Xunit;
using static Cruddur.Tests.Fixtures.People;

namespace Cruddur.Tests.Social.Activities;

/// <summary>What a message may be made of, and what becomes of it.</summary>
public sealed class MessageTextTests(PostgresCluster cluster, SharedApp shared) : IClassFixture<SharedApp>
{
    public static TheoryData<string, int> Units => new()
    {
        { "a", 1 },
        { "é", 1 },
        { "ע", 1 },
        { "漢", 1 },
        { "👍", 1 },
        { "👨‍👩‍👧‍👦", 7 },
        { "🏴󠁧󠁢󠁥󠁮󠁧󠁿", 7 },
        { "❤️", 2 },
    };

    [Theory]
    [MemberData(nameof(Units))]
    public async Task Two_hundred_and_eighty_scalar_values_are_taken_and_one_more_is_not(string unit, int values)
    {
        var app = shared.App;
        var andrew = await app.ApiAsync(Andrew);
        var longest = string.Concat(Enumerable.Repeat(unit, 280 / values)) + new string('.', 280 % values);
        Assert.Equal(longest, (await andrew.PostCrudAsync(longest)).Message);
        using var tooLong = await andrew.TryCrudAsync(longest + "x");
        Assert.Equal("""["message_exceed_max_chars"]""", await tooLong.BodyAsync(422));
    }

    [Fact]
    public async Task Letters_and_their_accents_are_counted_once_they_are_joined()
    {
        var app = shared.App;
        var andrew = await app.ApiAsync(Andrew);
        var apart = string.Concat(Enumerable.Repeat("e\u0301", 280));
        Assert.Equal(apart.Normalize(NormalizationForm.FormC), (await andrew.PostCrudAsync(apart)).Message);
        // Marks that no single character holds stay apart, and count.
        using var tooLong = await andrew.TryCrudAsync(string.Concat(Enumerable.Repeat("x\u0301", 141)));
        Assert.Equal("""["message_exceed_max_chars"]""", await tooLong.BodyAsync(422));
    }

    [Theory]
    [InlineData("   ")]
    [InlineData("\t\r\n \u00A0\u2003\u3000")]
    [InlineData("\u200B")]
    [InlineData("\uFEFF\u2060")]
    [InlineData(" \u200B \u2060 \u200B ")]
    [InlineData("\u200D")]
    [InlineData("\u200C\u200E\u200F")]
    [InlineData("\u00AD")]
    [InlineData("\u202E\u2066\u2069")]
    [InlineData("\u2800")]
    [InlineData("\u3164")]
    [InlineData("\uFE0F")]
    [InlineData("\u0000\u0007\u001B")]
    [InlineData("\u0085\u009F")]
    public async Task What_shows_nothing_is_blank(string message)
    {
        var app = shared.App;
        using var answer = await (await app.ApiAsync(Andrew)).TryCrudAsync(message);
        Assert.Equal("""["message_blank"]""", await answer.BodyAsync(422));
    }

    [Theory]
    [InlineData("  hello  ", "hello")]
    [InlineData("\n\nhello\n\n", "hello")]
    [InlineData("\u200Bhello\uFEFF", "hello")]
    [InlineData("a\u0000b\u0007c\u001Bd\u007Fe\u0085f", "abcde\nf")]
    [InlineData("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour")]
    [InlineData("a\tb", "a\tb")]
    [InlineData("\uFFFEx\uFFFF", "\uFFFDx\uFFFD")]
    public async Task Control_characters_and_outer_space_are_removed_and_line_breaks_are_one_kind(string sent, string kept)
    {
        var app = shared.App;
        Assert.Equal(kept, (await (await app.ApiAsync(Andrew)).PostCrudAsync(sent)).Message);
    }

    [Theory]
    [InlineData("שלום עולם! مرحبا بالعالم")]
    [InlineData("left \u202Eright\u202C left")]
    [InlineData("👩🏽‍🚀 to the 🌕, 🏳️‍🌈 and back 𝔘𝔫𝔦𝔠𝔬𝔡𝔢")]
    [InlineData("日本語 नमस्ते ไทย ê̂")]
    [InlineData("<script>alert(\"1\")</script> & <b>'bold'</b> &amp; ]]> {{7*7}}")]
    [InlineData("'; drop table activities; -- $1 @viewer \\x00 %00")]
    public async Task Text_comes_back_byte_for_byte_from_the_API_and_escaped_from_the_pages(string text)
    {
        await using var app = await TestApp.StartAsync(cluster);
        var andrew = await app.ApiAsync(Andrew);
        var crud = await andrew.PostCrudAsync(text);
        Assert.Equal(text, crud.Message);
        Assert.Equal([text], await andrew.MessagesAsync("/api/activities/home"));
        // The copy for guests is written by other code.
        Assert.Equal([text], await app.Api().MessagesAsync("/api/activities/home"));
        foreach (var path in new[] { "/", "/explore", crud.Page })
        {
            var page = app.Pages();
            Assert.Contains(text, await page.ReadAsync(path), StringComparison.Ordinal);
            Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>", page.Html, StringComparison.Ordinal);
        }
    }
}
