namespace Gnomon.Triggers;

/// <summary>One tick at one instant.</summary>
/// <param name="At">That instant.</param>
public sealed record OnceTrigger(DateTimeOffset At) : Trigger
{
    /// <inheritdoc/>
    public override string Text => $"{TriggerText.Once} {InstantText.Format(At)}";

    /// <inheritdoc/>
    public override DateTimeOffset? Next(DateTimeOffset after) => At > after ? At.ToUniversalTime() : null;

    /// <inheritdoc/>
    public override DateTimeOffset? Last(DateTimeOffset atOrBefore) =>
        At <= atOrBefore ? At.ToUniversalTime() : null;
}
