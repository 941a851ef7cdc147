using Gnomon.Redis.Deployment;
using Gnomon.Redis.Striping;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>Where queues are: stored data are found by it, so that it never changes.</summary>
public sealed class StripeMapTests
{
    [Theory]
    [InlineData("default", 0)]
    [InlineData("b", 1)]
    [InlineData("x", 2)]
    [InlineData("a", 3)]
    [InlineData("mail", 1)]
    public void Queue_stays_in_its_stripe_for_ever(string queue, int stripe) =>
        Assert.Equal(stripe, new StripeMap(4, StripeMap.TagOf).Of(queue));

    [Fact]
    public void Queues_with_one_tag_are_in_one_stripe()
    {
        var map = new StripeMap(64, StripeMap.TagOf);
        Assert.Single(new[] { "shop", "shop:mail", "shop:mail:slow", "shop:" }.Select(map.Of).Distinct());
        Assert.True(Enumerable.Range(0, 500).Select(i => map.Of($"q{i}")).Distinct().Count() > 60);
    }

    [Theory]
    [InlineData("gnomon")]
    [InlineData("a")]
    [InlineData("bench-7_x.y")]
    public void Stripes_are_in_different_slots_and_the_first_one_is_the_namespace(string ns)
    {
        var tags = Enumerable.Range(0, 64).Select(stripe => StripeMap.HashTag(ns, stripe)).ToList();
        Assert.Equal(ns, tags[0]);
        Assert.StartsWith($"{ns}:1", tags[1], StringComparison.Ordinal);
        Assert.Equal(64, tags.Select(HashSlot.Of).Distinct().Count());
        Assert.Equal(64, tags.Distinct().Count());
    }
}
