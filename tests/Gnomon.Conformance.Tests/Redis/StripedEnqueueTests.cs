using System.Text;
using Gnomon.Jobs;
using Gnomon.Store;
using Shared.Servers;
using Xunit;

namespace Gnomon.Conformance.Tests.Redis;

/// <summary>Calls that store jobs in several stripes are all or none.</summary>
public sealed class StripedEnqueueTests : IAsyncLifetime
{
    private StripedServer _at = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _at = await StripedServer.StartAsync();

    public ValueTask DisposeAsync() => _at.DisposeAsync();

    [Fact]
    public async Task Call_over_all_stripes_stores_every_job_in_the_stripe_of_its_queue()
    {
        var drafts = StripedServer.Queues.Select(queue => _at.Draft(queue)).ToArray();
        var results = await _at.AddAsync(drafts);

        Assert.Equal(drafts.Select(draft => new EnqueueResult(draft.Id, EnqueueOutcome.Created)), results);
        for (var k = 0; k < drafts.Length; k++)
        {
            Assert.NotNull(await _at.Stripe(k).GetJobAsync(drafts[k].Id, Cancellation));
            Assert.Null(await _at.Stripe((k + 1) % 4).GetJobAsync(drafts[k].Id, Cancellation));
            Assert.Equal(drafts[k].Id, Assert.Single(await _at.ClaimAsync(10, drafts[k].Spec.Queue)).Token.Job);
        }

        Assert.Equal(4, (await _at.AddAsync(drafts)).Count(result => result.Outcome == EnqueueOutcome.SameId));
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Refused_draft_keeps_the_jobs_of_all_stripes_from_being_stored()
    {
        var holder = _at.Draft("a", spec => spec with { Key = "k" });
        await _at.AddAsync(holder);
        var rejected = _at.Draft("a", spec => spec with
        {
            Key = "k", Unique = new UniqueRule { OnDuplicate = DuplicateAction.Reject },
        });
        JobDraft[] others = [_at.Draft("b"), _at.Draft("default")];
        var results = await _at.AddAsync(others[0], rejected, others[1]);

        Assert.Equal(
            [
                new EnqueueResult(others[0].Id, EnqueueOutcome.Withheld),
                new EnqueueResult(holder.Id, EnqueueOutcome.Rejected),
                new EnqueueResult(others[1].Id, EnqueueOutcome.Withheld),
            ],
            results);
        Assert.Equal(holder.Id, Assert.Single(await _at.ListAsync()).Id);
    }

    [Fact]
    public async Task Id_that_comes_twice_in_a_call_is_one_job_where_it_comes_first()
    {
        var first = _at.Draft("a");
        var second = first with { Spec = first.Spec with { Queue = "b" } };
        var results = await _at.AddAsync(first, second, _at.Draft("x"));
        Assert.Equal(
            [EnqueueOutcome.Created, EnqueueOutcome.SameId, EnqueueOutcome.Created],
            results.Select(result => result.Outcome));
        Assert.Equal("a", (await _at.Query.GetJobAsync(first.Id, Cancellation))!.Spec.Queue);
        Assert.Equal(2, (await _at.ListAsync()).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Children_go_to_other_stripes_while_the_attempt_of_their_parent_counts(bool isKnown)
    {
        await _at.AddAsync(_at.Draft("a"));
        var parent = Assert.Single(await _at.ClaimAsync(1, "a")).Token;
        // Another process does not know where the parent is.
        var store = isKnown ? _at.Store : (await _at.OpenAsync()).Store;
        var child = _at.Draft("b") with { Parent = parent };
        JobDraft[] children = [_at.Draft("a") with { Parent = parent }, _at.Draft("x") with { Parent = parent }];
        await store.EnqueueAsync([child], Cancellation);
        Assert.All(
            await store.EnqueueAsync(children, Cancellation), result => Assert.Equal(EnqueueOutcome.Created, result.Outcome));
        Assert.Equal(parent.Job, (await _at.Query.GetJobAsync(child.Id, Cancellation))!.Spec.Parent);

        await _at.Store.SettleAsync([new Settlement(parent, SettlementKind.Succeeded)], Cancellation);
        JobDraft[] late = [_at.Draft("b") with { Parent = parent }, _at.Draft("x")];
        Assert.Equal(
            [EnqueueOutcome.StaleAttempt, EnqueueOutcome.Withheld],
            (await store.EnqueueAsync(late, Cancellation)).Select(result => result.Outcome));
        Assert.Equal(4, (await _at.ListAsync()).Count);
    }

    /// <summary>The connection breaks for good before or behind one of the commands of a call, and another node's sweep comes
    /// to it.</summary>
    [Theory]
    [InlineData("put_intent", 1, true, 0)]
    [InlineData("put_intent", 1, false, 2)]
    [InlineData("carry_out", 1, true, 2)]
    [InlineData("carry_out", 1, false, 2)]
    [InlineData("carry_out", 2, true, 2)]
    [InlineData("carry_out", 2, false, 2)]
    public async Task Call_that_breaks_off_is_finished_by_a_sweep_or_never_happened(
        string script, int which, bool before, int expected)
    {
        JobDraft[] drafts = [_at.Draft("default") with { Delay = TimeSpan.FromMinutes(1) }, _at.Draft("x")];
        await BreakOffAsync(script, which, before, drafts);
        var accepted = _at.Time.GetUtcNow();

        // What was sent may still be on its way to the server.
        if (!before) await ArrivedAsync(script, which);
        _at.Time.Advance(TimeSpan.FromSeconds(6));
        await _at.Store.SweepAsync(1000, Cancellation);

        var stored = (await _at.ListAsync()).FindAll(job => drafts.Any(draft => draft.Id == job.Id));
        Assert.Equal(expected, stored.Count);
        if (expected > 0)
            Assert.Equal(
                accepted + TimeSpan.FromMinutes(1), stored.Single(job => job.Id == drafts[0].Id).RunAt);
        await NothingIsLeftAsync();
    }

    [Fact]
    public async Task Job_that_has_come_and_gone_is_not_made_again_when_its_call_is_finished()
    {
        var gone = _at.Draft("b", spec => spec with { Retention = TimeSpan.FromSeconds(1) });
        var left = _at.Draft("a");
        await BreakOffAsync("carry_out", 2, before: true, left, gone);
        var job = Assert.Single(await _at.ClaimAsync(1, "b"));
        await _at.Store.SettleAsync([new Settlement(job.Token, SettlementKind.Succeeded)], Cancellation);
        _at.Time.Advance(TimeSpan.FromSeconds(3));
        await _at.Store.SweepAsync(1000, Cancellation);
        Assert.Null(await _at.Query.GetJobAsync(gone.Id, Cancellation));
        Assert.Null(await _at.Query.GetJobAsync(left.Id, Cancellation));

        _at.Time.Advance(TimeSpan.FromSeconds(6));
        var swept = await _at.Store.SweepAsync(1000, Cancellation);

        Assert.True(swept.Freed);
        Assert.Null(await _at.Query.GetJobAsync(gone.Id, Cancellation));
        Assert.NotNull(await _at.Query.GetJobAsync(left.Id, Cancellation));
        await NothingIsLeftAsync();
    }

    /// <summary>Stores drafts through a connection that breaks for good before or behind one of the commands.</summary>
    private async Task BreakOffAsync(string script, int which, bool before, params JobDraft[] drafts)
    {
        await using var proxy = new FaultProxy(_at.Server.Port);
        var parts = await _at.OpenAsync(port: proxy.Port);
        // Scripts are known to the server from here on, so that each command comes once.
        await parts.Store.EnqueueAsync([_at.Draft("x"), _at.Draft("default")], Cancellation);
        var seen = 0;
        proxy.ToServer = (_, piece) =>
        {
            if (!Encoding.ASCII.GetString(piece.Span).Contains($"_{script}", StringComparison.Ordinal)) return default;
            if (++seen != which) return default;
            proxy.Refuses = true;
            return before ? ProxyFault.DropBefore : ProxyFault.DropAfter;
        };
        await Assert.ThrowsAsync<StoreException>(() => parts.Store.EnqueueAsync(drafts, Cancellation).AsTask());
        Assert.Equal(which, seen);
    }

    private async Task NothingIsLeftAsync()
    {
        for (var k = 0; k < StripedServer.Stripes; k++)
            Assert.Empty(await _at.Stripe(k).ListIntentsAsync(TimeSpan.Zero, 100, Cancellation));
    }

    /// <summary>Waits until the server has carried out a script so often since it started.</summary>
    private Task ArrivedAsync(string script, int which) => script == "put_intent"
        ? RedisCli.UntilAsync(_at.Server.Port, size => size == "1", "HLEN", "{gnomon}:intents")
        // Those of the call before it, too.
        : RedisCli.UntilAsync(
            _at.Server.Port, keys => keys.Split(":did:").Length == 3 + which, "KEYS", "*:did:*");
}
