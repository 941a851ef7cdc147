using Gnomon.Store;
using Xunit;

namespace Gnomon.Tests.Store;

public sealed class WakeHintTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Without_instant_and_wait_it_means_now() =>
        Assert.Null(new WakeHint(WakeTopic.Jobs, null, []).LookAt(Now, TimeSpan.Zero));

    [Theory]
    [InlineData(0)]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void An_instant_is_one_of_the_stores_clock(int ahead)
    {
        var store = Now.AddSeconds(ahead);
        var hint = new WakeHint(WakeTopic.Jobs, store.AddSeconds(5), []);
        Assert.Equal(Now.AddSeconds(5), hint.LookAt(Now, TimeSpan.FromSeconds(ahead)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3600)]
    [InlineData(-3600)]
    public void A_wait_counts_whatever_the_clocks_show(int ahead)
    {
        var hint = new WakeHint(WakeTopic.Jobs, null, []) { Wait = TimeSpan.FromSeconds(7) };
        Assert.Equal(Now.AddSeconds(7), hint.LookAt(Now, TimeSpan.FromSeconds(ahead)));
    }

    [Fact]
    public void Of_both_the_earlier_counts()
    {
        var hint = new WakeHint(WakeTopic.Jobs, Now.AddSeconds(5), []) { Wait = TimeSpan.FromSeconds(7) };
        Assert.Equal(Now.AddSeconds(5), hint.LookAt(Now, TimeSpan.Zero));
        Assert.Equal(Now.AddSeconds(3), (hint with { Wait = TimeSpan.FromSeconds(3) }).LookAt(Now, TimeSpan.Zero));
    }

    [Fact]
    public void What_has_passed_means_now_and_the_longest_wait_has_an_end()
    {
        Assert.Null(new WakeHint(WakeTopic.Jobs, Now.AddSeconds(-1), []).LookAt(Now, TimeSpan.Zero));
        var hint = new WakeHint(WakeTopic.Jobs, DateTimeOffset.MaxValue, []);
        Assert.Equal(DateTimeOffset.MaxValue, hint.LookAt(Now, TimeSpan.FromHours(-1)));
    }
}
