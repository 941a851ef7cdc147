using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Testing;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Telemetry;

public sealed class ObservedStoreTests : IAsyncLifetime
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

    private readonly FakeTime _time = new();
    private readonly List<WakeHint> _hints = [];
    private readonly LocalStore _engine;
    private readonly ObservedStore _store;

    public ObservedStoreTests()
    {
        _engine = new LocalStore(new LocalStoreOptions(), _time);
        _engine.Parts.Wake.Listen(_hints.Add);
        _store = new ObservedStore(_engine, _engine.Parts.Wake, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.InitializeAsync(Cancellation);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    [Fact]
    public async Task A_new_job_signals_when_it_can_run()
    {
        await EnqueueAsync(draft => draft);
        Assert.Equal((WakeTopic.Jobs, (DateTimeOffset?)null), Taken());
        await EnqueueAsync(draft => draft with { Delay = TimeSpan.FromMinutes(5) });
        Assert.Equal((WakeTopic.Jobs, _time.GetUtcNow() + TimeSpan.FromMinutes(5)), Taken());
        var at = _time.GetUtcNow() + TimeSpan.FromDays(2);
        await EnqueueAsync(draft => draft with { RunAt = at });
        Assert.Equal((WakeTopic.Jobs, at), Taken());
    }

    [Fact]
    public async Task The_longest_delay_is_accepted_and_signalled()
    {
        await EnqueueAsync(draft => draft with { Delay = JobLimits.MaxDuration });
        Assert.Equal((WakeTopic.Jobs, _time.GetUtcNow() + JobLimits.MaxDuration), Taken());
    }

    [Fact]
    public async Task An_ended_job_signals_its_id_and_one_to_come_again_its_time()
    {
        var ended = await ClaimAsync();
        await SettleAsync(new Settlement(ended, SettlementKind.Succeeded));
        Assert.Equal([ended.Job], Assert.Single(_hints).Jobs);
        Assert.Equal((WakeTopic.Ended, (DateTimeOffset?)null), Taken());

        var again = await ClaimAsync();
        await SettleAsync(new Settlement(again, SettlementKind.Snoozed) { Wait = TimeSpan.FromSeconds(7) });
        Assert.Equal((WakeTopic.Jobs, _time.GetUtcNow() + TimeSpan.FromSeconds(7)), Taken());

        var released = await ClaimAsync();
        await SettleAsync(new Settlement(released, SettlementKind.Released));
        Assert.Equal((WakeTopic.Jobs, (DateTimeOffset?)null), Taken());
        await SettleAsync(new Settlement(released with { Attempt = 99 }, SettlementKind.Succeeded));
        Assert.Empty(_hints);
    }

    [Fact]
    public async Task Control_signals_a_cancel_for_what_runs_an_end_for_what_waits_and_work_for_what_is_revived()
    {
        var running = (await ClaimAsync()).Job;
        var waiting = await EnqueueAsync(draft => draft with { Delay = TimeSpan.FromHours(1) });
        _hints.Clear();
        await _store.ControlAsync(new ControlRequest(ControlAction.Cancel, [running, waiting]), Cancellation);
        Assert.Equal([running], Assert.Single(_hints, hint => hint.Topic == WakeTopic.Cancel).Jobs);
        Assert.Equal([waiting], Assert.Single(_hints, hint => hint.Topic == WakeTopic.Ended).Jobs);
        Assert.Equal(2, _hints.Count);
        _hints.Clear();
        await _store.ControlAsync(new ControlRequest(ControlAction.Retry, [waiting]), Cancellation);
        Assert.Equal((WakeTopic.Jobs, (DateTimeOffset?)null), Taken());
    }

    [Fact]
    public async Task Changed_schedules_a_resumed_queue_and_recovered_jobs_are_signalled()
    {
        await ClaimAsync();
        var schedule = new Schedule
        {
            Id = "s", Trigger = When.Every(TimeSpan.FromHours(1)), Job = new JobSpec { Handler = "h" },
        };
        await _store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(schedule)], []), Cancellation);
        Assert.Equal((WakeTopic.Schedules, (DateTimeOffset?)null), Taken());
        await _store.SetQueueAsync(new QueueChange("default", Paused: true), Cancellation);
        Assert.Empty(_hints);
        await _store.SetQueueAsync(new QueueChange("default", Paused: false), Cancellation);
        Assert.Equal((WakeTopic.Jobs, (DateTimeOffset?)null), Taken());
        _time.Advance(Lease);
        Assert.Equal(1, (await _store.SweepAsync(10, Cancellation)).Recovered);
        Assert.Equal((WakeTopic.Jobs, (DateTimeOffset?)null), Taken());
    }

    [Fact]
    public async Task Only_jobs_that_are_new_are_counted_as_enqueued_by_calls_and_by_ticks()
    {
        var handler = $"counted-{Guid.NewGuid():N}";
        long counted = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "gnomon.jobs.enqueued") self.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            foreach (var (name, value) in tags)
                if (name == "handler" && (string?)value == handler)
                    Interlocked.Add(ref counted, count);
        });
        listener.Start();
        var first = await EnqueueAsync(Keyed(DuplicateAction.Return));
        await EnqueueAsync(draft => Keyed(DuplicateAction.Return)(draft) with { Id = first });
        await EnqueueAsync(Keyed(DuplicateAction.Return));
        await EnqueueAsync(Keyed(DuplicateAction.Replace));
        await EnqueueAsync(Keyed(DuplicateAction.Reject));
        Assert.Equal(1, counted);

        var schedule = new Schedule
        {
            Id = "s", Trigger = When.Every(TimeSpan.FromHours(1)), Job = new JobSpec { Handler = handler, Key = "once" },
        };
        await _store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(schedule)], []), Cancellation);
        for (var tick = 0; tick < 2; tick++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            var stored = (await _engine.GetScheduleAsync("s", Cancellation))!;
            await _store.FireAsync([TickPlanner.Plan(stored, _time.GetUtcNow())!], Cancellation);
        }

        Assert.Equal(2, counted);

        Func<JobDraft, JobDraft> Keyed(DuplicateAction action) => draft => draft with
        {
            Spec = draft.Spec with
            {
                Handler = handler, Key = "k", Unique = new UniqueRule { OnDuplicate = action },
            },
        };
    }

    [Fact]
    public async Task A_slot_that_becomes_free_in_a_limited_queue_is_signalled_when_a_job_waits_for_it()
    {
        var limits = new QueueLimits { Concurrency = 1 };
        await _store.SetQueueAsync(new QueueChange("default", Limits: limits), Cancellation);
        Assert.Equal((WakeTopic.Jobs, (DateTimeOffset?)null), Taken());
        var running = await ClaimAsync();
        await EnqueueAsync(draft => draft);
        _hints.Clear();
        await SettleAsync(new Settlement(running, SettlementKind.Retry) { Wait = TimeSpan.FromHours(1) });
        Assert.Equal((WakeTopic.Jobs, (DateTimeOffset?)null), Taken());
    }

    [Fact]
    public async Task A_cancelled_job_that_others_waited_behind_signals_work()
    {
        var limits = new QueueLimits { StrictOrder = true };
        await _store.SetQueueAsync(new QueueChange("default", Limits: limits), Cancellation);
        var first = await EnqueueAsync(draft => draft with
        {
            Delay = TimeSpan.FromHours(1), Spec = draft.Spec with { LimitKey = "k" },
        });
        await EnqueueAsync(draft => draft with { Spec = draft.Spec with { LimitKey = "k" } });
        _hints.Clear();
        await _store.ControlAsync(new ControlRequest(ControlAction.Cancel, [first]), Cancellation);
        Assert.Equal([WakeTopic.Ended, WakeTopic.Jobs], _hints.Select(hint => hint.Topic));
    }

    [Fact]
    public async Task Calls_are_counted_and_timed()
    {
        var counts = new ConcurrentDictionary<string, long>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == GnomonMeter.Name) self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var name = instrument.Name;
            foreach (var tag in tags) name += $" {tag.Value}";
            counts.AddOrUpdate(name, value, (_, sum) => sum + value);
        });
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) =>
            counts.AddOrUpdate($"{instrument.Name} {tags[0].Value}", 1, (_, sum) => sum + 1));
        listener.Start();
        await SettleAsync(new Settlement(await ClaimAsync(), SettlementKind.Dead));
        await SettleAsync(new Settlement(new AttemptToken(JobId.New(_time), 1), SettlementKind.Dead));
        // Other tests run beside this one and are counted too: at least these.
        foreach (var name in new[]
        {
            "gnomon.jobs.enqueued default h", "gnomon.jobs.claimed default h", "gnomon.jobs.settled Dead", "gnomon.jobs.settled Stale",
            "gnomon.store.duration enqueue", "gnomon.store.duration claim", "gnomon.store.duration settle",
        })
            Assert.True(counts.GetValueOrDefault(name) >= 1, name);
    }

    /// <summary>The one hint since the last call, and when a receiver with the store's clock would look.</summary>
    private (WakeTopic Topic, DateTimeOffset? LookAt) Taken()
    {
        var hint = Assert.Single(_hints);
        _hints.Clear();
        return (hint.Topic, hint.LookAt(_time.GetUtcNow(), TimeSpan.Zero));
    }

    private async Task<JobId> EnqueueAsync(Func<JobDraft, JobDraft> change)
    {
        var draft = change(new JobDraft(JobId.New(_time), new JobSpec { Handler = "h" }));
        return (await _store.EnqueueAsync([draft], Cancellation))[0].Job;
    }

    private async Task<AttemptToken> ClaimAsync()
    {
        await EnqueueAsync(draft => draft with { Spec = draft.Spec with { Priority = 9 } });
        var answer = await _store.ClaimAsync(new ClaimRequest("n", ["default"], 1, Lease), Cancellation);
        _hints.Clear();
        return answer.Jobs[0].Token;
    }

    private async Task SettleAsync(Settlement settlement) => await _store.SettleAsync([settlement], Cancellation);
}
