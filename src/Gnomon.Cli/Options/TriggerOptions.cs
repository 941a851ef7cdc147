using System.CommandLine;
using Gnomon.Api;

namespace Gnomon.Cli.Options;

/// <summary>The options that say when a schedule ticks.</summary>
internal sealed class TriggerOptions
{
    private const string Rules =
        "one of --cron EXPR, --every DURATION, --at TIME, --after DURATION and --trigger TEXT";

    private readonly Option<string?> _cron = OptionKinds.Text("--cron", "Ticks by a cron expression.", "expr");

    private readonly Option<string?> _dialect = ClockOptions.Dialect("How --cron is read; default: native.");

    private readonly Option<string?> _zone = ClockOptions.Zone("The time zone of --cron");

    private readonly Option<string?> _gap = ClockOptions.Gap();

    // --overlap is what a tick does while an earlier job runs; this is about clocks.
    private readonly Option<string?> _clockOverlap = ClockOptions.Overlap(ClockOptions.OverlapName);

    private readonly Option<TimeSpan?> _every = OptionKinds.Duration("--every", "Ticks this far apart.");

    private readonly Option<DateTimeOffset?> _at = OptionKinds.Instant("--at", "Ticks once, at this time.");

    private readonly Option<TimeSpan?> _after = OptionKinds.Duration("--after", "Ticks once, this long from now.");

    private readonly Option<string?> _trigger = OptionKinds.Text(
        "--trigger", "Ticks by a text such as 'cron: 0 9 * * * in Asia/Tokyo or @every 1h'.", "text");

    private readonly Option<string[]> _exclude = new("--exclude")
    {
        Description = "Not at these times: 'cron: EXPR' or 'dates DATE,DATE', each with 'in ZONE' if need be; may be "
            + "given several times.",
        HelpName = "text",
    };

    private readonly Option<string[]> _calendars = new("--calendar")
    {
        Description = "Not on the days of this calendar of the server; may be given several times.", HelpName = "name",
    };

    public IReadOnlyList<Option> All =>
        [_cron, _dialect, _zone, _gap, _clockOverlap, _every, _at, _after, _trigger, _exclude, _calendars];

    /// <summary>The time rule that was asked for.</summary>
    /// <exception cref="CommandFailedException">There is none, or several, or an option belongs to another rule.
    /// </exception>
    public TriggerDocument Read(ParseResult parsed)
    {
        Option[] rules = [_cron, _every, _at, _after, _trigger];
        var given = rules.Count(rule => parsed.GetResult(rule) is not null);
        if (given == 0) throw new CommandFailedException(ExitCodes.Usage, $"the time rule is missing; give {Rules}");
        if (given > 1)
            throw new CommandFailedException(ExitCodes.Usage, $"there are {given} time rules; give {Rules}");
        if (parsed.GetValue(_cron) is null)
            foreach (var option in (Option[])[_dialect, _zone, _gap, _clockOverlap])
                if (parsed.GetResult(option) is not null)
                    throw new CommandFailedException(ExitCodes.Usage, $"{option.Name} belongs to --cron only");
        return new TriggerDocument
        {
            Cron = parsed.GetValue(_cron),
            Dialect = parsed.GetValue(_dialect),
            Zone = parsed.GetValue(_zone),
            Gap = parsed.GetValue(_gap),
            Overlap = parsed.GetValue(_clockOverlap),
            Every = JobOptions.Format(parsed.GetValue(_every)),
            At = parsed.GetValue(_at),
            After = JobOptions.Format(parsed.GetValue(_after)),
            Text = parsed.GetValue(_trigger),
            Exclude = Exclusions(parsed),
        };
    }

    private List<ExclusionDocument>? Exclusions(ParseResult parsed)
    {
        List<ExclusionDocument> exclusions =
        [
            .. (parsed.GetValue(_exclude) ?? []).Select(text => new ExclusionDocument { Text = text }),
            .. (parsed.GetValue(_calendars) ?? []).Select(name => new ExclusionDocument { Calendar = name }),
        ];
        return exclusions.Count == 0 ? null : exclusions;
    }
}
