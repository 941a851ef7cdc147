namespace Gnomon.Triggers;

/// <summary>A stored trigger that this process cannot read: its time zone is unknown here, or a newer version wrote
/// it. It never ticks, keeps its text, and says why.</summary>
/// <param name="Source">The stored text.</param>
/// <param name="Problem">Why it cannot be read.</param>
public sealed record UnreadableTrigger(string Source, string Problem) : Trigger
{
    /// <inheritdoc/>
    public override string Text => Source;

    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after) => null;

    /// <inheritdoc/>
    public override DateTimeOffset? Last(DateTimeOffset atOrBefore) => null;
}
