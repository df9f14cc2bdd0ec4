using System.Text;
using Cruddur.Platform.Identity.SecondFactor;
using Xunit;

namespace Cruddur.Tests.Platform.Identity.SecondFactor;

/// <summary>The numbers of RFC 6238, appendix B, and of RFC 4648, chapter 10.</summary>
public sealed class TotpTests
{
    private static readonly byte[] Key = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.Equal(code, Totp.CodeAt(Key, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds))));

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_is_that_of_the_standard_both_ways(string text, string encoded)
    {
        Assert.Equal(encoded, Totp.Base32(Encoding.ASCII.GetBytes(text)));
        Assert.Equal(text, Encoding.ASCII.GetString(Totp.FromBase32(encoded)));
    }

    [Fact]
    public void A_key_has_160_bits_and_reads_back()
    {
        var key = Totp.NewKey();
        Assert.Equal(32, key.Length);
        Assert.Equal(key, Totp.Base32(Totp.FromBase32(key)));
        Assert.Throws<FormatException>(() => Totp.FromBase32("A1"));
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void One_step_on_either_side_is_taken(int off, bool isTaken)
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1234567890);
        var step = Totp.StepOf(now) + off;
        Assert.Equal(isTaken ? step : null, Totp.Match(Key, Totp.CodeAt(Key, step), now, after: 0));
        Assert.Null(Totp.Match(Key, Totp.CodeAt(Key, step), now, after: step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00592")]
    [InlineData("0059240")]
    [InlineData("５９２４００")]
    public void What_is_no_code_is_none(string typed) => Assert.Null(Totp.Match(Key, typed, DateTimeOffset.FromUnixTimeSeconds(1234567890), after: 0));
}
