using System.Text;
using Gnomon.Api;
using Gnomon.Store;
using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Api;

public sealed class ScheduleMappingTests
{
    private static readonly DateTimeOffset Now = new(2026, 5, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Every_member_of_a_schedule_arrives()
    {
        var schedule = Map("""
            {"id":"s","trigger":{"every":"5s","anchor":"2026-01-01T00:00:00Z"},"start":"2026-05-01T00:00:00Z",
             "end":"2026-06-01T00:00:00Z","handler":"add","args":[1],"queue":"q","priority":1,"retry":{"delays":["1s"]},
             "timeout":"3s","tags":["t"],"overlap":"skip","catchUp":"all","catchUpWindow":"60s","jitter":"90s","maxRuns":3,"paused":true,
             "reason":"holidays","revision":9,"lastTick":null,"nextTick":"2026-05-01T00:00:00Z",
             "runs":8,"nextRunAt":"2026-05-01T00:00:00Z"}
            """);
        Assert.Equal(new IntervalTrigger(TimeSpan.FromSeconds(5), Now.AddMonths(-4).AddHours(-8)), schedule.Trigger);
        Assert.Equal((OverlapPolicy.Skip, CatchUp.All), (schedule.Overlap, schedule.CatchUp));
        Assert.Equal(TimeSpan.FromMinutes(1), schedule.CatchUpWindow);
        Assert.Equal((TimeSpan.FromSeconds(90), 3L), (schedule.Jitter, schedule.MaxRuns));
        Assert.Equal((true, "holidays"), (schedule.Paused, schedule.Reason));
        Assert.Equal(("add", "q", (byte)1), (schedule.Job.Handler, schedule.Job.Queue, schedule.Job.Priority));
        Assert.Equal(Now.AddHours(-8), schedule.Start);
    }

    [Fact]
    public void An_interval_without_anchor_counts_from_now() =>
        Assert.Equal(
            new IntervalTrigger(TimeSpan.FromSeconds(5), Now),
            Map("""{"handler":"a","trigger":{"every":"5s"}}""").Trigger);

    [Fact]
    public void Without_them_there_is_no_jitter_and_no_bound_of_runs()
    {
        var schedule = Map("""{"handler":"a","trigger":{"every":"5s"}}""");
        Assert.Equal((TimeSpan.Zero, (long?)null), (schedule.Jitter, schedule.MaxRuns));
        var document = ScheduleMapping.ToDocument(new StoredSchedule(schedule, 1, Now, Now));
        Assert.Equal((null, null, 0L), (document.Jitter, document.MaxRuns, document.Runs));
        Assert.Equal((Now, Now), (document.NextTick, document.NextRunAt));
    }

    [Fact]
    public void A_document_shows_the_jitter_the_runs_and_when_the_next_one_is()
    {
        var schedule = Map("""{"handler":"a","trigger":{"every":"60s"},"jitter":"30s","maxRuns":9}""");
        var document = ScheduleMapping.ToDocument(new StoredSchedule(schedule, 1, Now, Now) { Runs = 4 });
        Assert.Equal(("30s", 9L, 4L), (document.Jitter, document.MaxRuns, document.Runs));
        Assert.Equal((Now, schedule.RunAt(Now)), (document.NextTick, document.NextRunAt));
        Assert.Null(ScheduleMapping.ToDocument(new StoredSchedule(schedule, 1, Now, null)).NextRunAt);
    }

    [Fact]
    public void A_stored_rule_that_cannot_be_read_is_shown_with_its_text()
    {
        var document = TriggerMapping.ToDocument(new UnreadableTrigger("lunar 3", "unknown kind"));
        Assert.Equal("'lunar 3': unknown kind", document.Unreadable);
    }

    [Theory]
    [InlineData("""{"handler":"a"}""", "trigger", "{cron, dialect?, zone?, gap?, overlap?}")]
    [InlineData("""{"handler":"a","trigger":{}}""", "trigger", "has no rule")]
    [InlineData("""{"handler":"a","trigger":{"every":"5s","cron":"* * * * *"}}""", "trigger", "has 2 rules")]
    [InlineData("""{"handler":"a","trigger":{"every":"5s","zone":"UTC"}}""", "trigger.zone", "cron and rrule only")]
    [InlineData(
        """{"handler":"a","trigger":{"at":"2026-05-01T00:00:00Z","anchor":"2026-05-01T00:00:00Z"}}""",
        "trigger.anchor",
        "every only")]
    [InlineData("""{"handler":"a","trigger":{"every":"now and then"}}""", "trigger.every", "now and then")]
    [InlineData("""{"handler":"a","trigger":{"every":"0s"}}""", "trigger.every", "shorter than 1ms")]
    [InlineData("""{"handler":"a","trigger":{"cron":"* *"}}""", "trigger.cron", "fields")]
    [InlineData("""{"handler":"a","trigger":{"cron":"* * * * *","zone":"Mars/Base"}}""", "trigger.zone", "'Mars/Base'")]
    [InlineData("""{"trigger":{"every":"5s"}}""", "handler", "is missing")]
    [InlineData("""{"id":"other","handler":"a","trigger":{"every":"5s"}}""", "id", "is 'other'")]
    [InlineData("""{"handler":"a","trigger":{"every":"5s"},"overlap":"both"}""", "overlap", "bufferOne, bufferAll, cancelRunning")]
    [InlineData("""{"handler":"a","trigger":{"every":"5s"},"catchUp":"some"}""", "catchUp", "none, latest and all")]
    [InlineData(
        """{"handler":"a","trigger":{"every":"5s"},"start":"2026-06-01T00:00:00Z","end":"2026-05-01T00:00:00Z"}""",
        "end",
        "before start")]
    [InlineData("""{"handler":"a","trigger":{"every":"5s"},"jitter":"-5s"}""", "jitter", "'-5s' is not a duration")]
    [InlineData("""{"handler":"a","trigger":{"every":"5s"},"jitter":""}""", "jitter", "is empty")]
    [InlineData("""{"handler":"a","trigger":{"every":"5s"},"maxRuns":0}""", "maxRuns", "is 0; allowed are 1 and more")]
    [InlineData("""{"handler":"a","trigger":{"every":"5s"},"maxRuns":1.5}""", "maxRuns", "")]
    [InlineData("""{"handler":"a b","trigger":{"every":"5s"}}""", "handler", "letters")]
    public void A_faulty_member_is_named_with_what_is_allowed(string json, string field, string part)
    {
        var error = Assert.Throws<ApiException>(() => Map(json));
        Assert.Equal((400, field), (error.Status, error.Field));
        Assert.Contains(part, error.Detail, StringComparison.Ordinal);
    }

    private static Schedule Map(string json) => ScheduleMapping.ToSchedule(
        "s", ApiJson.Read(Encoding.UTF8.GetBytes(json), GnomonJson.Default.ScheduleDocument), Now);
}
