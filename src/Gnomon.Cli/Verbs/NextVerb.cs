using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;
using Gnomon.Triggers;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon next</c>: tells when a time rule ticks. It needs neither server nor store.</summary>
internal sealed class NextVerb
{
    private const int DefaultCount = 10;
    private const int MaxCount = 10_000;

    private static readonly string[] TextHeads = ["@once ", "@every ", "cron:", "cron[", "rrule:"];

    // Leaves the sign of an offset as it is: the JSON is never embedded in HTML.
    private static readonly CliJson Json = new(new JsonSerializerOptions(CliJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    private readonly CliContext _context;

    private readonly Argument<string> _expression = new("EXPR")
    {
        Description = "A cron expression in quotes, or a text such as '@every 90s' or 'cron[quartz]: … in ZONE'.",
    };

    private readonly Option<string?> _dialect = ClockOptions.Dialect("How a cron expression is read; default: native.");

    private readonly Option<string?> _zone = ClockOptions.Zone("The time zone of a cron expression");

    private readonly Option<string?> _gap = ClockOptions.Gap();

    private readonly Option<string?> _overlap = ClockOptions.Overlap("--overlap");

    private readonly Option<DateTimeOffset?> _from = OptionKinds.Instant(
        "--from", "Ticks after this time; default: now.");

    private readonly Option<DateTimeOffset?> _to = OptionKinds.Instant("--to", "Not beyond this time.");

    private readonly Option<int?> _count = OptionKinds.Number(
        "--count", $"At most so many; default: {DefaultCount}, with --to {MaxCount}.", 1, MaxCount);

    private readonly Option<bool> _previous = new("--previous")
    {
        Description = "Walk back: ticks before --from, the latest first.",
    };

    private readonly Option<string?> _seed = OptionKinds.Text(
        "--seed", "The schedule's id, by which H in a cron expression picks its values.", "id");

    private readonly Option<bool> _describe = new("--describe") { Description = "First a line that tells it in English." };

    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document and nothing else." };

    private NextVerb(CliContext context) => _context = context;

    public static Command Create(CliContext context)
    {
        var verb = new NextVerb(context);
        verb._overlap.Aliases.Add(ClockOptions.OverlapName);
        var command = new Command("next", "Tells when a time rule ticks, one time a line.")
        {
            verb._expression, verb._dialect, verb._zone, verb._gap, verb._overlap, verb._from, verb._to, verb._count,
            verb._previous, verb._seed, verb._describe, verb._json,
        };
        command.SetAction((parsed, stop) => Task.FromResult(verb.Run(parsed, stop)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken stop)
    {
        var expression = parsed.GetRequiredValue(_expression);
        var isText = TextHeads.Any(head => expression.StartsWith(head, StringComparison.Ordinal));
        try
        {
            return Show(parsed, isText ? ReadText(parsed, expression) : ReadCron(parsed, expression), stop);
        }
        catch (CronFormatException fault)
        {
            var seed = fault.Offending.StartsWith('H') && parsed.GetValue(_seed) is null ? "; give it with --seed" : "";
            _context.Terminal.Complain(fault.Message + seed);

            // The column in a text counts from where its expression begins, which the error does not say.
            if (!isText) _context.Terminal.Point(expression, fault.Position, fault.Offending.Length);
            return ExitCodes.Usage;
        }
        catch (FormatException error)
        {
            _context.Terminal.Complain(error.Message);
            return ExitCodes.Usage;
        }
    }

    private Trigger ReadText(ParseResult parsed, string text)
    {
        foreach (var option in (Option[])[_dialect, _zone, _gap, _overlap])
            if (parsed.GetResult(option) is not null)
                throw new FormatException(
                    $"{option.Name} belongs to a plain cron expression; a text says it itself: "
                    + "'cron[vixie]: EXPR in ZONE gap=skip overlap=both'");
        return TriggerText.Parse(text, parsed.GetValue(_seed));
    }

    private CronTrigger ReadCron(ParseResult parsed, string expression)
    {
        var dialect = Word<CronDialect>(parsed.GetValue(_dialect)) ?? CronDialect.Native;
        var cron = CronExpression.Parse(expression, dialect, parsed.GetValue(_seed));
        return new CronTrigger(cron, Zone(parsed.GetValue(_zone)))
        {
            Gap = Word<ClockGap>(parsed.GetValue(_gap)), Overlap = Word<ClockOverlap>(parsed.GetValue(_overlap)),
        };
    }

    private static TimeZoneInfo Zone(string? id)
    {
        try
        {
            return id is null ? TimeZoneInfo.Utc : TimeZones.Find(WindowsZones.ToIana(id));
        }
        catch (UnknownZoneException error)
        {
            throw new FormatException($"--zone: {error.Message}", error);
        }
    }

    private int Show(ParseResult parsed, Trigger trigger, CancellationToken stop)
    {
        var (ticks, description) = (Ticks(parsed, trigger, stop), TriggerWords.Describe(trigger));
        if (parsed.GetValue(_json))
        {
            var document = new NextDocument(description, ZoneOf(trigger), [.. ticks]);
            _context.Terminal.Write(JsonSerializer.Serialize(document, Json.NextDocument));
            return document.Items.Count > 0 ? ExitCodes.Done : Never(parsed);
        }

        if (parsed.GetValue(_describe)) _context.Terminal.Write(description);
        var any = false;
        foreach (var tick in ticks)
        {
            _context.Terminal.Write(tick);
            any = true;
        }

        return any ? ExitCodes.Done : Never(parsed);
    }

    private IEnumerable<string> Ticks(ParseResult parsed, Trigger trigger, CancellationToken stop)
    {
        var (from, to, back) = Range(parsed);
        var given = parsed.GetValue(_count);
        var count = given ?? (to is null ? DefaultCount : MaxCount);
        for (DateTimeOffset? tick = from; count >= 0; count--)
        {
            stop.ThrowIfCancellationRequested();
            tick = back ? trigger.Previous(tick.Value) : trigger.Next(tick.Value);
            if (tick is not { } found || (back ? found < to : found > to)) yield break;
            if (count > 0) yield return TriggerWords.Local(trigger, found);
            else if (given is null && to is not null)
                _context.Terminal.Note($"there are more than {MaxCount}; go on with --from and the last of them");
        }
    }

    private (DateTimeOffset From, DateTimeOffset? To, bool Back) Range(ParseResult parsed)
    {
        var (from, to) = (parsed.GetValue(_from) ?? _context.Time.GetUtcNow(), parsed.GetValue(_to));
        var back = parsed.GetValue(_previous);
        if (back ? to > from : to < from)
            throw new FormatException(
                back ? "--to must not be later than --from with --previous" : "--to must not be earlier than --from");
        return (from, to, back);
    }

    private int Never(ParseResult parsed)
    {
        var (from, to, back) = Range(parsed);
        var range = to is null ? "" : $" {(back ? "down" : "up")} to {PlainText.Instant(to)}";
        _context.Terminal.Complain(
            $"never: there is no tick {(back ? "before" : "after")} {PlainText.Instant(from)}{range}");
        return ExitCodes.NoTick;
    }

    private static string? ZoneOf(Trigger trigger) => trigger switch
    {
        CronTrigger cron => cron.Zone.Id,
        RecurrenceTrigger rule => rule.Zone.Id,
        CompositeTrigger composite => composite.AnyOf.Select(ZoneOf).Distinct().ToList() is [var single] ? single : null,
        _ => TimeZoneInfo.Utc.Id,
    };

    private static T? Word<T>(string? word)
        where T : struct, Enum =>
        word is null ? null : Enum.Parse<T>(word, ignoreCase: true);
}
