using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Tests.Local;
using Gnomon.Triggers;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Gnomon.Tests.Scheduling;

/// <summary>10,000 ticks under each overlap policy with runs of random length, attempts that are tried again, nodes that
/// vanish with what they run, and leaders that come and go; fewer of them on disk, where the store is restarted too. A history of what ran is checked against the policy.
/// </summary>
public sealed class OverlapStressTests
{
    private const int Schedules = 20;
    private const int TicksOfEach = 500;
    private const int TicksOfEachOnDisk = 60;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(OverlapPolicy.Allow, false)]
    [InlineData(OverlapPolicy.Allow, true)]
    [InlineData(OverlapPolicy.Skip, false)]
    [InlineData(OverlapPolicy.Skip, true)]
    [InlineData(OverlapPolicy.BufferOne, false)]
    [InlineData(OverlapPolicy.BufferOne, true)]
    [InlineData(OverlapPolicy.BufferAll, false)]
    [InlineData(OverlapPolicy.BufferAll, true)]
    [InlineData(OverlapPolicy.CancelRunning, false)]
    [InlineData(OverlapPolicy.CancelRunning, true)]
    [InlineData(OverlapPolicy.TerminateRunning, false)]
    [InlineData(OverlapPolicy.TerminateRunning, true)]
    public async Task Ten_thousand_ticks_run_as_the_policy_says_whoever_fires_and_dies(OverlapPolicy policy, bool onDisk)
    {
        foreach (var seed in Seeds.FromOne(usually: 1))
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            using var run = new Run(seed, policy, onDisk);
            await run.GoAsync();
        }
    }

    private sealed class Run(int seed, OverlapPolicy policy, bool onDisk) : IDisposable
    {
        private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);
        private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);

        private readonly TemporaryFolder? _folder = onDisk ? new TemporaryFolder() : null;
        private readonly int _ticks = onDisk ? TicksOfEachOnDisk : TicksOfEach;
        private readonly Random _random = new(seed);
        private readonly FakeTime _time = new();
        private readonly List<(ClaimedJob Job, DateTimeOffset End)> _held = [];
        private readonly Dictionary<string, JobId> _runs = [];
        private readonly FireDuty[] _leaders = new FireDuty[3];
        private LocalStore _store = null!;
        private DateTimeOffset _start;

        public async Task GoAsync()
        {
            await OpenAsync();
            try
            {
                await FillAsync();
            }
            finally
            {
                await _store.DisposeAsync();
            }
        }

        public void Dispose() => _folder?.Dispose();

        private async Task OpenAsync()
        {
            var options = new LocalStoreOptions
            {
                TicksKept = 1000, Directory = _folder?.Path, Durability = LocalDurability.Os, SegmentBytes = 1 << 18,
            };
            _store = new LocalStore(options, _time);
            await _store.InitializeAsync(Cancellation);
        }

        private async Task FillAsync()
        {
            _start = _time.GetUtcNow();
            var puts = Enumerable.Range(0, Schedules).Select(i => new SchedulePut(new Schedule
            {
                Id = $"s{i}", Trigger = When.Every(Every), Overlap = policy, CatchUp = CatchUp.All,
                End = _start + Every * _ticks,
                Job = new JobSpec { Handler = "h", Retry = Gnomon.Retries.RetryPolicy.After(Every) },
            }));
            await _store.PutSchedulesAsync(new ScheduleChanges([.. puts], []), Cancellation);
            var end = _start + Every * _ticks + TimeSpan.FromMinutes(1);
            while (_time.GetUtcNow() < end) await StepAsync(TimeSpan.FromSeconds(0.5 + 2.5 * _random.NextDouble()));
            while (await LiveAsync()) await StepAsync(Lease);
            await CheckAsync();
        }

        private async Task StepAsync(TimeSpan step)
        {
            _time.Advance(step);
            // The store ends with its process now and then; its claims are lost with it.
            if (onDisk && _random.Next(30) == 0)
            {
                await _store.DisposeAsync();
                await OpenAsync();
                Array.Clear(_leaders);
            }

            for (var i = 0; i < _leaders.Length; i++)
            {
                if (_leaders[i] is null || _random.Next(20) == 0)
                    _leaders[i] = new FireDuty(_store.Parts, _time, NullLogger<FireDuty>.Instance);
                if (_random.Next(3) == 0) await _leaders[i].RunOnceAsync(Cancellation);
            }

            await EndAsync();
            await _store.SweepAsync(1000, Cancellation);
            await BeginAsync();
            if (policy == OverlapPolicy.BufferOne)
                foreach (var stored in (await _store.ListSchedulesAsync(null, Schedules, Cancellation)).Items)
                    Assert.InRange(stored.BufferedJobs, 0, 1);
        }

        private async Task BeginAsync()
        {
            var claimed = await _store.ClaimAsync(new ClaimRequest("n", ["default"], 1000, Lease), Cancellation);
            foreach (var job in claimed.Jobs)
            {
                var schedule = job.Spec.Schedule!;
                if (policy != OverlapPolicy.Allow && _runs.TryGetValue(schedule, out var former) && former != job.Token.Job)
                    Assert.NotEqual(
                        JobState.Running, (await _store.GetJobAsync(former, Cancellation))!.State);
                _runs[schedule] = job.Token.Job;
                // One in ten vanishes with its node: nobody renews or settles it.
                if (_random.Next(10) > 0)
                    _held.Add((job, _time.GetUtcNow() + TimeSpan.FromSeconds(14 * _random.NextDouble())));
            }
        }

        private async Task EndAsync()
        {
            var now = _time.GetUtcNow();
            var renewals = _held.Select(held => new LeaseRenewal(held.Job.Token, Lease)).ToList();
            var answers = await _store.RenewAsync(renewals, Cancellation);
            var settlements = new List<Settlement>();
            for (var i = _held.Count - 1; i >= 0; i--)
            {
                if (answers[i] == RenewOutcome.Lost)
                {
                    _held.RemoveAt(i);
                    continue;
                }

                var stops = answers[i] == RenewOutcome.CancelRequested && _random.Next(2) == 0;
                if (!stops && _held[i].End > now) continue;
                settlements.Add(new Settlement(_held[i].Job.Token, stops ? SettlementKind.Cancelled : _random.Next(8) switch
                {
                    0 => SettlementKind.Dead,
                    1 => SettlementKind.Retry,
                    _ => SettlementKind.Succeeded,
                }) { Wait = TimeSpan.FromSeconds(3) });
                _held.RemoveAt(i);
            }

            await _store.SettleAsync(settlements, Cancellation);
        }

        private async Task<bool> LiveAsync()
        {
            var schedules = (await _store.ListSchedulesAsync(null, Schedules, Cancellation)).Items;
            return schedules.Any(stored => stored.LiveJobs > 0 || stored.NextDue <= _time.GetUtcNow());
        }

        private async Task CheckAsync()
        {
            var jobs = (await _store.ListJobsAsync(new JobFilter(), null, 20_000, Cancellation)).Items
                .ToLookup(job => job.Spec.Schedule!);
            foreach (var stored in (await _store.ListSchedulesAsync(null, Schedules, Cancellation)).Items)
            {
                var id = stored.Schedule.Id;
                var ticks = (await _store.ListTicksAsync(id, null, 1000, Cancellation)).Items;
                Assert.Equal(
                    Enumerable.Range(1, _ticks).Select(i => _start + Every * i), ticks.Reverse().Select(tick => tick.At));
                Assert.All(ticks, tick => Assert.True(tick.FiredAt >= tick.At, $"{tick} is early"));
                var made = ticks.Where(tick => tick.Outcome != TickOutcome.Skipped).ToList();
                Assert.Equal(made.Select(tick => JobId.ForTick(id, tick.At)).Order(), jobs[id].Select(job => job.Id).Order());
                Assert.All(jobs[id], job => Assert.True(job.State.IsTerminal(), $"{job.Id} is {job.State}"));
                var counts = stored.Counts;
                Assert.Equal(
                    (made.Count, _ticks), (counts.Ran + counts.Buffered, counts.Ran + counts.Buffered + counts.Skipped));
                Assert.Equal(made.Count, counts.Succeeded + counts.Failed + counts.Cancelled);
                Check(ticks.Reverse().ToList(), jobs[id].ToDictionary(job => job.Id));
            }
        }

        /// <summary>What each policy must have made of each tick, from the lives of the jobs.</summary>
        private void Check(List<Tick> ticks, Dictionary<JobId, Job> jobs)
        {
            // Of each policy: whether it skips, buffers and ends; and that some of each happened.
            Assert.Equal(
                policy is OverlapPolicy.Skip or OverlapPolicy.BufferOne,
                ticks.Exists(tick => tick.Outcome == TickOutcome.Skipped));
            Assert.Equal(
                policy is OverlapPolicy.BufferOne or OverlapPolicy.BufferAll or OverlapPolicy.CancelRunning,
                ticks.Exists(tick => tick.Outcome == TickOutcome.Buffered));
            var ends = policy is OverlapPolicy.CancelRunning or OverlapPolicy.TerminateRunning;
            Assert.Equal(ends, jobs.Values.Any(job => job.State == JobState.Cancelled));
            Assert.All(jobs.Values, job => Assert.True(
                job.Attempt > 0 || job.State == JobState.Cancelled, $"{job.Id} ended {job.State} without an attempt"));
            var lives = new List<Job>();
            foreach (var tick in ticks)
            {
                // A job that ended at the very instant may have ended before or after the tick.
                var alive = lives.Count(job => job.FinishedAt > tick.FiredAt);
                var perhaps = lives.Count(job => job.FinishedAt >= tick.FiredAt);
                if (policy != OverlapPolicy.Allow && tick.Outcome == TickOutcome.Ran) Assert.Equal(0, alive);
                if (tick.Outcome != TickOutcome.Ran) Assert.True(perhaps > 0, $"{tick} although nothing lived");
                if (policy == OverlapPolicy.BufferOne && tick.Outcome == TickOutcome.Skipped)
                    Assert.True(perhaps > 1, $"{tick} although nothing was buffered");
                if (tick.Job is { } id) lives.Add(jobs[id]);
            }

            if (policy == OverlapPolicy.BufferAll)
                Assert.Equal(
                    lives.Select(job => job.Id),
                    lives.OrderBy(job => job.Attempts[0].StartedAt).ThenBy(job => job.Spec.Tick).Select(job => job.Id));
        }
    }
}
