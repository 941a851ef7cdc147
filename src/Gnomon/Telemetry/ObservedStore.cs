using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Telemetry;

/// <summary>The wrapper that every engine's store is used through. It counts and times the calls, and sends the wake
/// signals, so that engines contain neither.</summary>
/// <param name="store">The engine's store.</param>
/// <param name="wake">Where the signals go.</param>
/// <param name="time">The clock of the timings.</param>
/// <param name="prepare">Changes or refuses what is to be stored; null for neither.</param>
/// <param name="events">Tells listeners; null when there are none.</param>
/// <param name="logger">Told of schedules that were paused because their runs fail; null for nobody.</param>
internal sealed partial class ObservedStore(
    IJobStore store, IWakeSignal wake, TimeProvider time, StorePreparation? prepare = null, EventFeed? events = null,
    ILogger? logger = null) : IJobStore
{
    /// <summary>Tells listeners; null while there are none.</summary>
    private EventFeed? Events => events is { IsOn: true } ? events : null;

    public Task<StoreDescription> InitializeAsync(CancellationToken cancellation) =>
        store.InitializeAsync(cancellation);

    public ValueTask<IReadOnlyList<EnqueueResult>> EnqueueAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation) =>
        prepare is null && !GnomonTrace.IsFollowed
            ? StoreAsync(drafts, cancellation)
            : PrepareAndStoreAsync(drafts, cancellation);

    private async ValueTask<IReadOnlyList<EnqueueResult>> PrepareAndStoreAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation)
    {
        using var activity = GnomonTrace.Enqueue(drafts);
        try
        {
            if (prepare is not null) drafts = await prepare.Drafts(drafts, cancellation).ConfigureAwait(false);
            if (GnomonTrace.IsFollowed) drafts = GnomonTrace.Write(drafts);
            return await StoreAsync(drafts, cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            GnomonTrace.Fail(activity, error);
            throw;
        }
    }

    private async ValueTask<IReadOnlyList<EnqueueResult>> StoreAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation)
    {
        var results = await TimedAsync("enqueue", store.EnqueueAsync(drafts, cancellation)).ConfigureAwait(false);
        Enqueued(drafts, results);
        await SignalAsync(Earliest(drafts)).ConfigureAwait(false);
        return results;
    }

    public async ValueTask<ClaimAnswer> ClaimAsync(ClaimRequest request, CancellationToken cancellation)
    {
        var answer = await TimedAsync("claim", store.ClaimAsync(request, cancellation)).ConfigureAwait(false);
        if (answer.Effects is not null) await FollowAsync(answer.Effects).ConfigureAwait(false);
        if (GnomonMeter.Claimed.Enabled)
            foreach (var job in answer.Jobs)
                GnomonMeter.Claimed.Add(1, Queue(job.Spec), Handler(job.Spec));
        return answer;
    }

    public ValueTask<IReadOnlyList<RenewOutcome>> RenewAsync(
        IReadOnlyList<LeaseRenewal> renewals, CancellationToken cancellation) =>
        TimedAsync("renew", store.RenewAsync(renewals, cancellation));

    public async ValueTask<IReadOnlyList<SettleOutcome>> SettleAsync(
        IReadOnlyList<Settlement> settlements, CancellationToken cancellation)
    {
        var outcomes = await TimedAsync("settle", store.SettleAsync(settlements, cancellation)).ConfigureAwait(false);
        List<JobId>? ended = null;
        List<WorkflowEffects>? followed = null;
        var again = false;
        TimeSpan? soonest = null;
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (GnomonMeter.Settled.Enabled)
                GnomonMeter.Settled.Add(1, Tag(outcomes[i].Applied ? settlements[i].Kind.ToString() : "Stale"));
            if (!outcomes[i].Applied) continue;
            again |= outcomes[i].Freed;
            if (outcomes[i].Effects is { } effects) (followed ??= []).Add(effects);
            if (outcomes[i].State.IsTerminal()) (ended ??= []).Add(settlements[i].Token.Job);
            else if (outcomes[i].State == JobState.Ready) again = true;
            else if (soonest is null || settlements[i].Wait < soonest) soonest = settlements[i].Wait;
        }

        if (ended is not null) await SignalAsync(WakeTopic.Ended, null, ended).ConfigureAwait(false);
        if (again) await SignalAsync(WakeTopic.Jobs, null, []).ConfigureAwait(false);
        else if (soonest is { } wait)
            await SignalAsync(new WakeHint(WakeTopic.Jobs, null, []) { Wait = wait }).ConfigureAwait(false);
        foreach (var effects in followed ?? []) await FollowAsync(effects).ConfigureAwait(false);
        return outcomes;
    }

    public async ValueTask<ControlAnswer> ControlAsync(ControlRequest request, CancellationToken cancellation)
    {
        var answer = await store.ControlAsync(request, cancellation).ConfigureAwait(false);
        var stopping = Ids(answer.Results, ControlOutcome.Requested);
        var changed = Ids(answer.Results, ControlOutcome.Done);
        if (request.Action == ControlAction.Terminate) stopping = changed;
        if (stopping.Count > 0) await SignalAsync(WakeTopic.Cancel, null, stopping).ConfigureAwait(false);
        foreach (var result in answer.Results) await FollowAsync(result.Effects).ConfigureAwait(false);
        if (changed.Count == 0 || request.Action == ControlAction.ChangePriority) return answer;
        if (request.Action is ControlAction.Cancel or ControlAction.Terminate or ControlAction.Expire)
            Events?.RaiseEnded(changed);
        var topic = request.Action is ControlAction.Retry or ControlAction.RunNow or ControlAction.Pin
            ? WakeTopic.Jobs
            : WakeTopic.Ended;
        await SignalAsync(topic, null, changed).ConfigureAwait(false);
        if (topic == WakeTopic.Ended && answer.Results.Any(result => result.Freed))
            await SignalAsync(WakeTopic.Jobs, null, []).ConfigureAwait(false);
        return answer;
    }

    public async ValueTask SetQueueAsync(QueueChange change, CancellationToken cancellation)
    {
        await store.SetQueueAsync(change, cancellation).ConfigureAwait(false);
        if (change.Paused is false || change is { Paused: null, Limits: not null })
            await SignalAsync(WakeTopic.Jobs, null, []).ConfigureAwait(false);
    }

    public async ValueTask<ScheduleChangeAnswer> PutSchedulesAsync(
        ScheduleChanges changes, CancellationToken cancellation)
    {
        if (prepare is not null) changes = await prepare.Schedules(changes, cancellation).ConfigureAwait(false);
        var answer = await store.PutSchedulesAsync(changes, cancellation).ConfigureAwait(false);
        await SignalAsync(WakeTopic.Schedules, null, []).ConfigureAwait(false);
        return answer;
    }

    public async ValueTask<IReadOnlyList<FireAnswer>> FireAsync(
        IReadOnlyList<FireRequest> requests, CancellationToken cancellation)
    {
        using var activity = GnomonTrace.Fire(requests);
        try
        {
            if (prepare is not null) requests = await PrepareAsync(prepare, requests, cancellation).ConfigureAwait(false);
            return await StoreAsync(GnomonTrace.Write(requests, activity), cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            GnomonTrace.Fail(activity, error);
            throw;
        }
    }

    private static async ValueTask<IReadOnlyList<FireRequest>> PrepareAsync(
        StorePreparation prepare, IReadOnlyList<FireRequest> requests, CancellationToken cancellation)
    {
        var prepared = new List<FireRequest>(requests.Count);
        foreach (var request in requests)
            prepared.Add(await prepare.Firing(request, cancellation).ConfigureAwait(false));
        return prepared;
    }

    private async ValueTask<IReadOnlyList<FireAnswer>> StoreAsync(
        IReadOnlyList<FireRequest> requests, CancellationToken cancellation)
    {
        var answers = await TimedAsync("fire", store.FireAsync(requests, cancellation)).ConfigureAwait(false);
        for (var i = 0; i < answers.Count; i++)
            if (answers[i].Applied)
                Fired(requests[i], answers[i]);
        await SignalAsync(WakeTopic.Jobs, null, []).ConfigureAwait(false);
        await EndedByTicksAsync(answers).ConfigureAwait(false);
        foreach (var answer in answers) await FollowAsync(answer.Effects).ConfigureAwait(false);
        return answers;
    }

    /// <summary>Tells of earlier jobs that ticks ended, or asked to end.</summary>
    private async ValueTask EndedByTicksAsync(IReadOnlyList<FireAnswer> answers)
    {
        List<JobId>? ended = null, stopping = null;
        foreach (var answer in answers)
        {
            if (answer.Ended.Count > 0) (ended ??= []).AddRange(answer.Ended);
            if (answer.Stopping.Count > 0) (stopping ??= []).AddRange(answer.Stopping);
        }

        if (stopping is not null) await SignalAsync(WakeTopic.Cancel, null, stopping).ConfigureAwait(false);
        if (ended is null) return;
        Events?.RaiseEnded(ended);
        await SignalAsync(WakeTopic.Ended, null, ended).ConfigureAwait(false);
    }

    public async ValueTask<SweepAnswer> SweepAsync(int max, CancellationToken cancellation)
    {
        var answer = await TimedAsync("sweep", store.SweepAsync(max, cancellation)).ConfigureAwait(false);
        GnomonMeter.Recovered.Add(answer.Recovered);
        if (answer.Promoted > 0 || answer.Recovered > 0 || answer.Freed)
            await SignalAsync(WakeTopic.Jobs, null, []).ConfigureAwait(false);
        Events?.RaiseLost(answer.Lost);
        await FollowAsync(answer.Effects).ConfigureAwait(false);
        Events?.RaiseEnded(answer.Ended);
        if (answer.Ended.Count > 0) await SignalAsync(WakeTopic.Ended, null, answer.Ended).ConfigureAwait(false);
        return answer;
    }

    private void Fired(FireRequest request, FireAnswer answer)
    {
        GnomonMeter.Ticks.Add(answer.Ticks.Count);
        Enqueued(request.Jobs, answer.Jobs);
        if (Events is not { } told) return;
        foreach (var tick in answer.Ticks)
            if (tick.Outcome == TickOutcome.Skipped)
                told.Raise(GnomonEventKind.TickSkipped, schedule: request.Schedule, reason: tick.Reason);
    }

    /// <summary>Counts and tells the jobs that are new: a draft may be refused, or be a job that was there.</summary>
    private void Enqueued(IReadOnlyList<JobDraft> drafts, IReadOnlyList<EnqueueResult> results)
    {
        var told = Events;
        if (told is null && !GnomonMeter.Enqueued.Enabled) return;
        for (var i = 0; i < results.Count; i++)
        {
            if (results[i].Outcome != EnqueueOutcome.Created) continue;
            GnomonMeter.Enqueued.Add(1, Queue(drafts[i].Spec), Handler(drafts[i].Spec));
            told?.Raise(GnomonEventKind.JobEnqueued, results[i].Job, drafts[i].Spec);
        }
    }

    private static KeyValuePair<string, object?> Tag(string outcome) => new("outcome", outcome);

    private static KeyValuePair<string, object?> Queue(JobSpec spec) => new("queue", spec.Queue);

    private static KeyValuePair<string, object?> Handler(JobSpec spec) => new("handler", spec.Handler);

    private static List<JobId> Ids(IReadOnlyList<ControlResult> results, ControlOutcome outcome)
    {
        var ids = new List<JobId>();
        foreach (var result in results)
            if (result.Outcome == outcome)
                ids.Add(result.Job);
        return ids;
    }

    /// <summary>Tells when the first of these jobs can run. An instant is one of the store's clock, a delay begins now:
    /// what this node's clock shows is in neither.</summary>
    private static WakeHint Earliest(IReadOnlyList<JobDraft> drafts)
    {
        DateTimeOffset? instant = null;
        TimeSpan? wait = null;
        foreach (var draft in drafts)
        {
            if (draft is { RunAt: null, Delay: null }) return new WakeHint(WakeTopic.Jobs, null, []);
            if (draft.RunAt is { } runAt) instant = instant < runAt ? instant : runAt;
            else wait = wait < draft.Delay ? wait : draft.Delay;
        }

        return new WakeHint(WakeTopic.Jobs, instant, []) { Wait = wait };
    }

    private async ValueTask<T> TimedAsync<T>(string name, ValueTask<T> call)
    {
        var started = time.GetTimestamp();
        var answer = await call.ConfigureAwait(false);
        GnomonMeter.Time(name, time.GetElapsedTime(started));
        return answer;
    }

    /// <summary>What is signalled has happened already, so the caller's wish to stop waiting does not concern it.
    /// </summary>
    private ValueTask SignalAsync(WakeTopic topic, DateTimeOffset? notBefore, IReadOnlyList<JobId> jobs) =>
        SignalAsync(new WakeHint(topic, notBefore, jobs));

    private ValueTask SignalAsync(WakeHint hint) => wake.SignalAsync(hint, CancellationToken.None);
}
