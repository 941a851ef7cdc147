using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Local.Journal;
using Gnomon.Retries;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Triggers;

namespace Gnomon.Tests.Local.Journal;

/// <summary>A journal that holds every kind of record, in several files, with a complete checkpoint in it.</summary>
internal static class JournalSample
{
    public static LocalStoreOptions Options(string directory) => new()
    {
        Directory = directory, SegmentBytes = 64 * 1024, CheckpointBytes = 4096,
    };

    /// <summary>Writes the journal and closes it.</summary>
    public static async Task WriteAsync(string directory)
    {
        var time = new FakeTime();
        // Files of a checkpoint are dropped when it ends, so it is let run first and everything else follows it.
        await using (var store = new LocalStore(Options(directory), time))
        {
            await store.InitializeAsync(default);
            while (JournalFiles.Segments(directory)[0] == 1) await WriteAllKindsAsync(store, time);
        }

        await using var again = new LocalStore(Options(directory) with { CheckpointBytes = 1 << 30 }, time);
        await again.InitializeAsync(default);
        await WriteAllKindsAsync(again, time);
    }

    /// <summary>The whole state as text, for comparing.</summary>
    public static async Task<string> DescribeAsync(string directory)
    {
        using var copy = new TemporaryFolder();
        Copy(directory, copy.Path);
        await using var store = new LocalStore(Options(copy.Path) with { CheckpointBytes = 1 << 30 }, new FakeTime());
        await store.InitializeAsync(default);
        return await DescribeAsync(store);
    }

    public static async Task<string> DescribeAsync(LocalStore store)
    {
        var lines = new List<string>();
        var jobs = await store.ListJobsAsync(new JobFilter(), null, 10_000, default);
        foreach (var job in jobs.Items)
        {
            var attempts = string.Join(';', job.Attempts.Select(a => a.ToString()));
            var logs = string.Join('|', await store.GetLogsAsync(job.Id, default) ?? []);
            lines.Add(
                $"{job.Id} {job.State} {job.Attempt} {job.RunAt:O} {job.FinishedAt:O} {job.Error} {job.Progress} "
                + $"{job.ProgressText} {job.Node} {Convert.ToHexString(job.Result.Span)} {job.CancelRequested} {job.Spec.Priority} "
                + $"{job.Spec.ArgsVersion} {string.Join(',', job.Spec.Headers)} "
                + $"{Convert.ToHexString(job.Spec.Args.Span)} {attempts} {logs}");
        }

        foreach (var schedule in (await store.ListSchedulesAsync(null, 100, default)).Items)
        {
            var ticks = await store.ListTicksAsync(schedule.Schedule.Id, null, 100, default);
            lines.Add($"{schedule} {string.Join(';', ticks.Items)}");
        }

        foreach (var info in (await store.ListWorkflowsAsync(new WorkflowFilter(), null, 1000, default)).Items)
            lines.Add(
                $"{info.Id} {info.State} {info.Name} {info.CreatedAt:O} {info.FinishedAt:O} {info.CancelRequested} "
                + $"{string.Join(',', info.Jobs.OrderBy(count => count.Key))} {string.Join(',', info.Groups)} "
                + string.Join(',', info.Signals.Select(s => $"{s.Key}={Convert.ToHexString(s.Value.Span)}").Order()));

        var stats = await store.GetStatsAsync(default);
        lines.AddRange(stats.Queues.Select(
            queue => $"{queue.Name} {queue.Paused} {queue.Limits} {string.Join(',', queue.Counts.OrderBy(count => count.Key))}"));
        return string.Join('\n', lines);
    }

