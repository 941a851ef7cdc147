using Gnomon.Testing.Conformance;
using Xunit;

namespace Gnomon.Conformance.Tests.Faults;

/// <summary>The judge is judged: a store with a fault does not get past the model.</summary>
public sealed class ModelRunnerTests
{
    public static TheoryData<Fault> Faults() => new(Enum.GetValues<Fault>());

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Faulty_store_is_found_out_with_seed_and_steps(Fault fault)
    {
        var found = await Assert.ThrowsAsync<ExpectationException>(
            () => ModelRunner.RunAsync(new FaultyFixture(fault), 7, 2000, TestContext.Current.CancellationToken));
        Assert.Contains("seed 7", found.Message, StringComparison.Ordinal);
        Assert.Contains("Steps, newest last", found.Message, StringComparison.Ordinal);
        Assert.Contains("Expected", found.Message, StringComparison.Ordinal);
    }
}
