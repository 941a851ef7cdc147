using System.Text;
using Gnomon.Api;
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
             "timeout":"3s","tags":["t"],"overlap":"skip","catchUp":"all","catchUpWindow":"60s","paused":true,
             "reason":"holidays","revision":9,"lastTick":null,"nextTick":"2026-05-01T00:00:00Z"}
            """);
        Assert.Equal(new IntervalTrigger(TimeSpan.FromSeconds(5), Now.AddMonths(-4).AddHours(-8)), schedule.Trigger);
        Assert.Equal((OverlapPolicy.Skip, CatchUp.All), (schedule.Overlap, schedule.CatchUp));
        Assert.Equal(TimeSpan.FromMinutes(1), schedule.CatchUpWindow);
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
    public void A_stored_rule_that_cannot_be_read_is_shown_with_its_text()
    {
        var document = TriggerMapping.ToDocument(new UnreadableTrigger("lunar 3", "unknown kind"));
        Assert.Equal("'lunar 3': unknown kind", document.Unreadable);
    }

    [Theory]
    [InlineData("""{"handler":"a"}""", "trigger", "{cron, dialect?, zone?, gap?, overlap?}")]
    [InlineData("""{"handler":"a","trigger":{}}""", "trigger", "has no rule")]
    [InlineData("""{"handler":"a","trigger":{"every":"5s","cron":"* * * * *"}}""", "trigger", "has 2 rules")]
    [InlineData("""{"handler":"a","trigger":{"every":"5s","zone":"UTC"}}""", "trigger.zone", "cron only")]
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
    [InlineData("""{"handler":"a","trigger":{"every":"5s"},"overlap":"both"}""", "overlap", "allow and skip")]
    [InlineData("""{"handler":"a","trigger":{"every":"5s"},"catchUp":"some"}""", "catchUp", "none, latest and all")]
    [InlineData(
        """{"handler":"a","trigger":{"every":"5s"},"start":"2026-06-01T00:00:00Z","end":"2026-05-01T00:00:00Z"}""",
        "end",
        "before start")]
    public void A_faulty_member_is_named_with_what_is_allowed(string json, string field, string part)
    {
        var error = Assert.Throws<ApiException>(() => Map(json));
        Assert.Equal((400, field), (error.Status, error.Field));
        Assert.Contains(part, error.Detail, StringComparison.Ordinal);
    }

    private static Schedule Map(string json) => ScheduleMapping.ToSchedule(
        "s", ApiJson.Read(Encoding.UTF8.GetBytes(json), GnomonJson.Default.ScheduleDocument), Now);
}
