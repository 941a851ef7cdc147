using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Telemetry;
using Gnomon.Tests.Hosting;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gnomon.Tests.Telemetry;

public sealed class EventFollowerTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_follower_is_told_what_its_filter_accepts_with_numbers_that_grow()
    {
        await using var host = await StartAsync();
        var events = host.Services.GetRequiredService<GnomonEvents>();
        using var all = Follow(events, new EventFilter());
        using var filtered = Follow(events, new EventFilter
        {
            Queue = "default", Handler = "good", Kinds = [GnomonEventKind.JobSucceeded, GnomonEventKind.JobDead],
        });
        await host.RunAsync("good", 1);
        await host.RunAsync("other", 1);
        await host.RunAsync("good", 2);
        var told = await ReadAsync(filtered, 2);
        Assert.All(told, next => Assert.Equal(
            (GnomonEventKind.JobSucceeded, "good", "default", 0L),
            (next.Event!.Kind, next.Event.Handler, next.Event.Queue, next.Missed)));
        var everything = await ReadAsync(all, 9);
        Assert.Equal(Enumerable.Range(1, 9).Select(n => (long)n), everything.Select(next => next.Number));
        Assert.Equal(told.Select(next => next.Number), everything
            .Where(next => next.Event is { Kind: GnomonEventKind.JobSucceeded, Handler: "good" })
            .Select(next => next.Number));
    }

    [Fact]
    public async Task Nothing_is_told_while_nobody_follows()
    {
        await using var host = await StartAsync();
        var feed = host.Services.GetRequiredService<GnomonRuntime>().Events;
        Assert.False(feed.IsOn);
        await host.RunAsync("good", 1);
        var follower = Follow(host.Services.GetRequiredService<GnomonEvents>(), new EventFilter());
        Assert.True(feed.IsOn);
        await host.RunAsync("good", 2);
        Assert.Equal([1, 2, 3], (await ReadAsync(follower, 3)).Select(next => next.Number));
        follower.Dispose();
        Assert.False(feed.IsOn);
    }

    [Fact]
    public void A_slow_follower_keeps_a_bounded_number_and_is_told_how_many_it_missed()
    {
        var left = 0;
        using var follower = new EventFollower(new EventFilter { Queue = "q" }, _ => left++);
        for (var number = 1; number <= EventLimits.MaxUnread + 5; number++) follower.Offer(number, Happened("q"));
        follower.Offer(0, Happened("another"));
        for (var number = 1; number <= EventLimits.MaxUnread; number++)
        {
            Assert.True(follower.TryRead(out var next));
            Assert.Equal(((long)number, 0L), (next.Number, next.Missed));
        }

        // In a quiet time it is told at once; else with the next event.
        Assert.True(follower.TryRead(out var gap));
        Assert.Equal((null, 5), (gap.Event, gap.Missed));
        Assert.False(follower.TryRead(out _));
        follower.Miss(3);
        follower.Offer(2000, Happened("q"));
        Assert.True(follower.TryRead(out var after));
        Assert.Equal((2000, 3), (after.Number, after.Missed));
        follower.Dispose();
        Assert.Equal(1, left);
    }

    [Fact]
    public async Task There_are_so_many_followers_and_no_more_and_all_end_with_the_host()
    {
        await using var host = await StartAsync();
        var events = host.Services.GetRequiredService<GnomonEvents>();
        var followers = Enumerable.Range(0, EventLimits.MaxFollowers).Select(_ => Follow(events, new EventFilter()))
            .ToList();
        Assert.Null(events.Follow(new EventFilter()));
        followers[0].Dispose();
        using var again = Follow(events, new EventFilter { Kinds = [GnomonEventKind.NodeStopped] });
        await host.StopAsync();
        Assert.Equal(GnomonEventKind.NodeStopped, Assert.Single(await ReadAsync(again, 1)).Event!.Kind);
        Assert.False(await again.WaitAsync(Cancellation));
        Assert.Null(events.Follow(new EventFilter()));
        followers.ForEach(follower => follower.Dispose());
    }

    private static Task<TestHost> StartAsync() => TestHost.StartAsync(g => g
        .AddHandler("good", (int n, JobContext _) => n)
        .AddHandler("other", (int n, JobContext _) => n)
        .AddWorker());

    private static EventFollower Follow(GnomonEvents events, EventFilter filter) =>
        events.Follow(filter) ?? throw new InvalidOperationException("there is no room for a follower");

    private static GnomonEvent Happened(string queue) =>
        new(GnomonEventKind.JobStarted, DateTimeOffset.UnixEpoch) { Job = new JobId(Guid.NewGuid()), Queue = queue };

    private static async Task<List<FollowedEvent>> ReadAsync(EventFollower follower, int count)
    {
        var all = new List<FollowedEvent>();
        while (all.Count < count && await follower.WaitAsync(Cancellation))
            while (all.Count < count && follower.TryRead(out var next))
                all.Add(next);
        return all;
    }
}
