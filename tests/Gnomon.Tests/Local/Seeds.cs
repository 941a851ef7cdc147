using System.Globalization;

namespace Gnomon.Tests.Local;

/// <summary>How many random runs a test of the store makes: few, or as many as the environment variable says.</summary>
internal static class Seeds
{
    private const string Variable = "GNOMON_TEST_SEEDS";

    /// <summary>1, 2, 3 and so on, the same in each run.</summary>
    public static IEnumerable<int> FromOne(int usually) => Enumerable.Range(
        1,
        int.TryParse(
            Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var many)
            ? many
            : usually);
}
