namespace Cruddur.Tests.Fixtures;

/// <summary>The test of Mann and Whitney: how likely two samples differ so in rank when both were drawn from one distribution.</summary>
internal static class RankSum
{
    /// <summary>Two-sided p by the normal approximation, corrected for ties and continuity; meant for 20 values and more each.</summary>
    public static double P(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        var all = left.Select(value => (Value: value, IsLeft: true)).Concat(right.Select(value => (Value: value, IsLeft: false)))
            .GroupBy(sample => sample.Value).OrderBy(group => group.Key).Select(group => group.ToList()).ToList();
        var (below, leftRanks, ties) = (0, 0.0, 0.0);
        foreach (var equal in all)
        {
            leftRanks += equal.Count(sample => sample.IsLeft) * (below + (equal.Count + 1) / 2.0);
            ties += Math.Pow(equal.Count, 3) - equal.Count;
            below += equal.Count;
        }
        var (n, m) = ((double)left.Count, (double)right.Count);
        var u = leftRanks - n * (n + 1) / 2;
        var variance = n * m / 12 * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
        if (variance <= 0) return 1;
        var z = Math.Max(0, Math.Abs(u - n * m / 2) - 0.5) / Math.Sqrt(variance);
        return Math.Clamp(2 * (0.5 - AreaFromZero(z)), 0, 1);
    }

    /// <summary>What of the normal distribution lies between its middle and <paramref name="z"/>, by Simpson's rule.</summary>
    private static double AreaFromZero(double z)
    {
        const int Steps = 2000;
        var end = Math.Min(z, 10);
        var width = end / Steps;
        var sum = 0.0;
        for (var step = 0; step <= Steps; step++)
        {
            var weight = step is 0 or Steps ? 1 : step % 2 == 1 ? 4 : 2;
            sum += weight * Math.Exp(-Math.Pow(step * width, 2) / 2);
        }
        return sum * width / 3 / Math.Sqrt(2 * Math.PI);
    }
}
