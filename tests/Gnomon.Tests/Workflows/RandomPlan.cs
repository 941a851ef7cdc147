using Gnomon.Jobs;
using Gnomon.Workflows;

namespace Gnomon.Tests.Workflows;

/// <summary>Makes plans at random: jobs, waits, groups within groups, and every kind of edge.</summary>
internal sealed class RandomPlan(Random random)
{
    private const int MaxDepth = 3;

    public WorkflowPlan Next() => new(Steps(0)) { Name = "random" };

    private List<WorkflowStep> Steps(int depth)
    {
        var steps = new List<WorkflowStep>();
        var count = random.Next(1, depth == 0 ? 7 : 5);
        for (var i = 0; i < count; i++)
        {
            var step = new WorkflowStep($"s{i}") { After = After(i), TakesResults = random.Next(4) == 0 };
            steps.Add(random.Next(10) switch
            {
                < 3 when depth < MaxDepth => step with
                {
                    Members = Steps(depth + 1), Parallel = random.Next(2) == 0 ? null : random.Next(1, 4),
                    Signals = random.Next(4) == 0 ? ["go"] : [],
                },
                3 => step with { Delay = TimeSpan.FromSeconds(1) },
                _ => step with { Job = new JobSpec { Handler = "work" } },
            });
        }

        // The order in which steps are written says nothing.
        random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(steps));
        return steps;
    }

    private List<StepAfter> After(int before) =>
    [
        .. Enumerable.Range(0, before).Where(_ => random.Next(3) == 0)
            .Select(i => new StepAfter($"s{i}", (ParentCondition)random.Next(3))),
    ];
}
