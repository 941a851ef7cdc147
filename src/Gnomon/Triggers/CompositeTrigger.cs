using System.Collections.Immutable;

namespace Gnomon.Triggers;

/// <summary>Ticks when any of several triggers does, once where two of them meet, and not at times that are excluded.
/// </summary>
public sealed record CompositeTrigger : Trigger
{
    /// <summary>Makes a trigger of triggers.</summary>
    /// <param name="anyOf">What it ticks with: one trigger to 32, and at least two when nothing is excluded.</param>
    /// <param name="except">What it leaves out: 32 exclusions at most.</param>
    /// <exception cref="ArgumentException">There are too few or too many of either, or a trigger is itself composite.
    /// </exception>
    public CompositeTrigger(IEnumerable<Trigger> anyOf, IEnumerable<Exclusion> except)
    {
        ArgumentNullException.ThrowIfNull(anyOf);
        ArgumentNullException.ThrowIfNull(except);
        AnyOf = [.. anyOf];
        Except = [.. except];
        if (AnyOf.Length is 0 or > TriggerLimits.MaxParts)
            throw new ArgumentException(
                $"There are {AnyOf.Length} triggers; 1 to {TriggerLimits.MaxParts} are allowed.", nameof(anyOf));
        if (Except.Length > TriggerLimits.MaxParts)
            throw new ArgumentException(
                $"There are {Except.Length} exclusions; at most {TriggerLimits.MaxParts} are allowed.", nameof(except));
        if (AnyOf.Length == 1 && Except.IsEmpty)
            throw new ArgumentException("One trigger without exclusions is that trigger alone.", nameof(anyOf));
        if (AnyOf.Any(trigger => trigger is CompositeTrigger or UnreadableTrigger))
            throw new ArgumentException("A trigger in it must be a single one that can be read.", nameof(anyOf));
    }

    /// <summary>What it ticks with.</summary>
    public ImmutableArray<Trigger> AnyOf { get; }

    /// <summary>What it leaves out.</summary>
    public ImmutableArray<Exclusion> Except { get; }

    /// <inheritdoc/>
    public override string Text => string.Join($" {TriggerText.Or} ", AnyOf.Select(trigger => trigger.Text))
        + string.Concat(Except.Select(exclusion => $" {TriggerText.Except} {exclusion.Text}"));

    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        for (var step = 0; step < TriggerLimits.MaxExcludedSteps; step++)
        {
            DateTimeOffset? first = null;
            foreach (var trigger in AnyOf)
                if (trigger.Next(after) is { } next && !(first <= next))
                    first = next;
            if (first is not { } tick || !IsExcluded(tick, out var run)) return first;
            if (run.Until > DateTimeOffset.MaxValue.UtcTicks) return null;
            after = new DateTimeOffset(run.Until - 1, TimeSpan.Zero);
        }

        return null;
    }

    /// <inheritdoc/>
    public override DateTimeOffset? Last(DateTimeOffset atOrBefore)
    {
        for (var step = 0; step < TriggerLimits.MaxExcludedSteps; step++)
        {
            DateTimeOffset? latest = null;
            foreach (var trigger in AnyOf)
                if (trigger.Last(atOrBefore) is { } last && !(latest >= last))
                    latest = last;
            if (latest is not { } tick || !IsExcluded(tick, out var run)) return latest;
            if (run.From <= 0) return null;
            atOrBefore = new DateTimeOffset(run.From - 1, TimeSpan.Zero);
        }

        return null;
    }

    /// <summary>Whether the texts are the same.</summary>
    public bool Equals(CompositeTrigger? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    private bool IsExcluded(DateTimeOffset tick, out InstantRun run)
    {
        foreach (var exclusion in Except)
            if (exclusion.Covers(tick, out run))
                return true;
        run = default;
        return false;
    }
}
