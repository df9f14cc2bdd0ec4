using Cruddur.Platform.Ui;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace Cruddur.Tests.Platform.Ui;

public class RelativeTimeTests
{
    private static readonly DateTimeOffset s_now = new(2026, 6, 15, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-3600, "now", "just now")]
    [InlineData(0, "now", "just now")]
    [InlineData(59.999, "now", "just now")]
    [InlineData(60, "1m", "1 minute ago")]
    [InlineData(119.999, "1m", "1 minute ago")]
    [InlineData(120, "2m", "2 minutes ago")]
    [InlineData(3599.999, "59m", "59 minutes ago")]
    [InlineData(3600, "1h", "1 hour ago")]
    [InlineData(7200, "2h", "2 hours ago")]
    [InlineData(86399.999, "23h", "23 hours ago")]
    [InlineData(86400, "1d", "1 day ago")]
    [InlineData(172800, "2d", "2 days ago")]
    [InlineData(2592000, "30d", "30 days ago")]
    [InlineData(2592001, "May 16", "on May 16")]
    public void Age_is_rounded_down_and_never_negative(double seconds, string text, string words)
    {
        var at = s_now.AddSeconds(-seconds);
        Assert.Equal(text, RelativeTime.Ago(at, s_now));
        Assert.Equal(words, RelativeTime.AgoInWords(at, s_now));
    }

    [Theory]
    [InlineData(-86400, "expired", "expired")]
    [InlineData(0, "expired", "expired")]
    [InlineData(0.001, "<1m left", "expires in less than a minute")]
    [InlineData(59.999, "<1m left", "expires in less than a minute")]
    [InlineData(60, "1m left", "expires in 1 minute")]
    [InlineData(60.001, "2m left", "expires in 2 minutes")]
    [InlineData(3540, "59m left", "expires in 59 minutes")]
    [InlineData(3540.001, "1h left", "expires in 1 hour")]
    [InlineData(3600, "1h left", "expires in 1 hour")]
    [InlineData(7199, "2h left", "expires in 2 hours")]
    [InlineData(86340, "23h left", "expires in 23 hours")]
    [InlineData(86340.001, "1d left", "expires in 1 day")]
    [InlineData(86400, "1d left", "expires in 1 day")]
    [InlineData(604799.9, "7d left", "expires in 7 days")]
    [InlineData(2592000, "30d left", "expires in 30 days")]
    public void Time_left_counts_a_begun_minute_in_full_and_ends_as_expired(double seconds, string text, string words)
    {
        var until = s_now.AddSeconds(seconds);
        Assert.Equal(text, RelativeTime.Left(until, s_now));
        Assert.Equal(words, RelativeTime.LeftInWords(until, s_now));
    }

    [Fact]
    public void Dates_show_the_day_of_the_month_and_another_year()
    {
        Assert.Equal("Mar 3", RelativeTime.Ago(new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero), s_now));
        Assert.Equal("Mar 3, 2025", RelativeTime.Ago(new(2025, 3, 3, 9, 0, 0, TimeSpan.Zero), s_now));
    }

    [Fact]
    public void Full_and_machine_times_are_in_utc_whatever_the_offset()
    {
        var at = new DateTimeOffset(2026, 3, 4, 0, 5, 6, 789, TimeSpan.FromHours(10));
        Assert.Equal("Mar 3, 2026 at 14:05 UTC", RelativeTime.Full(at));
        Assert.Equal("2026-03-03T14:05:06.789Z", RelativeTime.Machine(at));
    }

    [Fact]
    public void Every_span_has_a_text_without_a_minus_a_zero_or_a_unit_that_overflows() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>().Filter(seconds => Math.Abs((long)seconds) < 100L * 86400), seconds =>
        {
            foreach (var text in (string[])[RelativeTime.Ago(s_now.AddSeconds(-seconds), s_now), RelativeTime.Left(s_now.AddSeconds(seconds), s_now)])
            {
                Assert.Matches("^(now|expired|<1m left|([1-9]|[1-5][0-9])m( left)?|([1-9]|1[0-9]|2[0-3])h( left)?|[1-9][0-9]?d( left)?|[A-Z][a-z]{2} [1-9][0-9]?(, [0-9]{4})?)$", text);
            }
        }).QuickCheckThrowOnFailure();
}