    public static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*.journal"))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
    }

    /// <summary>Copies the files of an open store that nobody asks anything: again from the beginning when a checkpoint
    /// that is under way makes and removes files meanwhile.</summary>
    public static void CopyOpen(string from, string to)
    {
        while (true)
        {
            if (Directory.Exists(to)) Directory.Delete(to, recursive: true);
            var before = JournalFiles.Segments(from);
            try
            {
                Copy(from, to);
                if (JournalFiles.Segments(from).SequenceEqual(before)) return;
            }
            catch (FileNotFoundException)
            {
                // Removed since it was listed; what it held is in a newer file.
            }
        }
    }

    public static string LastFile(string directory) =>
        Path.Combine(directory, JournalFiles.SegmentName(JournalFiles.Segments(directory)[^1]));

    private static async Task WriteAllKindsAsync(LocalStore store, FakeTime time)
    {
        var lease = TimeSpan.FromSeconds(5);
        await store.EnqueueAsync([Draft(time), Draft(time), Draft(time), Draft(time), Draft(time)], default);
        await store.EnqueueAsync([Draft(time) with { Delay = TimeSpan.FromSeconds(1) }], default);
        await store.EnqueueAsync([Draft(time) with { Delay = TimeSpan.FromDays(1) }], default);
        await store.SetQueueAsync(new QueueChange("held", true), default);
        await store.SetQueueAsync(new QueueChange("brief", true), default);
        await store.SetQueueAsync(new QueueChange("brief", false), default);
        await store.SetQueueAsync(new QueueChange("default", Limits: Limits), default);
        var claimed = (await store.ClaimAsync(new ClaimRequest("n1", ["default"], 4, lease), default)).Jobs;
        await store.RenewAsync(
            [new LeaseRenewal(claimed[0].Token, lease) { Progress = 0.5, LogLines = ["one", "two"] }], default);
        await store.SettleAsync(
            [
                new Settlement(claimed[0].Token, SettlementKind.Succeeded) { Result = "{\"x\":1}"u8.ToArray() },
                new Settlement(claimed[1].Token, SettlementKind.Retry) { Error = "no", Wait = TimeSpan.FromSeconds(9) },
            ],
            default);
        await store.ControlAsync(new ControlRequest(ControlAction.Cancel, [claimed[2].Token.Job]), default);
        time.Advance(TimeSpan.FromSeconds(6));
        await store.SweepAsync(1000, default);
        await store.ControlAsync(new ControlRequest(ControlAction.Retry, [claimed[2].Token.Job]), default);
        await store.ControlAsync(new ControlRequest(ControlAction.Delete, [claimed[0].Token.Job]), default);
        await WriteReplacedAsync(store, time);
        await WritePutOffAsync(store, time);
        await WriteScheduleAsync(store, time);
        await WriteWorkflowAsync(store, time);
    }

    private static async Task WriteWorkflowAsync(LocalStore store, FakeTime time)
    {
        var (flow, brief) = (WorkflowId.New(time), WorkflowId.New(time));
        var (first, second, third) = (Step(flow, "first"), Step(flow, "second"), Step(flow, "third", "paid", "packed"));
        var place = second.Spec.Workflow! with { Parents = [new JobParent(first.Id)], Group = "g" };
        second = second with { Spec = second.Spec with { Workflow = place } };
        await store.EnqueueWorkflowAsync(
            new WorkflowDraft(flow, [first, second, third])
            {
                Name = "flow", Groups = new Dictionary<string, int> { ["g"] = 1 }, Retention = TimeSpan.FromDays(9),
            },
            default);
        await store.EnqueueWorkflowAsync(new WorkflowDraft(brief, [Step(brief, "only")]), default);
        var signal = new WorkflowControl(flow, WorkflowAction.Signal) { Signal = "paid", Payload = "1"u8.ToArray() };
        await store.ControlWorkflowAsync(signal, default);
        await store.ControlAsync(new ControlRequest(ControlAction.Cancel, [first.Id]), default);
        await store.ControlWorkflowAsync(new WorkflowControl(brief, WorkflowAction.Cancel), default);
        await store.ControlWorkflowAsync(new WorkflowControl(brief, WorkflowAction.Delete), default);

        JobDraft Step(WorkflowId workflow, string name, params string[] signals) =>
            Draft(time) with
            {
                Spec = Spec with { Workflow = new WorkflowPlace(workflow, name) { Signals = signals } },
            };
    }

    private static async Task WriteReplacedAsync(LocalStore store, FakeTime time)
    {
        // A key of its own each time: the one of before is still held.
        var first = Draft(time) with
        {
            Delay = TimeSpan.FromDays(1),
            Spec = Spec with { Key = $"{JobId.New(time)}", Unique = new UniqueRule { OnDuplicate = DuplicateAction.Debounce } },
        };
        var second = first with
        {
            Id = JobId.New(time),
            Delay = TimeSpan.FromDays(2),
            Spec = first.Spec with
            {
                Args = "[\"b\"]"u8.ToArray(),
                ArgsVersion = 2,
                Headers = new Dictionary<string, string> { ["trace"] = "abc" },
            },
        };
        await store.EnqueueAsync([first, second], default);
        await store.ControlAsync(
            new ControlRequest(ControlAction.ChangePriority, [first.Id]) { Priority = 9 }, default);
    }

    private static async Task WritePutOffAsync(LocalStore store, FakeTime time)
    {
        await store.EnqueueAsync([Draft(time) with { Spec = Spec with { Queue = "put-off" } }], default);
        var claim = new ClaimRequest("n2", ["put-off"], 1, TimeSpan.FromSeconds(5));
        var token = (await store.ClaimAsync(claim, default)).Jobs[0].Token;
        var snooze = new Settlement(token, SettlementKind.Snoozed)
        {
            ProgressText = "waiting for the bank", Wait = TimeSpan.FromDays(1),
        };
        await store.SettleAsync([snooze], default);
    }

    private static async Task WriteScheduleAsync(LocalStore store, FakeTime time)
    {
        var schedule = new Schedule
        {
            Id = "s", Trigger = new IntervalTrigger(TimeSpan.FromMinutes(1), time.GetUtcNow()), Job = Spec,
        };
        await store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(schedule)], []), default);
        await store.PutSchedulesAsync(
            new ScheduleChanges([new SchedulePut(schedule with { Id = "gone" })], []), default);
        await store.PutSchedulesAsync(new ScheduleChanges([], ["gone"]), default);
        var stored = (await store.GetScheduleAsync("s", default))!;
        var at = stored.Next!.Value;
        var id = JobId.ForTick("s", at);
        await store.FireAsync(
            [
                new FireRequest("s", stored.Revision, stored.Mark, at)
                {
                    Ticks = [new Tick(at, at, TickOutcome.Ran) { Job = id }],
                    Jobs = [new JobDraft(id, Spec with { Schedule = "s", Tick = at })],
                },
            ],
            default);
    }

    private static QueueLimits Limits => new()
    {
        Concurrency = 100, Rate = new RateLimit(1000, TimeSpan.FromSeconds(1)),
        PerKeyRate = new RateLimit(1000, TimeSpan.FromSeconds(1), Kind: RateKind.SlidingWindow),
    };

    private static JobSpec Spec => new()
    {
        Handler = "h", LimitKey = "l", Args = "[\"a\"]"u8.ToArray(), Retry = RetryPolicy.After(TimeSpan.FromSeconds(1)), Tags = ["t"],
    };

    private static JobDraft Draft(FakeTime time) => new(JobId.New(time), Spec);
}
