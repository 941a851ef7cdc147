using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Client;

public sealed class JobClientTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly LocalStore _store;
    private readonly JobClient _client;

    public JobClientTests()
    {
        _store = new LocalStore(new LocalStoreOptions(), _time);
        _client = new JobClient(
            _store.Parts, new JobSerializer(JobSerializer.DefaultOptions()), _time, Payloads.Plain);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.InitializeAsync(Cancellation);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Options_arrive_in_the_specification()
    {
        var id = await EnqueueAsync(o => o
            .Unique("k", rule => rule with { Scope = KeyScope.Global, Hold = KeyHold.UntilStarted })
            .LimitKey("tenant").Header("a", "1").Header("b", "2").Header("a", "3").ArgsVersion(4));
        var spec = (await _client.GetAsync(id, Cancellation))!.Spec;
        var rule = new UniqueRule { Scope = KeyScope.Global, Hold = KeyHold.UntilStarted };
        Assert.Equal(("k", rule, "tenant", 4), (spec.Key, spec.Unique, spec.LimitKey, spec.ArgsVersion));
        Assert.Equal(
            [("a", "3"), ("b", "2")], spec.Headers.OrderBy(h => h.Key).Select(h => (h.Key, h.Value)));
    }

    [Fact]
    public async Task A_rejected_duplicate_throws_and_names_the_holder()
    {
        var rule = new UniqueRule { OnDuplicate = DuplicateAction.Reject };
        var holder = await EnqueueAsync(o => o.Key("k", rule));
        var error = await Assert.ThrowsAsync<DuplicateJobException>(() => EnqueueAsync(o => o.Key("k", rule)));
        Assert.Equal(holder, error.Holder);
        Assert.Equal(holder, await EnqueueAsync(o => o.Key("k")));
    }

    [Fact]
    public async Task Jobs_are_changed_by_id()
    {
        var id = await EnqueueAsync(o => o.In(TimeSpan.FromHours(1)));
        Assert.Equal(ControlOutcome.Done, await _client.ChangePriorityAsync(id, 9, Cancellation));
        Assert.Equal(9, (await _client.GetAsync(id, Cancellation))!.Spec.Priority);
        Assert.Equal(ControlOutcome.Done, await _client.RunNowAsync(id, Cancellation));
        Assert.Equal(ControlOutcome.Done, await _client.CancelAsync(id, Cancellation));
        Assert.Equal(ControlOutcome.Done, await _client.RetryAsync(id, Cancellation));
        Assert.Equal(ControlOutcome.NotAllowed, await _client.DeleteAsync(id, Cancellation));
        foreach (var priority in new[] { -1, 10, 261 })
            await Assert.ThrowsAsync<InvalidJobException>(
                () => _client.ChangePriorityAsync(id, priority, Cancellation));
    }

    [Fact]
    public async Task Jobs_are_changed_by_filter_until_none_is_left()
    {
        var drafts = Enumerable.Range(0, 2 * JobLimits.MaxControl + 1)
            .Select(_ => _client.Draft("work", 1, o => o.Queue("a").In(TimeSpan.FromHours(1))))
            .ToList();
        await _client.EnqueueAsync(drafts, Cancellation);
        await EnqueueAsync(o => o.Queue("b"));
        var all = new ControlCounts(drafts.Count, 0, 0);
        var filter = new JobFilter { Queue = "a" };
        Assert.Equal(all, await _client.ChangePriorityAsync(filter, 1, Cancellation));
        Assert.Equal(all, await _client.RunNowAsync(filter, Cancellation));
        Assert.Equal(all, await _client.CancelAsync(filter, Cancellation));
        Assert.Equal(all, await _client.RetryAsync(filter, Cancellation));
        await _store.ClaimAsync(new ClaimRequest("n", ["a"], 1, TimeSpan.FromSeconds(9)), Cancellation);
        Assert.Equal(
            new ControlCounts(drafts.Count - 1, 1, 0), await _client.CancelAsync(filter, Cancellation));
        Assert.Equal(
            new ControlCounts(drafts.Count - 1, 0, 0), await _client.DeleteAsync(filter, Cancellation));
    }

    private Task<JobId> EnqueueAsync(Action<EnqueueOptions> configure) =>
        _client.EnqueueAsync("work", 1, configure, Cancellation);
}
