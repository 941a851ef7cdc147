using Gnomon.Jobs;
using Gnomon.Workflows;

namespace Gnomon.Tests.Workflows;

/// <summary>What a plan means, read off the plan itself: how each step ends when it is known which jobs fail once they
/// run.</summary>
internal sealed class PlanMeaning(Func<string, bool> fails)
{
    private readonly Dictionary<string, Ended> _ends = [];

    /// <summary>How each step ends, by its whole name.</summary>
    public static IReadOnlyDictionary<string, Ended> Of(WorkflowPlan plan, Func<string, bool> fails)
    {
        var meaning = new PlanMeaning(fails);
        meaning.Run("", plan.Steps, runs: true);
        return meaning._ends;
    }

    private void Run(string prefix, IReadOnlyList<WorkflowStep> steps, bool runs)
    {
        var left = steps.ToList();
        while (left.Count > 0)
        {
            var next = left.First(step => step.After.All(after => _ends.ContainsKey(prefix + after.Step)));
            left.Remove(next);
            var path = prefix + next.Name;
            _ends[path] = !runs || !MayRun(prefix, next) ? Skip(path, next) : RunOne(path, next);
        }
    }

    private bool MayRun(string prefix, WorkflowStep step)
    {
        var ends = step.After.ToLookup(after => after.When, after => _ends[prefix + after.Step]);
        var failures = ends[ParentCondition.Failed].ToList();
        return ends[ParentCondition.Succeeded].All(end => end == Ended.Well)
            && (failures.Count == 0 || failures.Contains(Ended.Badly));
    }

    private Ended Skip(string path, WorkflowStep step)
    {
        if (step.Members is { } members) Run($"{path}/", members, runs: false);
        return Ended.Skipped;
    }

    private Ended RunOne(string path, WorkflowStep step)
    {
        if (step.Members is not { } members) return step.Job is not null && fails(path) ? Ended.Badly : Ended.Well;
        Run($"{path}/", members, runs: true);
        return members.Any(member => _ends[$"{path}/{member.Name}"] == Ended.Badly && !IsAwaited(members, member.Name))
            ? Ended.Badly
            : Ended.Well;
    }

    private static bool IsAwaited(IReadOnlyList<WorkflowStep> members, string failed) => members.Any(
        member => member.After.Contains(new StepAfter(failed, ParentCondition.Failed)));
}
