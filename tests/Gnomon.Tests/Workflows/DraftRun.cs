using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workflows;

namespace Gnomon.Tests.Workflows;

/// <summary>Runs the jobs of a draft by the rules of a store, and a join by those of its handler.</summary>
internal sealed class DraftRun
{
    private readonly Dictionary<JobId, Ended> _ends = [];

    private DraftRun()
    {
    }

    /// <summary>How each job ends, by its step.</summary>
    public static IReadOnlyDictionary<string, Ended> Of(WorkflowDraft draft, Func<string, bool> fails)
    {
        var run = new DraftRun();
        var left = draft.Jobs.ToList();
        while (left.Count > 0)
        {
            var next = left.First(job => run.Judge(job.Spec.Workflow!) is not null);
            left.Remove(next);
            var place = next.Spec.Workflow!;
            run._ends[next.Id] = run.Judge(place) == false ? Ended.Skipped : run.End(next, fails);
        }

        return draft.Jobs.ToDictionary(job => job.Spec.Workflow!.Step, job => run._ends[job.Id]);
    }

    /// <summary>Whether a job runs; null while that is open.</summary>
    private bool? Judge(WorkflowPlace place)
    {
        var (open, wanted, failed) = (false, false, false);
        foreach (var (job, when) in place.Parents)
        {
            if (!_ends.TryGetValue(job, out var end)) open = true;
            else if (when == ParentCondition.Succeeded && end != Ended.Well) return false;
            wanted |= when == ParentCondition.Failed;
            failed |= when == ParentCondition.Failed && end == Ended.Badly && _ends.ContainsKey(job);
        }

        return open ? null : !wanted || failed;
    }

    private Ended End(JobDraft job, Func<string, bool> fails)
    {
        var place = job.Spec.Workflow!;
        if (job.Spec.Handler != WorkflowCompiler.Join) return fails(place.Step) ? Ended.Badly : Ended.Well;
        return place.Parents.Any(parent => parent.When == ParentCondition.Gathered && _ends[parent.Job] == Ended.Badly)
            ? Ended.Badly
            : Ended.Well;
    }
}
