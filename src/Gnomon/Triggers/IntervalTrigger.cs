namespace Gnomon.Triggers;

/// <summary>Ticks a fixed elapsed time apart: <see cref="Anchor"/> + k × <see cref="Every"/> for k = 0, 1, 2… Time
/// zones play no part in it.</summary>
/// <param name="Every">The time between ticks: 1 ms or more.</param>
/// <param name="Anchor">The first tick.</param>
/// <exception cref="ArgumentOutOfRangeException"><paramref name="Every"/> is shorter than 1 ms.</exception>
public sealed record IntervalTrigger(TimeSpan Every, DateTimeOffset Anchor) : Trigger
{
    /// <summary>The shortest time between ticks: 1 ms.</summary>
    public static readonly TimeSpan MinEvery = TimeSpan.FromMilliseconds(1);

    /// <summary>The time between ticks: 1 ms or more.</summary>
    public TimeSpan Every
    {
        get;
        init => field = Checked(value);
    }
    = Checked(Every);

    /// <inheritdoc/>
    public override string Text => $"{TriggerText.Every} {DurationText.Format(Every)}"
        + (Anchor == default ? "" : $" {TriggerText.From} {InstantText.Format(Anchor)}");

    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        if (after < Anchor) return Anchor.ToUniversalTime();
        var last = LastTicks(after);
        return Every.Ticks > DateTimeOffset.MaxValue.UtcTicks - last
            ? null
            : new DateTimeOffset(last + Every.Ticks, TimeSpan.Zero);
    }

    /// <inheritdoc/>
    public override DateTimeOffset? Last(DateTimeOffset atOrBefore) =>
        atOrBefore < Anchor ? null : new DateTimeOffset(LastTicks(atOrBefore), TimeSpan.Zero);

    private static TimeSpan Checked(TimeSpan every)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(every, MinEvery, nameof(Every));
        return every;
    }

    private long LastTicks(DateTimeOffset atOrBefore) =>
        atOrBefore.UtcTicks - (atOrBefore.UtcTicks - Anchor.UtcTicks) % Every.Ticks;
}
