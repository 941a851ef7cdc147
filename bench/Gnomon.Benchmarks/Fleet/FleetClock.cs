namespace Gnomon.Benchmarks.Fleet;

/// <summary>A node's clock that shows another time than everybody's. Elapsed time is right, as on a machine whose clock was
/// set wrong.</summary>
internal sealed class FleetClock(TimeSpan ahead) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;
}
