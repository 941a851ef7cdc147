namespace Gnomon.Triggers;

/// <summary>Takes away the times that a cron expression names: each instant whose local time matches, on every pass of
/// a repeated one, and each tick that the expression would make itself, so that an expression takes away all of its
/// own. An expression without seconds names whole minutes: <c>* 22-23 * * *</c> takes away two hours.</summary>
/// <param name="Cron">The expression, its zone, and what it does where clocks change.</param>
public sealed record CronExclusion(CronTrigger Cron) : Exclusion
{
    /// <summary>The expression, its zone, and what it does where clocks change.</summary>
    public CronTrigger Cron
    {
        get;
        init => field = value ?? throw new ArgumentNullException(nameof(Cron));
    }
    = Cron ?? throw new ArgumentNullException(nameof(Cron));

    /// <inheritdoc/>
    public override string Text => Cron.Text;

    /// <inheritdoc/>
    internal override bool Covers(DateTimeOffset instant, out InstantRun run) => Cron.Covers(instant, out run);
}
