using Xunit;

namespace Gnomon.Tests.Conventions;

/// <summary>Turns a list of breaches into one failure that shows them all.</summary>
internal static class Report
{
    public static void Empty(IEnumerable<string> breaches)
    {
        var all = breaches.Distinct().ToList();
        if (all.Count > 0) Assert.Fail($"{all.Count} breach(es):\n{string.Join('\n', all)}");
    }
}
