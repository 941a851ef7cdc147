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

    /// <inheritdoc/>
    public sealed override string ToString() => Text;
}
