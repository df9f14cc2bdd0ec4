using Xunit;

namespace Cruddur.Tests.Fixtures;

public sealed class RankSumTests
{
    /// <summary>A published pair of samples, and p as statistics packages give it with correction for continuity.</summary>
    [Fact]
    public void It_agrees_with_statistics_packages()
    {
        double[] left = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
        double[] right = [1.15, 0.88, 0.90, 0.74, 1.21];
        Assert.Equal(0.2446, RankSum.P(left, right), 3);
        Assert.Equal(1, RankSum.P([1, 1, 1], [1, 1, 1]));
    }

    [Fact]
    public void It_notices_three_milliseconds_among_noise_and_finds_nothing_where_nothing_is()
    {
        var random = new Random(47);
        double[] Sample(double offset) => [.. Enumerable.Range(0, 100).Select(_ => offset + 50 + 5 * random.NextDouble() + (random.NextDouble() < 0.05 ? 100 : 0))];
        Assert.InRange(RankSum.P(Sample(0), Sample(3)), 0, 1e-6);
        Assert.InRange(RankSum.P(Sample(0), Sample(0)), 0.01, 1);
    }
}
