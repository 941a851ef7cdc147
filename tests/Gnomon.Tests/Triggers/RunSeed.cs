using System.Globalization;

namespace Gnomon.Tests.Triggers;

/// <summary>The seed of random tests: that of the environment variable GNOMON_SEED when it is set, to run a failure
/// again, else a new one in each run.</summary>
internal static class RunSeed
{
    public static int Value { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("GNOMON_SEED"), CultureInfo.InvariantCulture, out var seed)
            ? seed
            : Random.Shared.Next();

    /// <summary>Numbers of their own for each part of a run, the same whatever order the parts run in.</summary>
    public static Random For(int part) => new(unchecked(Value * 31 + part));

    /// <summary>How to run a failure again, for messages.</summary>
    public static string Text => $"GNOMON_SEED={Value}";
}
