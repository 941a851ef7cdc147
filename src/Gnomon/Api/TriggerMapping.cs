using System.Globalization;
using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Time rules to and from the wire.</summary>
internal static class TriggerMapping
{
    private const string Root = "trigger";
    private const string Single = "{cron, dialect?, zone?, gap?, overlap?}, {every, anchor?}, {at}, {after}, "
        + "{rrule, from, zone?, gap?, overlap?}";
    private const string PartForms = $"allowed is one of {Single} and {{text}}";
    private const string Forms = $"allowed is one of {Single}, {{any}} and {{text}}, each with exclude if wanted";

    /// <summary>The shortest wait of <c>after</c>: the tick has to lie after the moment at which the schedule is stored.
    /// </summary>
    private static readonly TimeSpan MinAfter = TimeSpan.FromSeconds(1);

    /// <summary>Reads a time rule.</summary>
    /// <param name="document">The rule as it came.</param>
    /// <param name="context">What it is read with.</param>
    /// <exception cref="ApiException">400; names the member at fault and what is allowed.</exception>
    public static Trigger ToTrigger(TriggerDocument? document, TriggerContext context)
    {
        if (document is null) throw ApiProblems.Invalid(Root, $"is missing; {Forms}");
        CheckMembers(Root, document, Forms);
        var trigger = document.Any is { } any ? ToAny(any, context) : ToSingle(Root, document, context);
        trigger = Without(trigger, document.Exclude ?? [], context);
        return trigger.Text is { Length: > TriggerLimits.MaxTextLength and var length }
            ? throw ApiProblems.Invalid(
                Root,
                $"is {length:N0} characters long as a text; at most {TriggerLimits.MaxTextLength:N0} are allowed")
            : trigger;
    }

    public static TriggerDocument ToDocument(Trigger trigger) => trigger switch
    {
        OnceTrigger once => new TriggerDocument { At = once.At },
        IntervalTrigger interval => new TriggerDocument
        {
            Every = DurationText.Format(interval.Every), Anchor = interval.Anchor,
        },
        CronTrigger cron => new TriggerDocument
        {
            Cron = cron.Expression.Text,
            Dialect = ClockWords.Of(cron.Expression.Dialect),
            Zone = cron.Zone.Id,
            Gap = cron.Gap is { } gap ? ClockWords.Of(gap) : null,
            Overlap = cron.Overlap is { } overlap ? ClockWords.Of(overlap) : null,
            Description = cron.Expression.Description,
        },
        RecurrenceTrigger rule => new TriggerDocument
        {
            Rrule = rule.Rule.Text,
            From = rule.Start.ToString(TriggerText.LocalFormat, CultureInfo.InvariantCulture),
            Zone = rule.Zone.Id,
            Gap = rule.Gap is { } gap ? ClockWords.Of(gap) : null,
            Overlap = rule.Overlap is { } overlap ? ClockWords.Of(overlap) : null,
            Description = rule.Rule.Description,
        },
        CompositeTrigger composite => ToDocument(composite),
        UnreadableTrigger unreadable => new TriggerDocument
        {
            Unreadable = $"'{unreadable.Source}': {unreadable.Problem}",
        },
        _ => new TriggerDocument { Unreadable = $"'{trigger.Text}': the API has no form for it" },
    };

    private static TriggerDocument ToDocument(CompositeTrigger composite)
    {
        var document = composite.AnyOf is [var single]
            ? ToDocument(single)
            : new TriggerDocument { Any = [.. composite.AnyOf.Select(ToDocument)] };
        return composite.Except.IsEmpty
            ? document
            : document with { Exclude = [.. composite.Except.Select(ExclusionMapping.ToDocument)] };
    }

    private static void CheckMembers(string path, TriggerDocument document, string forms)
    {
        (string Name, object? Rule)[] all =
        [
            ("cron", document.Cron), ("every", document.Every), ("at", document.At), ("after", document.After),
            ("rrule", document.Rrule), ("any", document.Any), ("text", document.Text),
        ];
        var given = all.Where(rule => rule.Rule is not null).Select(rule => rule.Name).ToList();
        if (given.Count != 1)
            throw ApiProblems.Invalid(
                path,
                (given.Count == 0 ? "has no rule" : $"has {given.Count} rules, {string.Join(", ", given)}")
                + $"; {forms}");
        const string Zoned = "cron and rrule";
        var zoned = document.Cron is not null || document.Rrule is not null;
        ClockFields.Belongs($"{path}.dialect", document.Dialect, document.Cron is not null, "cron");
        ClockFields.Belongs($"{path}.from", document.From, document.Rrule is not null, "rrule");
        ClockFields.Belongs($"{path}.zone", document.Zone, zoned, Zoned);
        ClockFields.Belongs($"{path}.gap", document.Gap, zoned, Zoned);
        ClockFields.Belongs($"{path}.overlap", document.Overlap, zoned, Zoned);
        ClockFields.Belongs($"{path}.anchor", document.Anchor, document.Every is not null, "every");
    }

