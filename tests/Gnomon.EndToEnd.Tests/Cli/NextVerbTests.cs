using System.Text.Json;
using Gnomon.Cli;
using Gnomon.Cli.Output;
using Xunit;

namespace Gnomon.EndToEnd.Tests.Cli;

/// <summary>The verb is run in this process: it needs neither server nor store.</summary>
public sealed class NextVerbTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 7, 12, 0, 30, TimeSpan.Zero);

    [Theory]
    [InlineData( // Left out by the clocks: at the first instant after the gap.
        "2026-03-07T02:30:00-05:00 2026-03-08T03:00:00-04:00 2026-03-09T02:30:00-04:00",
        "30 2 * * *", "--zone", "America/New_York", "--from", "2026-03-07T00:00:00Z", "--count", "3")]
    [InlineData(
        "2026-03-08T03:30:00-04:00 2026-03-09T02:30:00-04:00",
        "30 2 * * *", "--zone", "America/New_York", "--from", "2026-03-08T00:00:00Z", "--count", "2", "--gap", "shift")]
    [InlineData(
        "2026-03-09T02:30:00-04:00",
        "30 2 * * *", "--zone", "America/New_York", "--from", "2026-03-08T00:00:00Z", "--count", "1", "--gap", "skip")]
    [InlineData( // Shown twice by the clocks: on the first pass only.
        "2026-11-01T01:30:00-04:00 2026-11-02T01:30:00-05:00",
        "30 1 * * *", "--zone", "America/New_York", "--from", "2026-11-01T00:00:00Z", "--count", "2")]
    [InlineData(
        "2026-11-01T01:30:00-04:00 2026-11-01T01:30:00-05:00",
        "30 1 * * *", "--zone", "Eastern Standard Time", "--from", "2026-11-01T00:00:00Z", "--count", "2",
        "--overlap", "both")]
    [InlineData(
        "2026-11-01T01:30:00-05:00",
        "30 1 * * *", "--zone", "America/New_York", "--from", "2026-11-01T00:00:00Z", "--count", "1",
        "--clock-overlap", "second")]
    [InlineData( // Walked back over the gap.
        "2026-03-09T02:30:00-04:00 2026-03-08T03:00:00-04:00 2026-03-07T02:30:00-05:00",
        "30 2 * * *", "--zone", "America/New_York", "--from", "2026-03-10T00:00:00Z", "--previous", "--to",
        "2026-03-07T00:00:00Z")]
    [InlineData(
        "2026-11-22T02:30:00+01:00",
        "30 2 * * SUN", "--zone", "Europe/Berlin", "--from", "2026-11-21T00:00:00Z", "--count", "1")]
    [InlineData("2026-03-08T09:00:00+00:00 2026-03-15T09:00:00+00:00", "0 0 9 ? * 1", "--dialect", "quartz", "--count", "2")]
    [InlineData("2026-03-07T12:01:30+00:00 2026-03-07T12:03:00+00:00", "@every 90s", "--count", "2")]
    [InlineData("2026-03-07T12:01:00+00:00", "@every_minute", "--count", "1")]
    [InlineData(
        "2026-12-24T09:00:00+09:00 2026-12-24T01:00:00+00:00 2026-12-26T09:00:00+09:00",
        "cron[vixie]: 0 9 * * * in Asia/Tokyo or @once 2026-12-24T01:00:00Z except dates 2026-12-25 in Asia/Tokyo",
        "--from", "2026-12-23T12:00:00Z", "--count", "3")]
    [InlineData(
        "2026-03-27T17:00:00+01:00 2026-04-24T17:00:00+02:00",
        "rrule: FREQ=MONTHLY;BYDAY=-1FR from 2026-01-30T17:00:00 in Europe/Berlin", "--count", "2")]
    [InlineData(
        "2026-03-07T13:00:00+00:00 2026-03-07T14:00:00+00:00", "@hourly", "--to", "2026-03-07T14:00:00Z")]
    [InlineData(
        "2026-03-07T12:00:00+00:00 2026-03-07T11:00:00+00:00", "@hourly", "--to", "2026-03-07T11:00:00Z", "--previous")]
    public void Ticks_are_printed_one_a_line_with_the_offset_of_the_zone(string expected, params string[] args)
    {
        var (code, output, error) = Run(args);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(expected.Split(' '), output.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Ten_are_printed_when_nobody_says_how_many() =>
        Assert.Equal(10, Run("@hourly").Output.Count(c => c == '\n'));

    [Fact]
    public void A_range_that_holds_too_many_is_cut_with_a_note()
    {
        var (code, output, error) = Run("@every_second", "--to", "2026-03-08T12:00:00Z");
        Assert.Equal((0, 10_000), (code, output.Count(c => c == '\n')));
        Assert.Contains("more than 10000", error);
    }

    [Fact]
    public void Json_is_one_document_with_description_zone_and_items()
    {
        var (code, output, error) = Run("30 2 * * *", "--zone", "Europe/Berlin", "--count", "1", "--json");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("+01:00", output);
        using var document = JsonDocument.Parse(output);
        Assert.Equal(["description", "zone", "items"], document.RootElement.EnumerateObject().Select(m => m.Name));
        Assert.Equal("Europe/Berlin", document.RootElement.GetProperty("zone").GetString());
        Assert.Equal("At 02:30 (Europe/Berlin)", document.RootElement.GetProperty("description").GetString());
        Assert.Equal("2026-03-08T02:30:00+01:00", document.RootElement.GetProperty("items")[0].GetString());
        using var several = JsonDocument.Parse(
            Run("cron: 0 9 * * * or cron: 0 9 * * * in Asia/Tokyo", "--json").Output);
        Assert.Equal(JsonValueKind.Null, several.RootElement.GetProperty("zone").ValueKind);
    }

    [Fact]
    public void Describe_puts_a_line_of_English_first() =>
        Assert.Equal(
            "Every 1h; or At 02:30 (Asia/Tokyo); except the days of calendar de",
            Run("@every 1h or cron: 30 2 * * * in Asia/Tokyo except calendar de 2026-12-25", "--describe")
                .Output.Split(Environment.NewLine)[0]);

    [Fact]
    public void H_needs_the_id_of_a_schedule()
    {
        var (code, _, error) = Run("H 2 * * *");
        Assert.Equal(2, code);
        Assert.Contains("give it with --seed", error);
        Assert.Equal(0, Run("H 2 * * *", "--seed", "nightly").Code);
        Assert.Equal(Run("H 2 * * *", "--seed", "a"), Run("cron: H 2 * * *", "--seed", "a"));
    }

    [Theory]
    [InlineData("no tick after 2026-03-07T12:00:30Z", "0 0 30 2 *")]
    [InlineData("no tick before 2026-01-01T00:00:00Z", "0 0 30 2 *", "--previous", "--from", "2026-01-01T00:00:00Z")]
    [InlineData("up to 2026-03-07T12:30:00Z", "@hourly", "--to", "2026-03-07T12:30:00Z")]
    [InlineData("no tick after", "@once 2020-01-01T00:00:00Z", "--json")]
    public void A_rule_that_never_ticks_then_is_exit_code_1(string told, params string[] args)
    {
        var (code, output, error) = Run(args);
        Assert.Equal(1, code);
        Assert.Equal(args.Contains("--json"), output.Contains("\"items\":[]"));
        Assert.StartsWith("gnomon: never: ", error);
        Assert.Contains(told, error);
    }

    [Fact]
    public void A_fault_in_an_expression_is_pointed_at()
    {
        var (code, output, error) = Run("0 25 * * *");
        Assert.Equal((2, ""), (code, output));
        Assert.Equal(
            ["gnomon: cron hour, column 3: '25' is out of range; allowed: 0 to 23", "  0 25 * * *", "    ^^"],
            error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData("EXPR is missing")]
    [InlineData("'2' is one argument too many", "0", "2", "*", "*", "*")]
    [InlineData("--zone belongs to a plain cron expression", "@every 5s", "--zone", "UTC")]
    [InlineData("--dialect belongs to a plain cron expression", "cron: 0 2 * * *", "--dialect", "vixie")]
    [InlineData("--gap belongs to a plain cron expression", "cron: 0 2 * * *", "--gap", "skip")]
    [InlineData("--overlap belongs to a plain cron expression", "cron: 0 2 * * *", "--overlap", "both")]
    [InlineData("allowed are native, vixie, quartz", "0 2 * * *", "--dialect", "unix")]
    [InlineData("allowed are after, shift, skip", "0 2 * * *", "--gap", "before")]
    [InlineData("allowed are first, second, both", "0 2 * * *", "--overlap", "none")]
    [InlineData("--zone: 'Europe/Berln' is not a time zone", "0 2 * * *", "--zone", "Europe/Berln")]
    [InlineData("did you mean Europe/Berlin", "0 2 * * *", "--zone", "Europe/Berln")]
    [InlineData("--to must not be earlier", "0 2 * * *", "--to", "2020-01-01T00:00:00Z")]
    [InlineData("--to must not be later", "0 2 * * *", "--to", "2030-01-01T00:00:00Z", "--previous")]
    [InlineData("whole numbers from 1 to 10000", "0 2 * * *", "--count", "0")]
    [InlineData("such as 2026-05-01T08:30:00Z", "0 2 * * *", "--from", "2026-05-01T08:30:00")]
    [InlineData("'25' is out of range", "cron: 0 25 * * *")]
    [InlineData("is not a duration", "@every often")]
    [InlineData("'NOW'", "rrule: FREQ=NOW from 2026-01-30T17:00:00")]
    public void Bad_usage_is_told_in_one_line_with_exit_code_2(string told, params string[] args)
    {
        var (code, output, error) = Run(args);
        Assert.Equal((2, ""), (code, output));
        Assert.Contains(told, error);
        Assert.Equal(1, error.Count(c => c == '\n'));
    }

    private static (int Code, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var context = new CliContext(new Terminal(output, error), new StillTime(Now), null);
        var code = new Gnomon.Cli.CommandLine(context).RunAsync(["next", .. args], TestContext.Current.CancellationToken);
        Assert.True(code.IsCompletedSuccessfully);
        return (code.Result, output.ToString(), error.ToString());
    }

    private sealed class StillTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
