namespace Gnomon.Tests.Scheduling;

/// <summary>The clock of a node that shows another time than the store's.</summary>
internal sealed class SkewedTime(TimeProvider right) : TimeProvider
{
    /// <summary>How far it is ahead.</summary>
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + Ahead;

    public override long GetTimestamp() => right.GetTimestamp();

    public override long TimestampFrequency => right.TimestampFrequency;
}
