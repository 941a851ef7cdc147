using Gnomon.Testing.Conformance;
using Xunit;

namespace Gnomon.Conformance.Tests.Mutants;

/// <summary>The suite is judged: on an engine with one deliberate fault, the case that is about it fails.</summary>
public sealed class MutantTests
{
    private const int LeastMutants = 200;

    /// <summary>Far below the hundreds of steps after which most mutants are found.</summary>
    private const int MostStepsShown = 16;

    private const int MostSeeds = 20;

    private static readonly IReadOnlyList<Mutant> All =
    [
        .. EnqueueMutants.All,
        .. UniqueMutants.All,
        .. DuplicateMutants.All,
        .. ParentMutants.All,
        .. ClaimMutants.All,
        .. RenewMutants.All,
        .. SettleMutants.All,
        .. ControlMutants.All,
        .. FilterControlMutants.All,
        .. QueueMutants.All,
        .. LimitMutants.All,
        .. SlotMutants.All,
        .. StrictOrderMutants.All,
        .. RateMutants.All,
        .. ScheduleMutants.All,
        .. OverlapMutants.All,
        .. ScheduleSetMutants.All,
        .. WorkflowMutants.All,
        .. CounterMutants.All,
        .. ReadMutants.All,
        .. ExplainMutants.All,
        .. ContentMutants.All,
        .. RaceMutants.All,
    ];

    public static TheoryData<string> Names() => [.. All.Select(m => m.Name)];

    public static TheoryData<string> NamesForTheModel() => [.. All.Where(m => m.FoundByModel).Select(m => m.Name)];

    [Fact]
    public void There_are_many_mutants_and_each_has_a_name_of_its_own_and_a_case_that_exists()
    {
        Assert.True(All.Count >= LeastMutants, $"There are {All.Count} mutants.");
        Assert.Equal(All.Count, All.Select(m => m.Name).Distinct().Count());
        Assert.Subset(
            ConformanceSuite.Cases.Select(c => c.Name).ToHashSet(), All.Select(m => m.CaughtBy).ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Mutant_is_caught_by_its_case(string name)
    {
        var mutant = All.Single(m => m.Name == name);
        var proof = ConformanceSuite.Cases.Single(c => c.Name == mutant.CaughtBy);
        var healthy = mutant with { Spoil = subject => new Mutation(subject) };
        await RunAsync(proof, new MutantFixture(healthy, proof.NeedsRestart));
        await Assert.ThrowsAsync<ExpectationException>(
            () => RunAsync(proof, new MutantFixture(mutant, proof.NeedsRestart)));
    }

    [Theory]
    [MemberData(nameof(NamesForTheModel))]
    public async Task Mutant_is_found_by_random_operations_and_shown_in_few_steps(string name)
    {
        var mutant = All.Single(m => m.Name == name);
        var found = await FindAsync(mutant);
        Assert.Contains($"seed {found.Seed}", found.Message, StringComparison.Ordinal);
        Assert.Contains("Expected", found.Message, StringComparison.Ordinal);
        Assert.All(found.Steps, step => Assert.Contains(step, found.Message, StringComparison.Ordinal));
        Assert.True(found.Steps.Count is > 0 and <= MostStepsShown, found.Message);
    }

    [Fact]
    public async Task Early_promotion_shrinks_to_an_enqueue_and_a_claim()
    {
        var found = await FindAsync(All.Single(m => m.Name == "Promotes_early"));
        Assert.InRange(found.Steps.Count, 2, 6);
        Assert.Contains(found.Steps, step => step.StartsWith("enqueue", StringComparison.Ordinal));
        Assert.StartsWith("claim", found.Steps[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Leaked_slot_shrinks_to_a_limit_an_attempt_that_ends_and_a_claim()
    {
        var found = await FindAsync(All.Single(m => m.Name == "Leaks_the_slot_of_a_job_that_succeeded"));
        Assert.InRange(found.Steps.Count, 5, 12);
        Assert.Contains(found.Steps, step => step.StartsWith("queue", StringComparison.Ordinal));
        Assert.Contains(found.Steps, step => step.Contains("Succeeded", StringComparison.Ordinal));
        Assert.StartsWith("claim", found.Steps[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Accepted_child_of_a_stale_attempt_shrinks_to_its_enqueue()
    {
        var found = await FindAsync(All.Single(m => m.Name == "Accepts_the_child_of_a_stale_attempt"));
        Assert.InRange(found.Steps.Count, 3, 10);
        Assert.Contains("parent", found.Steps[^1], StringComparison.Ordinal);
        Assert.StartsWith("enqueue", found.Steps[^1], StringComparison.Ordinal);
    }

    private static async Task<ModelMismatchException> FindAsync(Mutant mutant)
    {
        for (var seed = 1; seed <= MostSeeds; seed++)
        {
            try
            {
                await ModelRunner.RunAsync(
                    () => new MutantFixture(mutant), seed, 500, TestContext.Current.CancellationToken);
            }
            catch (ModelMismatchException found)
            {
                return found;
            }
        }

        throw new InvalidOperationException($"{mutant} passed for {MostSeeds} seeds.");
    }

    private static async Task RunAsync(ConformanceCase proof, MutantFixture fixture)
    {
        await using var harness = await StoreHarness.OpenAsync(fixture, TestContext.Current.CancellationToken);
        await proof.Run(harness);
    }
}