    private static Trigger ToAny(IReadOnlyList<TriggerDocument> documents, TriggerContext context)
    {
        const string Any = $"{Root}.any";
        if (documents.Count is 0 or > TriggerLimits.MaxParts)
            throw ApiProblems.Invalid(
                Any, $"has {documents.Count} rules; 1 to {TriggerLimits.MaxParts} are allowed");
        var triggers = new Trigger[documents.Count];
        for (var i = 0; i < triggers.Length; i++) triggers[i] = ToPart($"{Any}[{i}]", documents[i], context);
        return When.Any(triggers);
    }

    private static Trigger ToPart(string path, TriggerDocument? document, TriggerContext context)
    {
        if (document is null) throw ApiProblems.Invalid(path, $"is null; {PartForms}");
        if (document.Any is not null)
            throw ApiProblems.Invalid($"{path}.any", "must not stand in another any; list its rules there");
        if (document.Exclude is not null)
            throw ApiProblems.Invalid($"{path}.exclude", "must stand beside any; it is for all of its rules");
        CheckMembers(path, document, PartForms);
        return ToSingle(path, document, context) is var trigger and not CompositeTrigger
            ? trigger
            : throw ApiProblems.Invalid(
                $"{path}.text", "has 'or' or 'except'; in any, each rule stands alone, and exclude beside any");
    }

    private static Trigger ToSingle(string path, TriggerDocument document, TriggerContext context)
    {
        if (document.Text is { } text)
            return ClockFields.Read($"{path}.text", () => TriggerText.Parse(text, context.Schedule));
        if (document.At is { } at) return new OnceTrigger(at);
        if (document.After is { } after) return ToAfter($"{path}.after", after, context.Now);
        if (document.Every is { } every) return ToInterval($"{path}.every", every, document.Anchor, context);
        var zone = ClockFields.ToZone(path, document.Zone, TimeZoneInfo.Utc);
        var (gap, overlap) = (
            ClockFields.ToGap(path, document.Gap), ClockFields.ToOverlap(path, document.Overlap));
        return document.Rrule is { } rule
            ? ToRule(path, rule, document.From, zone) with { Gap = gap, Overlap = overlap }
            : ClockFields.ToCron(path, context.Schedule, document.Cron!, document.Dialect, zone) with
            {
                Gap = gap, Overlap = overlap,
            };
    }

    private static RecurrenceTrigger ToRule(string path, string text, string? from, TimeZoneInfo zone)
    {
        const string Allowed = "a local time without an offset, such as 2026-01-30T17:00:00";
        var rule = ClockFields.Read($"{path}.rrule", () => RecurrenceRule.Parse(text));
        if (from is null)
            throw ApiProblems.Invalid($"{path}.from", $"is missing; give the start of the rule, {Allowed}");
        return DateTime.TryParseExact(
            from, TriggerText.LocalFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var start)
            ? new RecurrenceTrigger(rule, start, zone)
            : throw ApiProblems.Invalid($"{path}.from", $"is '{from}'; allowed is {Allowed}");
    }

    private static OnceTrigger ToAfter(string field, string text, DateTimeOffset now)
    {
        var after = DurationField.Parse(field, text);
        if (after < MinAfter)
            throw ApiProblems.Invalid(field, $"is shorter than {DurationText.Format(MinAfter)}, the least");
        return after <= DateTimeOffset.MaxValue - now
            ? new OnceTrigger(now + after)
            : throw ApiProblems.Invalid(field, "ends after the year 9999");
    }

    private static IntervalTrigger ToInterval(
        string field, string text, DateTimeOffset? anchor, TriggerContext context)
    {
        var every = DurationField.Parse(field, text);
        if (every < IntervalTrigger.MinEvery)
            throw ApiProblems.Invalid(
                field, $"is shorter than {DurationText.Format(IntervalTrigger.MinEvery)}, the least");
        if (anchor is not null) return new IntervalTrigger(every, anchor.Value);

        // Putting the same document again must not shift the ticks of an interval that names no anchor.
        return Parts(context.Before).OfType<IntervalTrigger>().FirstOrDefault(interval => interval.Every == every)
            ?? new IntervalTrigger(every, context.Now);
    }

    private static IEnumerable<Trigger> Parts(Trigger? trigger) => trigger switch
    {
        null => [],
        CompositeTrigger composite => composite.AnyOf,
        _ => [trigger],
    };

    private static Trigger Without(
        Trigger trigger, IReadOnlyList<ExclusionDocument> documents, TriggerContext context)
    {
        const string Exclude = $"{Root}.exclude";
        var present = trigger is CompositeTrigger composite ? composite.Except.Length : 0;
        if (present + documents.Count > TriggerLimits.MaxParts)
            throw ApiProblems.Invalid(
                Exclude,
                $"makes {present + documents.Count} exclusions; at most {TriggerLimits.MaxParts} are allowed");
        var zone = trigger switch
        {
            CronTrigger cron => cron.Zone,
            RecurrenceTrigger rule => rule.Zone,
            _ => TimeZoneInfo.Utc,
        };
        var exclusions = new Exclusion[documents.Count];
        for (var i = 0; i < exclusions.Length; i++)
            exclusions[i] = ExclusionMapping.ToExclusion($"{Exclude}[{i}]", documents[i], zone, context);
        return trigger.Except(exclusions);
    }
}
