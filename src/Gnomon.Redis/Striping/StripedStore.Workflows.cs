using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Redis.Striping;

/// <summary>New workflows. Each is in the stripe of its queues.</summary>
internal sealed partial class StripedStore
{
    public async ValueTask<WorkflowAnswer> EnqueueWorkflowAsync(WorkflowDraft draft, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(draft);
        WorkflowRules.Check(draft);
        foreach (var job in draft.Jobs) _rules.CheckKey(job.Spec);
        var found = await AllAsync(one => one.GetWorkflowAsync(draft.Id, cancellation)).ConfigureAwait(false);
        var stored = Array.FindIndex(found, workflow => workflow is not null);
        if (stored >= 0 && draft.Broadcast is not null)
            return await JoinAsync(draft, stored, cancellation).ConfigureAwait(false);
        var target = _rules.StripeOf(draft);
        if (stored >= 0 && stored != target) throw _rules.ForeignWorkflow(draft, stored);
        if (draft.Schedule is { } schedule) await CheckTickAsync(draft, schedule, target, cancellation).ConfigureAwait(false);
        var stripes = new int[draft.Jobs.Count];
        Array.Fill(stripes, target);
        var own = draft with
        {
            Jobs = await WithoutForeignParentsAsync(draft.Jobs, stripes, cancellation).ConfigureAwait(false),
        };
        if (draft.Parent is { } token && _jobs.Find(token.Job) != target
            && await FindAttemptAsync(token, cancellation).ConfigureAwait(false) is { } place && place != target)
            own = own with { Parent = null };
        return await _stripes[target].EnqueueWorkflowAsync(own, cancellation).ConfigureAwait(false);
    }

    /// <summary>Adds copies to a stored broadcast. Nodes come with queues of their own: those that take jobs from none of its
    /// stripe get no copy.</summary>
    private async ValueTask<WorkflowAnswer> JoinAsync(WorkflowDraft draft, int stored, CancellationToken cancellation)
    {
        var reached = Enumerable.Range(0, draft.Jobs.Count)
            .Where(i => _map.Of(draft.Jobs[i].Spec.Queue) == stored).ToList();
        var answer = await _stripes[stored].EnqueueWorkflowAsync(
            draft with { Jobs = [.. reached.Select(i => draft.Jobs[i])] }, cancellation).ConfigureAwait(false);
        var results = draft.Jobs.Select(job => new EnqueueResult(job.Id, EnqueueOutcome.Withheld)).ToArray();
        foreach (var (place, result) in reached.Zip(answer.Jobs)) results[place] = result;
        return answer with { Jobs = results };
    }

    /// <summary>The workflow of a tick is one run with the job of the tick, or one of its schedule.</summary>
    private async ValueTask CheckTickAsync(
        WorkflowDraft draft, string schedule, int target, CancellationToken cancellation)
    {
        var job = await GetJobAsync(new JobId(draft.Id.Value), cancellation).ConfigureAwait(false);
        var place = job is not null
            ? _map.Of(job.Spec.Queue)
            : (await LocateAsync([schedule], cancellation).ConfigureAwait(false))[0];
        if (place is { } stored && stored != target) throw _rules.ForeignTick(draft, stored);
    }
}
