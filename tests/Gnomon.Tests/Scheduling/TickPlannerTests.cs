using Gnomon.Jobs;
using Gnomon.Scheduling;
using Gnomon.Store;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Scheduling;

public sealed class TickPlannerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_tick_on_time_runs_as_a_job_of_its_own_id()
    {
        var request = Plan(Noon - Minute, Noon + TimeSpan.FromSeconds(5))!;
        var tick = Assert.Single(request.Ticks);
        var job = Assert.Single(request.Jobs);
        Assert.Equal((Noon, TickOutcome.Ran, (JobId?)job.Id), (tick.At, tick.Outcome, tick.Job));
        Assert.Equal(JobId.ForTick("s", Noon), job.Id);
        Assert.Equal(("s", (DateTimeOffset?)Noon), (job.Spec.Schedule, job.Spec.Tick));
        Assert.Equal((Noon - Minute, Noon, 7L), (request.ExpectedMark, request.NewMark, request.ExpectedRevision));
    }

    [Fact]
    public void Nothing_is_planned_before_the_tick_while_paused_or_at_or_below_the_mark()
    {
        Assert.Null(Plan(Noon - Minute, Noon - TimeSpan.FromTicks(1)));
        Assert.Null(Plan(Noon - Minute, Noon, schedule => schedule with { Paused = true }));
        Assert.Null(Plan(Noon, Noon));
        Assert.Null(Plan(Noon, Noon - TimeSpan.FromDays(3)));
    }

    [Theory]
    [InlineData(CatchUp.None, 0)]
    [InlineData(CatchUp.Latest, 1)]
    [InlineData(CatchUp.All, 10)]
    public void Missed_ticks_run_as_the_policy_says_and_the_rest_is_one_recorded_range(CatchUp policy, int runs)
    {
        // Down for 30 minutes, with a window of 10 minutes, and looking half a minute after the last tick.
        var now = Noon + TimeSpan.FromSeconds(30);
        var mark = Noon - 30 * Minute;
        var request = Plan(
            mark, now, schedule => schedule with { CatchUp = policy, CatchUpWindow = 10 * Minute })!;
        var skip = Assert.Single(request.Ticks, tick => tick.Outcome == TickOutcome.Skipped);
        var ran = request.Ticks.Where(tick => tick.Outcome == TickOutcome.Ran).Select(tick => tick.At).ToList();
        Assert.Equal(runs, ran.Count);
        Assert.Equal(mark + Minute, skip.At);
        Assert.Equal(Noon - (runs * Minute), skip.Until);
        Assert.StartsWith("missed", skip.Reason, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, runs).Select(i => Noon - (runs - 1 - i) * Minute), ran);
        Assert.Equal(Noon, request.NewMark);
        Assert.Null(Plan(request.NewMark, now));
    }

    [Fact]
    public void The_latest_tick_does_not_run_when_it_is_older_than_the_window()
    {
        var request = Plan(
            Noon - 3 * Minute, Noon + TimeSpan.FromSeconds(40),
            schedule => schedule with { CatchUpWindow = TimeSpan.FromSeconds(20) })!;
        Assert.Empty(request.Jobs);
        var skip = Assert.Single(request.Ticks);
        Assert.Equal((Noon - 2 * Minute, (DateTimeOffset?)Noon), (skip.At, skip.Until));
    }

    [Fact]
    public void A_tick_on_time_is_the_latest_and_the_missed_ones_before_it_are_skipped()
    {
        var request = Plan(Noon - 5 * Minute, Noon + TimeSpan.FromSeconds(2))!;
        Assert.Equal(Noon, Assert.Single(request.Ticks, tick => tick.Outcome == TickOutcome.Ran).At);
        Assert.Equal(Noon - Minute, Assert.Single(request.Ticks, tick => tick.Outcome == TickOutcome.Skipped).Until);
    }

    [Theory]
    [InlineData(CatchUp.Latest, 1)]
    [InlineData(CatchUp.All, 30)]
    public void A_window_without_end_means_any_age(CatchUp policy, int runs)
    {
        var request = Plan(
            Noon - 30 * Minute, Noon + TimeSpan.FromSeconds(30),
            schedule => schedule with { CatchUp = policy, CatchUpWindow = TimeSpan.MaxValue })!;
        Assert.Equal(runs, request.Jobs.Count);
    }

    [Fact]
    public void While_a_job_lives_a_tick_is_skipped_where_overlap_is_not_allowed()
    {
        Func<Schedule, Schedule> skipping = schedule => schedule with
        {
            Overlap = OverlapPolicy.Skip, CatchUp = CatchUp.All,
        };
        var busy = Plan(Noon - Minute, Noon, skipping, liveJobs: 1)!;
        Assert.Empty(busy.Jobs);
        Assert.Equal(
            (Noon, (DateTimeOffset?)null, "overlap: the job of an earlier tick has not ended"),
            (busy.Ticks[0].At, busy.Ticks[0].Until, busy.Ticks[0].Reason));
        Assert.Equal(Noon, busy.NewMark);
        // Several ticks in one plan: the first one's job is alive for the others.
        var several = Plan(Noon - 3 * Minute, Noon, skipping)!;
        Assert.Equal(
            [TickOutcome.Ran, TickOutcome.Skipped, TickOutcome.Skipped], several.Ticks.Select(tick => tick.Outcome));
    }

    [Fact]
    public void One_plan_is_bounded_and_the_next_goes_on_where_it_ended()
    {
        Func<Schedule, Schedule> all = schedule => schedule with { CatchUp = CatchUp.All };
        var (mark, ran) = (Noon - 250 * Minute, new List<DateTimeOffset>());
        while (Plan(mark, Noon, all) is { } request)
        {
            Assert.InRange(request.Ticks.Count, 1, TickPlanner.MaxTicks);
            ran.AddRange(request.Ticks.Select(tick => tick.At));
            mark = request.NewMark;
        }

        Assert.Equal(Enumerable.Range(1, 250).Select(i => Noon - (250 - i) * Minute), ran);
    }

    [Theory]
    [InlineData(CatchUp.None)]
    [InlineData(CatchUp.Latest)]
    public void Ten_thousand_schedules_that_missed_a_week_are_planned_without_walking_it(CatchUp policy)
    {
        // 100 million ticks of one minute each: walking them would take minutes, not the blink that this takes.
        var now = Noon + TimeSpan.FromSeconds(30);
        var ticks = 0;
        for (var i = 0; i < 10_000; i++)
        {
            var request = Plan(now - TimeSpan.FromDays(7), now, schedule => schedule with { CatchUp = policy })!;
            ticks += request.Ticks.Count;
            Assert.Equal(Noon, request.NewMark);
        }

        Assert.Equal(policy == CatchUp.None ? 10_000 : 20_000, ticks);
    }

    [Fact]
    public void No_tick_falls_after_the_end_of_its_schedule()
    {
        var request = Plan(
            Noon - 5 * Minute, Noon,
            schedule => schedule with { End = Noon - 2 * Minute, CatchUp = CatchUp.All })!;
        Assert.Equal(Noon - 2 * Minute, request.NewMark);
        Assert.Equal(3, request.Jobs.Count);
    }

    [Fact]
    public void A_jittered_tick_is_planned_when_it_is_due_and_under_its_nominal_instant()
    {
        var due = Due(Noon);
        Assert.True(due > Noon, "the tick must wait for this to say anything");
        Assert.Null(Plan(Noon - Minute, due - TimeSpan.FromTicks(1), Jittered));
        var request = Plan(Noon - Minute, due, Jittered)!;
        var tick = Assert.Single(request.Ticks);
        Assert.Equal((Noon, due, TickOutcome.Ran), (tick.At, tick.FiredAt, tick.Outcome));
        Assert.Equal((JobId.ForTick("s", Noon), Noon), (request.Jobs[0].Id, request.Jobs[0].Spec.Tick));
        Assert.Equal(Noon, request.NewMark);
    }

    [Theory]
    [InlineData(CatchUp.None)]
    [InlineData(CatchUp.Latest)]
    [InlineData(CatchUp.All)]
    public void A_jittered_tick_is_on_time_by_the_instant_it_is_due_at(CatchUp policy)
    {
        // The nominal instant is longer ago than what counts as on time.
        Assert.True(Due(Noon) > Noon + TickPlanner.OnTime);
        Func<Schedule, Schedule> change = schedule => Jittered(schedule) with
        {
            CatchUp = policy, CatchUpWindow = TimeSpan.Zero,
        };
        Assert.Single(Plan(Noon - Minute, Due(Noon) + TickPlanner.OnTime, change)!.Jobs);
        // A node that begins to look at the due instant is not late for it.
        Assert.Single(Plan(Noon - Minute, Due(Noon), change, lookingSince: Due(Noon))!.Jobs);
        var late = Plan(Noon - Minute, Due(Noon) + TickPlanner.OnTime + TimeSpan.FromTicks(1), change)!;
        Assert.Equal(TickOutcome.Skipped, Assert.Single(late.Ticks).Outcome);
        Assert.Equal(Noon, late.NewMark);
    }

    [Fact]
    public void Catching_up_leaves_alone_a_tick_that_has_begun_and_is_not_due()
    {
        var now = Due(Noon) - TimeSpan.FromTicks(1);
        var latest = Plan(Noon - 10 * Minute, now, Jittered)!;
        Assert.Equal(Noon - Minute, latest.NewMark);
        Assert.Equal(
            [(Noon - 9 * Minute, TickOutcome.Skipped), (Noon - Minute, TickOutcome.Ran)],
            latest.Ticks.Select(tick => (tick.At, tick.Outcome)));
        Assert.Equal(Noon - 2 * Minute, latest.Ticks[0].Until);
        var all = Plan(Noon - 10 * Minute, now, schedule => Jittered(schedule) with { CatchUp = CatchUp.All })!;
        Assert.Equal(Enumerable.Range(1, 9).Select(i => Noon - (10 - i) * Minute), all.Ticks.Select(tick => tick.At));
        var none = Plan(Noon - 10 * Minute, now, schedule => Jittered(schedule) with { CatchUp = CatchUp.None })!;
        Assert.Equal(Noon - Minute, none.NewMark);
    }

    [Fact]
    public void Every_jittered_tick_is_decided_once_wherever_the_planner_looks()
    {
        // Looks come at uneven moments, some of them long apart.
        var (mark, now) = (Noon - Minute, Noon - Minute);
        var decided = new List<DateTimeOffset>();
        for (var i = 0; i < 400; i++)
        {
            now += TimeSpan.FromSeconds(i * 7919 % 97);
            while (Plan(mark, now, schedule => Jittered(schedule) with { CatchUp = CatchUp.All }) is { } request)
            {
                decided.AddRange(request.Ticks.Select(tick => tick.At));
                mark = request.NewMark;
            }

            Assert.True(Due(mark + Minute) > now, "a due tick is left undecided");
        }

        Assert.Equal(Enumerable.Range(0, decided.Count).Select(i => Noon + i * Minute), decided);
        Assert.True(decided.Count > 100);
    }

    [Theory]
    [InlineData(3, 0, 3)]
    [InlineData(3, 2, 1)]
    [InlineData(3, 3, 0)]
    [InlineData(3, 9, 0)]
    [InlineData(1000, 0, 30)]
    public void No_more_ticks_run_than_are_left(long most, long runs, int planned)
    {
        var request = Plan(
            Noon - 30 * Minute, Noon, schedule => schedule with { CatchUp = CatchUp.All, MaxRuns = most }, runs: runs);
        Assert.Equal(planned, request?.Jobs.Count ?? 0);
        Assert.Equal(planned > 0 ? Noon - (30 - planned) * Minute : null, request?.NewMark);
    }

    [Fact]
    public void Skipped_ticks_do_not_spend_a_run()
    {
        Func<Schedule, Schedule> change = schedule => schedule with { Overlap = OverlapPolicy.Skip, MaxRuns = 1 };
        var busy = Plan(Noon - Minute, Noon, change, liveJobs: 1)!;
        Assert.Equal(TickOutcome.Skipped, Assert.Single(busy.Ticks).Outcome);
        // After the last run nothing more is decided, not even a skip.
        var several = Plan(
            Noon - 3 * Minute, Noon, schedule => change(schedule) with { CatchUp = CatchUp.All })!;
        Assert.Equal((Noon - 2 * Minute, TickOutcome.Ran), (several.Ticks.Single().At, several.Ticks[0].Outcome));
    }

    [Fact]
    public void With_overlap_skip_a_tick_with_a_key_is_decided_alone_since_its_job_may_come_to_nothing()
    {
        Func<Schedule, Schedule> change = schedule => schedule with
        {
            CatchUp = CatchUp.All, Overlap = OverlapPolicy.Skip, Job = schedule.Job with { Key = "k" },
        };
        var request = Plan(Noon - 3 * Minute, Noon, change)!;
        Assert.Equal((1, Noon - 2 * Minute), (request.Ticks.Count, request.NewMark));
        var busy = Plan(Noon - 3 * Minute, Noon, change, liveJobs: 1)!;
        Assert.Equal((3, Noon), (busy.Ticks.Count(tick => tick.Outcome == TickOutcome.Skipped), busy.NewMark));
    }

    private static Schedule Jittered(Schedule schedule) => schedule with { Jitter = TimeSpan.FromSeconds(50) };

    private static DateTimeOffset Due(DateTimeOffset tick) => Jittered(Minutely).RunAt(tick);

    private static Schedule Minutely => new()
    {
        Id = "s", Trigger = When.Every(Minute), Job = new JobSpec { Handler = "h" },
    };

    private static FireRequest? Plan(
        DateTimeOffset mark, DateTimeOffset now, Func<Schedule, Schedule>? change = null, int liveJobs = 0,
        long runs = 0, DateTimeOffset? lookingSince = null)
    {
        var schedule = change?.Invoke(Minutely) ?? Minutely;
        var stored = new StoredSchedule(schedule, 7, mark, schedule.Next(mark)) { LiveJobs = liveJobs, Runs = runs };
        return TickPlanner.Plan(stored, now, lookingSince);
    }
}
