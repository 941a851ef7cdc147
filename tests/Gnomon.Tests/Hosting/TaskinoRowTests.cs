using System.Text.Json;
using Gnomon.Api;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Testing;
using Gnomon.Tests.Local;
using Gnomon.Triggers;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>What taskino can do, row by row of its description, done by a program in fake time.</summary>
public sealed class TaskinoRowTests
{
    private static readonly DateTimeOffset Start = RowBench.Start;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_T1_and_T_3c_7_once_at_an_instant_runs_there_once_also_when_nobody_lived_then()
    {
        var time = new FakeTime();
        await using var store = new LocalStore(new LocalStoreOptions(), time);
        var shared = await SharedStore.OfAsync(store);
        await using (var first = await RowBench.StartAsync(
            g => g.WrapStore(_ => shared.Parts)
                .AddSchedule("soon", When.At(Start.AddMinutes(10)), RowBench.Note, "soon")
                .AddSchedule("later", When.At(Start.AddHours(2)), RowBench.Note, "later")
                .AddSchedule("past", When.At(Start.AddMinutes(-10)), RowBench.Note, "past"),
            time))
        {
            await first.ForAsync(TimeSpan.FromHours(1));
            Assert.Equal([Start.AddMinutes(10)], first.Ticks("soon"));
            Assert.Equal(["soon"], first.Noted.Select(note => note.Text));
            Assert.Null((await first.GetAsync("past")).NextTick);
        }

        time.Advance(TimeSpan.FromHours(3));
        await using var second = await RowBench.StartAsync(g => g.WrapStore(_ => shared.Parts), time);
        await second.ForAsync(TimeSpan.FromHours(1));
        var late = Assert.Single(second.Noted);
        Assert.Equal(("later", Start.AddHours(2)), (late.Text, late.Job.Tick));
    }

    [Fact]
    public async Task Row_T2_once_after_a_delay_is_counted_from_the_request_for_schedules_and_jobs()
    {
        await using var bench = await RowBench.StartAsync(_ => { });
        bench.Time.Advance(TimeSpan.FromSeconds(3));
        await bench.PutAsync("s", """{"trigger":{"after":"10s"},"handler":"note","args":"schedule"}""");
        await bench.Api.SubmitAsync(
            [new JobDraftDocument { Handler = "note", Delay = "10s", Args = JsonElement.Parse("\"job\"") }], Cancellation);
        await bench.ForAsync(Minute);
        Assert.Equal([Start.AddSeconds(13)], bench.Ticks("schedule"));
        Assert.InRange(bench.Noted.Single(note => note.Text == "job").At, Start.AddSeconds(13), Start.AddSeconds(15));
        Assert.Equal(2, bench.Noted.Count);
    }

    [Fact]
    public async Task Row_T3_a_period_that_is_joined_late_goes_on_at_the_grid_of_its_start_until_its_end()
    {
        await using var bench = await RowBench.StartAsync(_ => { });
        bench.Time.Advance(TimeSpan.FromSeconds(3));
        const string Period = """
            {"trigger":{"every":"10s","anchor":"2026-01-01T00:00:00Z"},"handler":"note","args":"TEXT",
             "start":"2026-01-01T00:00:00Z","end":"2026-01-01T00:00:40Z"}
            """;
        var put = await bench.PutAsync("s", Period.Replace("TEXT", "s", StringComparison.Ordinal));
        Assert.Equal(TimeSpan.FromSeconds(7), put.NextTick!.Value - bench.Time.GetUtcNow());
        await bench.ForAsync(Minute);
        Assert.Equal([10, 20, 30, 40], bench.Ticks("s").Select(tick => (tick - Start).TotalSeconds));
        put = await bench.PutAsync("after", Period.Replace("TEXT", "after", StringComparison.Ordinal));
        Assert.Null(put.NextTick);
        await bench.ForAsync(Minute);
        Assert.Empty(bench.Ticks("after"));
    }

    [Fact]
    public async Task Row_T4_a_period_with_a_start_and_no_end_begins_there_and_has_no_last_tick()
    {
        await using var bench = await RowBench.StartAsync(_ => { });
        var put = await bench.PutAsync("s", """
            {"trigger":{"every":"20s","anchor":"2026-01-01T00:01:00Z"},"handler":"note","args":"s",
             "start":"2026-01-01T00:01:00Z"}
            """);
        Assert.Equal(Start + Minute, put.NextTick);
        await bench.ForAsync(TimeSpan.FromSeconds(101));
        Assert.Equal([60, 80, 100], bench.Ticks("s").Select(tick => (tick - Start).TotalSeconds));
        await bench.PutAsync("far", """
            {"trigger":{"every":"20s","anchor":"2026-01-01T00:01:00Z"},"handler":"note","start":"2999-12-31T23:59:55Z"}
            """);
        Assert.Equal(DateTimeOffset.Parse("3000-01-01T00:00:00Z"), (await bench.GetAsync("far")).NextTick);
    }

