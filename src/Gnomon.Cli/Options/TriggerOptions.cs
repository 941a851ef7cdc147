using System.CommandLine;
using Gnomon.Api;

namespace Gnomon.Cli.Options;

/// <summary>The options that say when a schedule ticks.</summary>
internal sealed class TriggerOptions
{
    private const string Rules =
        "one of --cron EXPR, --every DURATION, --at TIME, --after DURATION, --rrule RULE and --trigger TEXT";

    private readonly Option<string?> _cron = OptionKinds.Text("--cron", "Ticks by a cron expression.", "expr");

    private readonly Option<string?> _dialect = ClockOptions.Dialect("How --cron is read; default: native.");

    private readonly Option<string?> _zone = ClockOptions.Zone("The time zone of --cron and --rrule");

    private readonly Option<string?> _gap = ClockOptions.Gap();

    // --overlap is what a tick does while an earlier job runs; this is about clocks.
    private readonly Option<string?> _clockOverlap = ClockOptions.Overlap(ClockOptions.OverlapName);

    private readonly Option<TimeSpan?> _every = OptionKinds.Duration("--every", "Ticks this far apart.");

    private readonly Option<DateTimeOffset?> _at = OptionKinds.Instant("--at", "Ticks once, at this time.");

    private readonly Option<TimeSpan?> _after = OptionKinds.Duration("--after", "Ticks once, this long from now.");

    private readonly Option<string?> _rule = OptionKinds.Text(
        "--rrule", "Ticks by a recurrence rule of RFC 5545, with --from.", "rule");

    private readonly Option<string?> _from = OptionKinds.Text(
        "--from", "The local time that --rrule counts from, such as 2026-01-30T17:00:00.", "local");

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
    [
        _cron, _dialect, _zone, _gap, _clockOverlap, _every, _at, _after, _rule, _from, _trigger, _exclude, _calendars,
    ];

    /// <summary>The time rule that was asked for.</summary>
    /// <exception cref="CommandFailedException">There is none, or several, or an option belongs to another rule.
    /// </exception>
    public TriggerDocument Read(ParseResult parsed)
    {
        Option[] rules = [_cron, _every, _at, _after, _rule, _trigger];
        var given = rules.Count(rule => parsed.GetResult(rule) is not null);
        if (given == 0) throw new CommandFailedException(ExitCodes.Usage, $"the time rule is missing; give {Rules}");
        if (given > 1)
            throw new CommandFailedException(ExitCodes.Usage, $"there are {given} time rules; give {Rules}");
        var (cron, rule) = (parsed.GetValue(_cron) is not null, parsed.GetValue(_rule) is not null);
        Belongs(parsed, cron, "--cron", _dialect);
        Belongs(parsed, rule, "--rrule", _from);
        Belongs(parsed, cron || rule, "--cron and --rrule", _zone, _gap, _clockOverlap);
        if (rule && parsed.GetValue(_from) is null)
            throw new CommandFailedException(
                ExitCodes.Usage, "--rrule counts from a local time; give it as --from 2026-01-30T17:00:00");
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
            Rrule = parsed.GetValue(_rule),
            From = parsed.GetValue(_from),
            Text = parsed.GetValue(_trigger),
            Exclude = Exclusions(parsed),
        };
    }

    private static void Belongs(ParseResult parsed, bool allowed, string owner, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
            if (!allowed && parsed.GetResult(option) is not null)
                throw new CommandFailedException(ExitCodes.Usage, $"{option.Name} belongs to {owner} only");
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
