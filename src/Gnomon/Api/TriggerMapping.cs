using Gnomon.Triggers;

namespace Gnomon.Api;

/// <summary>Time rules to and from the wire.</summary>
internal static class TriggerMapping
{
    /// <summary>Reads a time rule.</summary>
    /// <param name="document">The rule as it came.</param>
    /// <param name="anchor">What an interval without an anchor counts from.</param>
    /// <exception cref="ApiException">400; names the member at fault and what is allowed.</exception>
    public static Trigger ToTrigger(TriggerDocument? document, DateTimeOffset anchor)
    {
        const string Forms = "allowed is one of {cron, zone?}, {every, anchor?} and {at}";
        if (document is null) throw ApiProblems.Invalid("trigger", $"is missing; {Forms}");
        var rules = (document.Cron is null ? 0 : 1) + (document.Every is null ? 0 : 1) + (document.At is null ? 0 : 1);
        if (rules != 1)
            throw ApiProblems.Invalid("trigger", $"has {(rules == 0 ? "no rule" : $"{rules} rules")}; {Forms}");
        if (document is { Zone: not null, Cron: null })
            throw ApiProblems.Invalid("trigger.zone", "belongs to cron only");
        if (document is { Anchor: not null, Every: null })
            throw ApiProblems.Invalid("trigger.anchor", "belongs to every only");

        if (document.At is { } at) return new OnceTrigger(at);
        return document.Every is { } every
            ? ToInterval(every, document.Anchor ?? anchor)
            : new CronTrigger(ToCron(document.Cron!), ToZone(document.Zone));
    }

    public static TriggerDocument ToDocument(Trigger trigger) => trigger switch
    {
        OnceTrigger once => new TriggerDocument { At = once.At },
        IntervalTrigger interval => new TriggerDocument
        {
            Every = DurationText.Format(interval.Every), Anchor = interval.Anchor,
        },
        CronTrigger cron => new TriggerDocument { Cron = cron.Expression.Text, Zone = cron.Zone.Id },
        UnreadableTrigger unreadable => new TriggerDocument
        {
            Unreadable = $"'{unreadable.Source}': {unreadable.Problem}",
        },
        _ => new TriggerDocument { Unreadable = $"'{trigger.Text}': the API has no form for it" },
    };

    private static IntervalTrigger ToInterval(string text, DateTimeOffset anchor)
    {
        var every = DurationField.Parse("trigger.every", text);
        if (every <= TimeSpan.Zero) throw ApiProblems.Invalid("trigger.every", "must be longer than zero");
        return new IntervalTrigger(every, anchor);
    }

    private static CronExpression ToCron(string text)
    {
        try
        {
            return CronExpression.Parse(text);
        }
        catch (FormatException error)
        {
            throw ApiProblems.Invalid("trigger.cron", error.Message, error);
        }
    }

    private static TimeZoneInfo ToZone(string? id)
    {
        if (id is null) return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone)
            ? zone
            : throw ApiProblems.Invalid(
                "trigger.zone",
                $"'{id}' is not a time zone of this machine; allowed are IANA names such as Europe/Paris");
    }
}
