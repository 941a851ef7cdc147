using System.Text.Json;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

public sealed class ScheduleVerbTests(ServerProcess server) : IClassFixture<ServerProcess>
{
    [Fact]
    public async Task Put_stores_every_kind_of_rule()
    {
        var cron = await PutAsync(
            "cron", "--cron", "0 15 10 ? * 6L", "--dialect", "quartz", "--zone", "Eastern Standard Time", "--gap", "skip",
            "--clock-overlap", "second", "--overlap", "skip", "--exclude", "dates 2026-12-25", "--exclude",
            "cron: * * * * SAT in UTC", "--calendar", "de");
        var trigger = cron.GetProperty("trigger");
        Assert.Equal(
            ("America/New_York", "quartz", "skip", "second", "skip"),
            (Text(trigger, "zone"), Text(trigger, "dialect"), Text(trigger, "gap"), Text(trigger, "overlap"),
                Text(cron, "overlap")));
        var exclude = trigger.GetProperty("exclude");
        Assert.Equal(
            ["America/New_York", "UTC", "America/New_York"], exclude.EnumerateArray().Select(e => Text(e, "zone")));
        Assert.Equal("2026-10-03", exclude[2].GetProperty("dates")[0].GetString());

        var rule = (await PutAsync(
            "rule", "--rrule", "FREQ=DAILY;COUNT=3", "--from", "2099-01-30T17:00:00", "--zone", "Europe/Berlin"))
            .GetProperty("trigger");
        Assert.Equal(("FREQ=DAILY;COUNT=3", "2099-01-30T17:00:00"), (Text(rule, "rrule"), Text(rule, "from")));
        Assert.NotNull(Text((await PutAsync("after", "--after", "10m")).GetProperty("trigger"), "at"));
        var text = await PutAsync("text", "--trigger", "@every 1h or cron: 0 9 * * * in Asia/Tokyo");
        Assert.Equal(2, text.GetProperty("trigger").GetProperty("any").GetArrayLength());
    }

    [Fact]
    public async Task Next_shows_the_ticks_to_come_and_says_never_when_there_is_none()
    {
        await PutAsync(
            "few", "--rrule", "FREQ=DAILY;COUNT=2", "--from", "2099-03-07T02:30:00", "--zone", "America/New_York");
        var next = await server.CallAsync("schedule", "next", "few");
        Assert.Equal((0, ""), (next.ExitCode, next.Error));
        var lines = next.Output.Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Contains("2099-03-07T07:30:00Z", lines[1], StringComparison.Ordinal);
        Assert.Contains("2099-03-08T03:30:00-04:00", lines[2], StringComparison.Ordinal);
        var json = await server.CallAsync("schedule", "next", "few", "--count", "1", "--json");
        Assert.Equal("2099-03-07T02:30:00-05:00", Text(JsonElement.Parse(json.Output).GetProperty("items")[0], "local"));

        await server.CallAsync("schedule", "pause", "few");
        var paused = await server.CallAsync("schedule", "next", "few");
        Assert.Equal(0, paused.ExitCode);
        Assert.Contains("'few' is paused", paused.Error, StringComparison.Ordinal);

        await PutAsync("never", "--cron", "0 0 30 2 *");
        var never = await server.CallAsync("schedule", "next", "never", "--json");
        Assert.Equal((1, 0), (never.ExitCode, JsonElement.Parse(never.Output).GetProperty("items").GetArrayLength()));
        Assert.Contains("never: schedule 'never' has no tick to come", never.Error, StringComparison.Ordinal);
        Assert.Equal(4, (await server.CallAsync("schedule", "next", "nobody")).ExitCode);
    }

    [Fact]
    public async Task Runs_are_asked_for_and_explained()
    {
        await PutAsync("yearly", "--cron", "0 0 1 1 *", "--overlap", "bufferOne", "--pause-after-failures", "9");
        var filled = await server.CallAsync(
            "schedule", "backfill", "yearly", "--from", "2020-01-01T00:00:00Z", "--to", "2022-01-01T00:00:00Z", "--overlap",
            "allow");
        Assert.Equal((0, 3), (filled.ExitCode, filled.Output.Split('\n').Length));
        var told = await server.CallAsync("schedule", "explain", "yearly", "--at", "2021-01-01T00:00:00Z");
        Assert.Equal(0, told.ExitCode);
        Assert.Contains("ran", told.Output.Split('\n')[1], StringComparison.Ordinal);
        var run = await server.CallAsync("schedule", "trigger", "yearly", "--args", "[1]", "--overlap", "allow");
        Assert.Equal((0, 36), (run.ExitCode, run.Output.Length));
        Assert.Equal(2, (await server.CallAsync("schedule", "trigger", "yearly", "--args", "[")).ExitCode);
        Assert.Contains(
            "2 ran", (await server.CallAsync("schedule", "get", "yearly")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_and_list_show_the_rule_with_what_it_leaves_out()
    {
        await PutAsync("shown", "--trigger", "@every 1h or cron[vixie]: 0 9 * * * in Asia/Tokyo", "--calendar", "de");
        const string Rule = "every 1h or 0 9 * * * [vixie] (Asia/Tokyo) except calendar de";
        Assert.Contains(Rule, (await server.CallAsync("schedule", "get", "shown")).Output, StringComparison.Ordinal);
        Assert.Contains(Rule, (await server.CallAsync("schedule", "list")).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there are 2 time rules; give one of --cron EXPR", "--cron", "0 9 * * *", "--after", "5s")]
    [InlineData("--zone belongs to --cron and --rrule only", "--every", "5s", "--zone", "UTC")]
    [InlineData("--clock-overlap belongs to --cron and --rrule only", "--every", "5s", "--clock-overlap", "both")]
    [InlineData("--dialect belongs to --cron only", "--rrule", "FREQ=DAILY", "--dialect", "vixie")]
    [InlineData("--from belongs to --rrule only", "--every", "5s", "--from", "2026-01-30T17:00:00")]
    [InlineData("give it as --from", "--rrule", "FREQ=DAILY")]
    [InlineData("known are de", "--every", "5s", "--calendar", "fr")]
    [InlineData("trigger.exclude[0].text: ", "--every", "5s", "--exclude", "sometimes")]
    [InlineData("did you mean Europe/Berlin", "--cron", "0 9 * * *", "--zone", "Europe/Berln")]
    [InlineData("allowed are allow, skip", "--cron", "0 9 * * *", "--overlap", "both")]
    public async Task A_rule_that_cannot_be_is_told_in_one_line_with_exit_code_2(string told, params string[] args)
    {
        var run = await server.CallAsync(["schedule", "put", "bad", "add", .. args]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(told, run.OneLine());
    }

    private async Task<JsonElement> PutAsync(string id, params string[] args)
    {
        var run = await server.CallAsync(["schedule", "put", id, "add", .. args, "--json"]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonElement.Parse(run.Output);
    }

    private static string? Text(JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) ? value.GetString() : null;
}
