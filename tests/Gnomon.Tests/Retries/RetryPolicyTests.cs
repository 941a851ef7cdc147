using Gnomon.Jobs;
using Gnomon.Retries;
using Xunit;

namespace Gnomon.Tests.Retries;

public sealed class RetryPolicyTests
{
    [Fact]
    public void A_list_of_three_waits_gives_four_attempts_with_these_waits()
    {
        var policy = RetryPolicy.After(Seconds(5), Seconds(8), Seconds(9));
        Assert.Equal(4, policy.MaxAttempts);
        Assert.Equal([5, 8, 9], Waits(policy));
    }

    [Fact]
    public void No_waits_mean_one_attempt()
    {
        Assert.Equal(RetryPolicy.None, RetryPolicy.After());
        Assert.Equal(1, RetryPolicy.None.MaxAttempts);
        Assert.Empty(Waits(RetryPolicy.None));
        Assert.Null(RetryPolicy.None.WaitAfter(1, 0, 0));
    }

    [Theory]
    [InlineData(Backoff.Fixed, new double[] { 3, 3, 3, 3, 3, 3 })]
    [InlineData(Backoff.Fibonacci, new double[] { 3, 3, 6, 9, 15, 24 })]
    [InlineData(Backoff.Exponential, new double[] { 3, 6, 12, 24, 48, 96 })]
    public void Waits_grow_as_their_rule_says(Backoff backoff, double[] seconds) =>
        Assert.Equal(seconds, Waits(RetryPolicy.Growing(backoff, 7, Seconds(3))));

    [Theory]
    [InlineData(Backoff.Fixed, new double[] { 3, 3, 3, 3, 3 })]
    [InlineData(Backoff.Fibonacci, new double[] { 3, 3, 6, 9, 10 })]
    [InlineData(Backoff.Exponential, new double[] { 3, 6, 10, 10, 10 })]
    public void No_wait_is_longer_than_the_cap(Backoff backoff, double[] seconds) =>
        Assert.Equal(seconds, Waits(RetryPolicy.Growing(backoff, 6, Seconds(3), Seconds(10))));

    [Fact]
    public void Jitter_takes_off_at_most_its_share_and_never_adds()
    {
        var policy = RetryPolicy.Growing(Backoff.Exponential, 5, Seconds(10), Seconds(15), 0.4);
        Assert.Equal(Seconds(10), policy.WaitAfter(1, 1, 0));
        Assert.Equal(Seconds(8), policy.WaitAfter(1, 1, 0.5));
        Assert.Equal(Seconds(12), policy.WaitAfter(3, 3, 0.5));
        var random = new Random(5);
        for (var i = 0; i < 1_000; i++)
            Assert.InRange(policy.WaitAfter(2, 2, random.NextDouble())!.Value, Seconds(9), Seconds(15));
        var all = RetryPolicy.Growing(Backoff.Fixed, 5, TimeSpan.MaxValue, jitter: 1);
        Assert.InRange(all.WaitAfter(1, 1, Math.BitDecrement(1.0))!.Value, TimeSpan.Zero, Seconds(1));
    }

    [Fact]
    public void Lost_attempts_use_up_attempts_but_not_waits()
    {
        var policy = RetryPolicy.After(Seconds(5), Seconds(8), Seconds(9));
        Assert.Equal(Seconds(5), policy.WaitAfter(1, 3, 0));
        Assert.Null(policy.WaitAfter(1, 4, 0));
    }

    [Theory]
    [InlineData(Backoff.Fibonacci)]
    [InlineData(Backoff.Exponential)]
    public void Huge_exponents_reach_the_longest_wait_and_do_not_overflow(Backoff backoff)
    {
        var policy = RetryPolicy.Growing(backoff, RetryPolicy.MaxMaxAttempts, Seconds(1));
        var before = TimeSpan.Zero;
        for (var failures = 1; failures < RetryPolicy.MaxMaxAttempts; failures++)
        {
            var wait = policy.WaitAfter(failures, failures, 0)!.Value;
            Assert.InRange(wait, before, JobLimits.MaxDuration);
            before = wait;
        }

        Assert.Equal(JobLimits.MaxDuration, before);
        Assert.Null(policy.WaitAfter(RetryPolicy.MaxMaxAttempts, RetryPolicy.MaxMaxAttempts, 0));
        var zero = RetryPolicy.Growing(backoff, RetryPolicy.MaxMaxAttempts, TimeSpan.Zero);
        Assert.Equal(TimeSpan.Zero, zero.WaitAfter(999, 999, 0));
    }

