using Gnomon.Conformance.Tests.Fixtures;
using Gnomon.Testing.Conformance;
using Xunit;

namespace Gnomon.Conformance.Tests;

/// <summary>Every case of the suite on every engine.</summary>
public sealed class EngineConformanceTests(MatrixOutput output) : IClassFixture<MatrixOutput>
{
    private static readonly Dictionary<string, ConformanceCase> Cases =
        ConformanceSuite.Cases.ToDictionary(c => c.Name);

    public static TheoryData<string, string> Matrix()
    {
        var rows = new TheoryData<string, string>();
        foreach (var engine in Engines.Names)
            foreach (var name in Cases.Keys)
                rows.Add(engine, name);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Engine_keeps_the_contract(string engine, string name)
    {
        var proof = Cases[name];
        var fixture = Engines.Make(engine);
        if (proof.NeedsQueuesTogether) fixture.KeepQueuesTogether();
        await using var harness = await StoreHarness.OpenAsync(fixture, TestContext.Current.CancellationToken);
        if (WhyNot(proof, fixture) is { } reason)
        {
            output.Matrix.Skipped(engine, proof, reason);
            Assert.Skip(reason);
        }

        try
        {
            await proof.Run(harness);
            output.Matrix.Passed(engine, proof);
        }
        catch (Exception trouble)
        {
            output.Matrix.Failed(engine, proof, trouble.Message);
            throw;
        }
    }

    /// <summary>Why an engine cannot do what a case proves; null when it can.</summary>
    private static string? WhyNot(ConformanceCase proof, IStoreFixture fixture)
    {
        if (proof.NeedsRestart && !fixture.IsDurable) return $"{fixture.Name} keeps nothing over a restart";
        return proof.NeedsWideKeys && fixture.IsStriped
            ? $"{fixture.Name} refuses keys that are unique beyond one queue: each stripe knows its own keys only"
            : null;
    }

    [Fact]
    public void Suite_names_each_case_once_and_covers_every_promise()
    {
        Assert.Equal(ConformanceSuite.Cases.Count, Cases.Count);
        Assert.Subset(
            ConformanceSuite.Cases.Select(c => c.Promise).ToHashSet(),
            new HashSet<string> { "P1", "P2", "P3", "P4", "P5", "P6" });
    }
}
