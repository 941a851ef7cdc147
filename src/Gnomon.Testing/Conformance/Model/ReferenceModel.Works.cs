using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>The workflows that ticks make: each is one run with the job whose id it has.</summary>
internal sealed partial class ReferenceModel
{
    private ModelWorkflow? WorkOf(ModelJob job) =>
        job is { Place: null, Spec.Schedule: { } schedule }
        && _workflows.GetValueOrDefault(new WorkflowId(job.Id.Value)) is { } work && work.Schedule == schedule
            ? work
            : null;

    private ModelWorkflow? OpenWorkOf(ModelJob job) => WorkOf(job) is { FinishedAt: null } work ? work : null;

    private ModelJob? OwnerOf(ModelWorkflow work) =>
        Find(new JobId(work.Id.Value)) is { } job && WorkOf(job) == work ? job : null;

    /// <summary>Whether a workflow stands for the run itself: its job has ended, or waits for other runs.</summary>
    private bool IsAlone(ModelWorkflow work) =>
        OwnerOf(work) is not { } owner || owner.State.IsTerminal() || owner.State == JobState.Blocked;

    private List<ModelWorkflow> LoneWorks(string schedule) =>
        [.. _workflows.Values.Where(w => w.Schedule == schedule && w.FinishedAt is null && IsAlone(w))];

    private bool IsBusy(string schedule, int own = 0) => LiveJobs(schedule) > own
        && _schedules.TryGetValue(schedule, out var stored) && stored.Definition.Overlap != OverlapPolicy.Allow;

    private bool MayReopen(ModelWorkflow work) =>
        work is not { Schedule: { } schedule, FinishedAt: not null } || !IsAlone(work) || !IsBusy(schedule);

    private void CancelWork(ModelWorkflow work)
    {
        work.CancelRequested = true;
        CancelOpen(work, [.. StepsOf(work)]);
    }

    private void TerminateWork(ModelWorkflow work, string error)
    {
        CancelWork(work);
        foreach (var step in StepsOf(work).Where(s => s.State == JobState.Running).ToList())
        {
            _skipped.Add(step.Id);
            Terminate(step, error);
        }
    }

    private void FollowEndOfWork(ModelWorkflow work)
    {
        if (OwnerOf(work) is { } owner && !owner.State.IsTerminal())
        {
            if (work.State != WorkflowState.Cancelled)
            {
                if (owner.State == JobState.Scheduled) MakeReady(owner, _commit);
            }
            else if (owner.State != JobState.Running)
            {
                _skipped.Add(owner.Id);
                End(owner, JobState.Cancelled);
            }
            else if (!owner.CancelRequested)
            {
                owner.CancelRequested = true;
                _stopping.Add(owner.Id);
            }
        }

        LetNext(work.Schedule!);
    }
}