    public static TheoryData<RetryPolicy, string> Refused => new()
    {
        { RetryPolicy.Growing(Backoff.Fixed, 0, Seconds(1)), "retry.attempts" },
        { RetryPolicy.Growing(Backoff.Fixed, 1001, Seconds(1)), "retry.attempts" },
        { RetryPolicy.After([.. Enumerable.Repeat(Seconds(1), 1000)]), "retry.attempts" },
        { RetryPolicy.After(Seconds(1), Seconds(-1)), "retry.delays[1]" },
        { RetryPolicy.After(TimeSpan.MaxValue), "retry.delays[0]" },
        { RetryPolicy.Growing(Backoff.Fixed, 2, Seconds(-1)), "retry.first" },
        { RetryPolicy.Growing(Backoff.Fixed, 2, TimeSpan.MaxValue), "retry.first" },
        { RetryPolicy.Growing(Backoff.Fixed, 2, Seconds(1), Seconds(-1)), "retry.cap" },
        { RetryPolicy.Growing(Backoff.Fixed, 2, Seconds(1), jitter: -0.01), "retry.jitter" },
        { RetryPolicy.Growing(Backoff.Fixed, 2, Seconds(1), jitter: 1.01), "retry.jitter" },
        { RetryPolicy.Growing(Backoff.Fixed, 2, Seconds(1), jitter: double.NaN), "retry.jitter" },
        { RetryPolicy.Growing((Backoff)9, 2, Seconds(1)), "retry.backoff" },
    };

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void A_policy_out_of_range_is_refused_by_the_member_at_fault(RetryPolicy policy, string field) =>
        Assert.Equal(field, Assert.Throws<InvalidJobException>(() => RetryPolicy.Check(policy)).Field);

    [Fact]
    public void The_ends_of_every_range_are_accepted()
    {
        RetryPolicy.Check(RetryPolicy.None);
        RetryPolicy.Check(RetryPolicy.After([.. Enumerable.Repeat(TimeSpan.Zero, 999)]));
        RetryPolicy.Check(RetryPolicy.Growing(Backoff.Exponential, 1000, JobLimits.MaxDuration, TimeSpan.Zero, 1));
    }

    [Fact]
    public void A_list_is_not_a_growing_rule() =>
        Assert.Throws<ArgumentException>(() => RetryPolicy.Growing(Backoff.List, 3, Seconds(1)));

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(1, 1.0)]
    [InlineData(1, -0.1)]
    [InlineData(1, double.NaN)]
    public void Failures_start_at_one_and_chance_stays_below_one(int failures, double chance) =>
        Assert.Throws<ArgumentOutOfRangeException>(
            () => RetryPolicy.Growing(Backoff.Fixed, 3, Seconds(1)).WaitAfter(failures, 1, chance));

    [Fact]
    public void Policies_with_the_same_waits_are_equal_and_keep_their_own_copy()
    {
        List<TimeSpan> waits = [Seconds(1), Seconds(2)];
        var policy = RetryPolicy.After(waits);
        waits[0] = Seconds(7);
        Assert.Equal(RetryPolicy.After(Seconds(1), Seconds(2)), policy);
        Assert.Equal(RetryPolicy.After(Seconds(1), Seconds(2)).GetHashCode(), policy.GetHashCode());
        Assert.NotEqual(RetryPolicy.After(Seconds(1), Seconds(3)), policy);
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    private static List<double> Waits(RetryPolicy policy)
    {
        List<double> waits = [];
        for (var failures = 1; policy.WaitAfter(failures, failures, 0) is { } wait; failures++)
            waits.Add(wait.TotalSeconds);
        return waits;
    }
}
