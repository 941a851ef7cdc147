namespace Gnomon.Triggers;

/// <summary>The time rule of a schedule: which instants are ticks. Pure arithmetic; it never reads a clock.</summary>
public abstract record Trigger
{
    private protected Trigger()
    {
    }

    /// <summary>The rule as text that <see cref="TriggerText.Parse"/> reads back into an equal trigger.</summary>
    public abstract string Text { get; }

    /// <summary>The first tick later than <paramref name="after"/>, or null when there is none.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>The last tick at or before <paramref name="atOrBefore"/>, or null when there is none.</summary>
    public abstract DateTimeOffset? Last(DateTimeOffset atOrBefore);

    /// <summary>The last tick earlier than <paramref name="before"/>, or null when there is none.</summary>
    public DateTimeOffset? Previous(DateTimeOffset before) =>
        before == DateTimeOffset.MinValue ? null : Last(before.ToUniversalTime().AddTicks(-1));

    /// <summary>The ticks at or after <paramref name="from"/> and before <paramref name="to"/>, the earliest first, found
    /// one by one as they are asked for.</summary>
    public IEnumerable<DateTimeOffset> Occurrences(DateTimeOffset from, DateTimeOffset to)
    {
        var tick = Last(from) == from ? from.ToUniversalTime() : Next(from);
        for (; tick is { } at && at < to; tick = Next(at)) yield return at;
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