    [Fact]
    public async Task Row_T5_and_T_3c_3_processes_that_start_at_different_moments_share_one_phase_and_each_tick()
    {
        var time = new FakeTime();
        await using var store = new LocalStore(new LocalStoreOptions(), time);
        var shared = await SharedStore.OfAsync(store);
        Task<RowBench> JoinAsync() => RowBench.StartAsync(
            g => g.WrapStore(_ => shared.Parts).AddScheduleSet(
                "app", 1, set => set.Add("s", When.Every(Minute, Start.AddSeconds(5)), RowBench.Note, "s")),
            time);
        await using var first = await JoinAsync();
        await first.ForAsync(TimeSpan.FromSeconds(25));
        await using var second = await JoinAsync();
        await second.ForAsync(TimeSpan.FromMinutes(4));
        Assert.Equal([5, 65, 125, 185, 245], first.Ticks("s").Concat(second.Ticks("s")).Order()
            .Select(tick => (tick - Start).TotalSeconds));
    }

    [Fact]
    public async Task Row_T6_and_T_3c_1_cron_runs_at_its_minutes_of_its_days_and_at_no_others()
    {
        await using var bench = await RowBench.StartAsync(
            g => g.AddSchedule("s", When.Cron("30 2 * * 1-5"), RowBench.Note, "s"));
        await bench.ForAsync(TimeSpan.FromHours(100));
        Assert.Equal(
            ["Thu 01 02:30:00", "Fri 02 02:30:00", "Mon 05 02:30:00"],
            bench.Ticks("s").Select(tick => tick.ToString("ddd dd HH:mm:ss")));
    }

    [Theory]
    [InlineData("*/15 * * * *", 1, "01 00:15", "01 00:30", "01 00:45", "01 01:00")]
    [InlineData("30 */6 * * *", 24, "01 00:30", "01 06:30", "01 12:30", "01 18:30")]
    [InlineData("30 12 */2 * *", 96, "01 12:30", "03 12:30")]
    public async Task Row_T7_and_T8_and_T9_every_so_many_minutes_hours_and_days_are_steps_of_cron(
        string cron, int hours, params string[] expected)
    {
        await using var bench = await RowBench.StartAsync(
            g => g.AddSchedule("s", When.Cron(cron), RowBench.Note, "s"));
        await bench.ForAsync(TimeSpan.FromHours(hours));
        Assert.Equal(expected, bench.Ticks("s").Select(tick => tick.ToString("dd HH:mm")));
    }

    [Fact]
    public async Task Row_T10_a_tick_runs_on_one_node_or_on_every_node()
    {
        await using var bench = await RowBench.StartAsync(
            _ => { }, [.. "abc".Select(name => new WorkerOptions { Node = $"{name}" })]);
        await bench.PutAsync("one", """{"trigger":{"every":"1m"},"handler":"note","args":"one"}""");
        await bench.PutAsync(
            "all", """{"trigger":{"every":"1m"},"handler":"note","args":"all","target":"broadcast"}""");
        await bench.ForAsync(TimeSpan.FromSeconds(90));
        Assert.Single(bench.Ticks("one"));
        Assert.Equal(["a", "b", "c"], bench.Noted.Where(note => note.Text == "all").Select(note => note.Pinned).Order());
        Assert.Equal(1, (await bench.GetAsync("all")).Counts!.Succeeded);
    }

    [Fact]
    public async Task Row_T13_a_task_is_triggered_by_name_runs_at_once_and_its_schedule_stays_as_it_is()
    {
        await using var bench = await RowBench.StartAsync(
            g => g.AddSchedule("yearly", When.Cron("0 0 1 7 *"), RowBench.Note, "as declared"));
        var before = await bench.GetAsync("yearly");
        await bench.Api.TriggerScheduleAsync("yearly", null, Cancellation);
        await bench.Api.TriggerScheduleAsync(
            "yearly", new TriggerRequestDocument { Args = JsonElement.Parse("\"other\"") }, Cancellation);
        await bench.UntilIdleAsync();
        Assert.Equal(["as declared", "other"], bench.Noted.Select(note => note.Text).Order());
        Assert.All(bench.Noted, note => Assert.InRange(note.At - Start, TimeSpan.Zero, TimeSpan.FromSeconds(2)));
        var after = await bench.GetAsync("yearly");
        Assert.Equal((before.NextTick, before.Revision, null), (after.NextTick, after.Revision, after.LastTick));
        Assert.Equal(404, (await Assert.ThrowsAsync<ApiException>(
            () => bench.Api.TriggerScheduleAsync("nobody", null, Cancellation))).Status);
    }

