using Gnomon.Jobs;

namespace Gnomon.Local.Workflows;

/// <summary>A job of a workflow in memory. What it waits for follows from its specification; only why it was ended is
/// stored beside it.</summary>
internal sealed class LocalStep(
    long sequence, JobId id, byte[] spec, LocalQueue queue, long createdAt, LocalWorkflow workflow, WorkflowPlace place)
    : LocalJob(sequence, id, spec, queue, createdAt)
{
    public readonly LocalWorkflow Workflow = workflow;

    public readonly string Step = place.Step;

    public readonly string? Group = place.Group;

    public readonly StepFailure OnFailure = place.OnFailure;

    /// <summary>How long it waits once it is unblocked, in ticks.</summary>
    public readonly long Delay = place.Delay.Ticks;

    public readonly IReadOnlyList<string> Signals = place.Signals;

    /// <summary>The jobs that it waits for.</summary>
    public (LocalStep Job, ParentCondition When)[] Parents = [];

    /// <summary>The jobs that wait for it.</summary>
    public List<(LocalStep Job, ParentCondition When)> Children = None;

    /// <summary>How many of <see cref="Parents"/> have not ended; kept while it is blocked.</summary>
    public int OpenParents;

    /// <summary>Whether it has one of its group's places.</summary>
    public bool HasPlace;

    /// <summary>The sequence number of the step for whose end it was ended; 0 for none.</summary>
    public long EndedBy;

    private static readonly List<(LocalStep Job, ParentCondition When)> None = [];

    /// <summary>Whether it ended in a way that counts as failure.</summary>
    public bool HasFailed => State is JobState.Dead or JobState.Expired;

    /// <summary>Whether it was ended for the end of another step.</summary>
    public bool WasSkipped => State == JobState.Cancelled && EndedBy != 0;

    /// <summary>Notes what it waits for, there as well.</summary>
    public void Link((LocalStep Job, ParentCondition When)[] parents)
    {
        Parents = parents;
        foreach (var (parent, when) in parents)
        {
            if (ReferenceEquals(parent.Children, None)) parent.Children = [];
            parent.Children.Add((this, when));
        }
    }

    /// <summary>Whether it may go as far as its parents and signals are concerned.</summary>
    /// <param name="reason">The parent that makes it <see cref="StepVerdict.Skip"/>, else null.</param>
    public StepVerdict Judge(out LocalStep? reason)
    {
        var (open, wantsFailure, hasFailure) = (0, false, false);
        LocalStep? otherwise = null;
        reason = null;
        foreach (var (parent, when) in Parents)
        {
            if (!parent.State.IsTerminal())
            {
                open++;
                continue;
            }

            if (when == ParentCondition.Succeeded && parent.State != JobState.Succeeded)
            {
                reason = parent;
                return StepVerdict.Skip;
            }

            if (when != ParentCondition.Failed) continue;
            wantsFailure = true;
            if (parent.HasFailed) hasFailure = true;
            else otherwise = parent;
        }

        OpenParents = open;
        if (open > 0) return StepVerdict.Wait;
        if (wantsFailure && !hasFailure)
        {
            reason = otherwise;
            return StepVerdict.Skip;
        }

        foreach (var signal in Signals)
            if (!Workflow.Signals.ContainsKey(signal))
                return StepVerdict.Wait;
        return StepVerdict.Go;
    }
}
