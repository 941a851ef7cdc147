using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Local.Commands;
using Gnomon.Local.Workflows;

namespace Gnomon.Local;

/// <summary>Another life for jobs of workflows.</summary>
internal sealed partial class LocalState
{
    /// <summary>Revives jobs of a workflow, and those that were skipped or cancelled for them. Each becomes ready, or
    /// waits for what it waited for.</summary>
    /// <returns>False when another job holds the key of one of them, or another run of the schedule lives: nothing
    /// changed.</returns>
    public bool TryRevive(LocalWorkflow workflow, IEnumerable<LocalStep> first, Moment now)
    {
        var revived = WithSkipped(workflow, first);
        if (!KeysAreFree(revived, now) || !MayReopen(workflow)) return false;
        Reopen(workflow);
        if (workflow.CancelRequested) SetCancelled(workflow, false);
        _resolving = true;
        foreach (var step in revived) Shift(step, JobCause.Revive, JobState.Blocked, now.Utc, step.CreatedAt, 0);
        // All counts of open parents have to be right before the first one is moved.
        foreach (var step in workflow.Steps)
            if (step.State == JobState.Blocked)
                step.Judge(out _);
        foreach (var step in revived) Consider(step, now.Utc);
        _resolving = false;
        ResolveEnded(now.Utc);
        return true;
    }

    private static List<LocalStep> WithSkipped(LocalWorkflow workflow, IEnumerable<LocalStep> first)
    {
        var endedBy = workflow.Steps.Where(step => step.WasSkipped).ToLookup(step => step.EndedBy);
        var revived = new HashSet<LocalStep>(first);
        var next = new Queue<LocalStep>(revived);
        while (next.TryDequeue(out var step))
        {
            foreach (var (child, _) in step.Children)
                if (child.WasSkipped && revived.Add(child))
                    next.Enqueue(child);
            foreach (var ended in endedBy[step.Sequence])
                if (revived.Add(ended))
                    next.Enqueue(ended);
        }

        return [.. revived.OrderBy(step => step.Sequence)];
    }

    private bool KeysAreFree(List<LocalStep> steps, Moment now)
    {
        var taken = new EnqueueTrial.Accepted();
        foreach (var step in steps)
        {
            if (!JobSpecCodec.Has(step.Spec, JobSpecCodec.Parts.Key)) continue;
            var spec = JobSpecCodec.Decode(step.Spec);
            if (Keys.Find(spec, now.Utc, other: step) is not null || taken.Holder(spec) is not null) return false;
            taken.Add(new JobDraft(step.Id, spec), now);
        }

        return true;
    }
}
