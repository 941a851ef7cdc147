using Gnomon.Conformance.Tests.Fixtures;
using Gnomon.Testing.Conformance;
using Xunit;

namespace Gnomon.Conformance.Tests;

/// <summary>Random operations on every engine against the reference model.</summary>
public sealed class EngineModelTests
{
    private const int Steps = 300;

    /// <summary>Each engine with the first seed of its range and how many there are. A journal costs a file for each
    /// sequence and a server a round trip for each step, so they get fewer; the ranges differ, so that all engines together see more sequences.</summary>
    public static TheoryData<string, int, int> Ranges() => new()
    {
        { "local-memory", 1, 130 },
        { "local-journal", 1001, 25 },
        { "local-journal-small", 2001, 25 },
        { "redis", 3001, 25 },
        { "redis-striped", 4001, 15 },
    };

    [Theory]
    [MemberData(nameof(Ranges))]
    public async Task Random_operations_agree_with_the_reference_model(string engine, int firstSeed, int count)
    {
        for (var seed = firstSeed; seed < firstSeed + count; seed++)
            await ModelRunner.RunAsync(() => Engines.Make(engine), seed, Steps, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Random_operations_over_queues_of_one_stripe_agree_with_the_reference_model()
    {
        for (var seed = 5001; seed <= 5010; seed++)
            await ModelRunner.RunAsync(MakeTogether, seed, Steps, TestContext.Current.CancellationToken);

        static IStoreFixture MakeTogether()
        {
            var fixture = Engines.Make("redis-striped");
            fixture.KeepQueuesTogether();
            return fixture;
        }
    }

    [Theory]
    [InlineData("local-memory")]
    [InlineData("local-journal-small")]
    [InlineData("redis")]
    [InlineData("redis-striped")]
    public async Task Long_sequence_agrees_with_the_reference_model(string engine) =>
        await ModelRunner.RunAsync(() => Engines.Make(engine), 42, 3000, TestContext.Current.CancellationToken);
}
