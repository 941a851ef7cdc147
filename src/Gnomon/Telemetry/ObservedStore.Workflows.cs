using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Telemetry;

/// <summary>Workflows, and the signals for what a change brings about in them.</summary>
internal sealed partial class ObservedStore
{
    public async ValueTask<WorkflowAnswer> EnqueueWorkflowAsync(WorkflowDraft draft, CancellationToken cancellation)
    {
        using var activity = GnomonTrace.Enqueue(draft.Jobs);
        try
        {
            if (prepare is not null)
                draft = draft with
                {
                    Jobs = await prepare.Drafts(draft.Jobs, cancellation).ConfigureAwait(false),
                    Broadcast = draft.Broadcast is { } terms
                        ? terms with { Template = prepare.Template(terms.Template) }
                        : null,
                };
            if (GnomonTrace.IsFollowed) draft = draft with { Jobs = GnomonTrace.Write(draft.Jobs) };
            var answer = await TimedAsync("workflow", store.EnqueueWorkflowAsync(draft, cancellation))
                .ConfigureAwait(false);
            Enqueued(draft.Jobs, answer.Jobs);
            if (answer.Outcome is WorkflowOutcome.Created or WorkflowOutcome.SameId)
                await SignalAsync(Earliest(draft.Jobs)).ConfigureAwait(false);
            await FollowAsync(answer.Effects).ConfigureAwait(false);
            return answer;
        }
        catch (Exception error)
        {
            GnomonTrace.Fail(activity, error);
            throw;
        }
    }

    public async ValueTask<WorkflowControlAnswer> ControlWorkflowAsync(
        WorkflowControl request, CancellationToken cancellation)
    {
        var answer = await store.ControlWorkflowAsync(request, cancellation).ConfigureAwait(false);
        await FollowAsync(answer.Effects).ConfigureAwait(false);
        return answer;
    }

    /// <summary>Tells whoever it concerns what a change brought about in workflows and schedules.</summary>
    private async ValueTask FollowAsync(WorkflowEffects? effects)
    {
        if (effects is null) return;
        if (effects.Stopping.Count > 0)
            await SignalAsync(WakeTopic.Cancel, null, effects.Stopping).ConfigureAwait(false);
        Events?.RaiseEnded(effects.Ended);
        Events?.RaiseFinished(effects.Finished);
        foreach (var paused in effects.Paused)
        {
            if (logger is not null) SchedulePaused(logger, paused.Schedule, paused.Reason);
            Events?.Raise(GnomonEventKind.SchedulePaused, schedule: paused.Schedule, reason: paused.Reason);
        }

        if (effects.Ended.Count > 0) await SignalAsync(WakeTopic.Ended, null, effects.Ended).ConfigureAwait(false);
        if (effects.Released) await SignalAsync(WakeTopic.Jobs, null, []).ConfigureAwait(false);
        else if (effects.NextDue is { } due) await SignalAsync(WakeTopic.Jobs, due, []).ConfigureAwait(false);
    }
}
