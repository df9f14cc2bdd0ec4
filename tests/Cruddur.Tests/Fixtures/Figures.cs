using System.Globalization;
using System.Text.Json;

namespace Cruddur.Tests.Fixtures;

/// <summary>
/// The figures that the reliability tests yield. With CRUDDUR_FIGURES set they are appended to that file, one JSON object a
/// line, from which <c>bin/test --full</c> writes <c>docs/reliability.md</c>; <c>tests/reliability.txt</c> names the tests.
/// </summary>
internal static class Figures
{
    private static readonly Lock Gate = new();

    /// <summary>
    /// Whether tests run at their full size (CRUDDUR_FULL), on a machine that has nothing else to do. Only then times must hold
    /// their targets; the small run beside other work asks no more than that nothing hangs.
    /// </summary>
    public static bool Full => Environment.GetEnvironmentVariable("CRUDDUR_FULL") is { Length: > 0 };

    /// <summary>Notes a figure. That it holds its target is the test's own to assert.</summary>
    /// <param name="test">Number of the test.</param>
    /// <param name="figure">What was counted or measured, unit included.</param>
    /// <param name="value">How much.</param>
    /// <param name="target">What it must be, such as <c>0</c> or <c>≤ 5 s</c>.</param>
    public static void Record(int test, string figure, double value, string target)
    {
        if (Environment.GetEnvironmentVariable("CRUDDUR_FIGURES") is not { Length: > 0 } file) return;
        var line = JsonSerializer.Serialize(new { test, figure, value = Math.Round(value, 3).ToString(CultureInfo.InvariantCulture), target, size = Full ? "full" : "small" });
        lock (Gate) File.AppendAllText(file, line + "\n");
    }
}