    [Fact]
    public async Task Row_T14_the_last_run_of_each_schedule_is_told_and_none_is_no_error()
    {
        await using var bench = await RowBench.StartAsync(g => g
            .AddHandler<int>("fail", (_, _) => throw new InvalidOperationException("broken"))
            .AddSchedule("bad", When.Every(Minute, Start), "fail", 1)
            .AddSchedule("good", When.Every(Minute, Start), RowBench.Note, "good")
            .AddSchedule("never", When.Cron("0 0 1 7 *"), RowBench.Note, "never"));
        await bench.ForAsync(TimeSpan.FromSeconds(70));
        var all = (await bench.Api.ListSchedulesAsync(null, null, Cancellation)).Items;
        Assert.Equal(["bad", "good", "never"], all.Select(schedule => schedule.Id));
        Assert.Equal(["dead", "succeeded", null], all.Select(schedule => schedule.LastRun?.State));
        Assert.Equal([Start + Minute, Start + Minute, null], all.Select(schedule => schedule.LastTick));
        Assert.InRange(all[1].LastRun!.FinishedAt!.Value, Start + Minute, Start.AddSeconds(62));
    }

    [Fact]
    public async Task Row_T16_the_same_program_runs_in_memory_and_with_a_journal_which_remembers()
    {
        using var folder = new TemporaryFolder();
        var time = new FakeTime();
        foreach (var (url, runs) in new[]
        {
            ("local:", 1L), ("local:", 1L), ($"local:{folder["store"]}", 1L), ($"local:{folder["store"]}", 2L),
        })
        {
            await using var bench = await RowBench.StartAsync(
                g => g.UseStore(url).AddSchedule("s", When.Every(Minute, Start), RowBench.Note, "s"), time);
            await bench.ForAsync(Minute);
            Assert.Single(bench.Ticks("s"));
            Assert.Equal(runs, (await bench.GetAsync("s")).Runs);
        }
    }

    [Fact]
    public async Task Row_T_3c_5_a_set_with_a_bad_trigger_leaves_the_former_set_and_its_version_in_force()
    {
        await using var bench = await RowBench.StartAsync(_ => { });
        Task PutAsync(int version, string cron) => bench.Api.PutScheduleSetAsync(
            "app",
            new ScheduleSetDocument
            {
                Version = version,
                Schedules =
                [
                    new ScheduleDocument
                    {
                        Id = "s", Trigger = new TriggerDocument { Cron = cron }, Handler = RowBench.Note,
                        Args = JsonElement.Parse("\"s\""),
                    },
                ],
            },
            false, Cancellation);
        await PutAsync(1, "* * * * *");
        var refused = await Assert.ThrowsAsync<ApiException>(() => PutAsync(2, "99 * * * *"));
        Assert.Contains("trigger.cron", refused.Field, StringComparison.Ordinal);
        await bench.ForAsync(Minute);
        Assert.Equal(1, (await bench.Api.GetScheduleSetAsync("app", Cancellation)).Version);
        Assert.Equal([Start + Minute], bench.Ticks("s"));
        await PutAsync(2, "*/5 * * * *");
        await bench.ForAsync(TimeSpan.FromMinutes(9));
        Assert.Equal([1, 5, 10], bench.Ticks("s").Select(tick => (tick - Start).TotalMinutes));
    }

    [Theory]
    [InlineData("@once 2026-01-01T00:00:10Z", 10)]
    [InlineData("@every 20s from 2026-01-01T00:00:10Z", 10, 30, 50)]
    [InlineData("cron: 30 * * * * *", 30)]
    public async Task Row_T19_a_trigger_is_read_from_its_text_and_stored_as_it(string text, params int[] seconds)
    {
        await using var bench = await RowBench.StartAsync(_ => { });
        await bench.PutAsync("s", """{"trigger":{"text":"TEXT"},"handler":"note","args":"s"}"""
            .Replace("TEXT", text, StringComparison.Ordinal));
        Assert.Equal(text, (await bench.Parts.Query.GetScheduleAsync("s", Cancellation))!.Schedule.Trigger.Text);
        await bench.ForAsync(TimeSpan.FromSeconds(59));
        Assert.Equal(seconds, bench.Ticks("s").Select(tick => (int)(tick - Start).TotalSeconds));
    }

    [Fact]
    public async Task Row_T20_a_schedule_that_is_put_again_is_the_same_unless_its_trigger_differs_by_a_millisecond()
    {
        await using var bench = await RowBench.StartAsync(_ => { });
        const string Same = """{"trigger":{"every":"10s","anchor":"2026-01-01T00:00:00Z"},"handler":"note","args":"s"}""";
        Assert.Equal(1, (await bench.PutAsync("s", Same)).Revision);
        Assert.Equal(1, (await bench.PutAsync("s", Same.Replace("Z", "+00:00", StringComparison.Ordinal))).Revision);
        Assert.Equal(2, (await bench.PutAsync("s", Same.Replace("Z", ".001Z", StringComparison.Ordinal))).Revision);
        await bench.ForAsync(TimeSpan.FromSeconds(15));
        Assert.Equal([Start.AddMilliseconds(1), Start.AddMilliseconds(10_001)], bench.Ticks("s"));
    }
}
