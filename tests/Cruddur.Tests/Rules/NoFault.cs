using Xunit;

namespace Cruddur.Tests.Rules;

/// <summary>Fails with every fault in full, a paragraph each.</summary>
internal static class NoFault
{
    public static void In(IEnumerable<string> faults)
    {
        var found = faults.ToList();
        if (found.Count > 0) Assert.Fail(string.Join("\n\n", found));
    }
}
