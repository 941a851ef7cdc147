using Gnomon.Triggers;
using Xunit;

namespace Gnomon.Tests.Triggers;

public sealed class OnceTriggerTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 18, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void It_ticks_at_its_instant_and_never_again()
    {
        var trigger = new OnceTrigger(At);
        Assert.Equal(At, trigger.Next(At.AddTicks(-1)));
        Assert.Null(trigger.Next(At));
        Assert.Equal(At, trigger.Last(At));
        Assert.Null(trigger.Last(At.AddTicks(-1)));
        Assert.Equal(TimeSpan.Zero, trigger.Last(At)!.Value.Offset);
    }
}
