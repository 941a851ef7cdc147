using Gnomon.Workers;

namespace Gnomon.Testing;

/// <summary>The clock of a node that shows another time than everybody's, by <see cref="FakeTime.Shifted"/>.</summary>
internal sealed class ShiftedTime(FakeTime right, TimeSpan ahead) : TimeProvider, IWorkGauge
{
    private readonly IWorkGauge _gauge = right;

    public override long TimestampFrequency => right.TimestampFrequency;

    public override TimeZoneInfo LocalTimeZone => right.LocalTimeZone;

    public override DateTimeOffset GetUtcNow() => right.GetUtcNow() + ahead;

    public override long GetTimestamp() => right.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        right.CreateTimer(callback, state, dueTime, period);

    public void Begin() => _gauge.Begin();

    public void End() => _gauge.End();

    public IDisposable BeginHandler() => _gauge.BeginHandler();

    public IDisposable HoldHandler() => _gauge.HoldHandler();
}
