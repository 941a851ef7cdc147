using System.Collections.Concurrent;
using Gnomon.Broadcasts;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Tests.Hosting;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Broadcasts;

/// <summary>Broadcasts with real workers: several nodes in one process, since one process owns the local store.</summary>
public sealed class BroadcastHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_X6_each_of_several_workers_runs_its_own_copy_and_tells_its_own_result()
    {
        var ran = new ConcurrentQueue<JobId>();
        await using var host = await TestHost.StartAsync(g => Nodes(g, "a", "b", "c")
            .AddHandler("whoAmI", (string greeting, JobContext job) =>
            {
                ran.Enqueue(job.Id);
                return $"{greeting} {job.Spec.Node}";
            }));
        var receipt = await host.Jobs.BroadcastAsync("whoAmI", "I am", cancellation: Cancellation);
        Assert.Equal(["a", "b", "c"], receipt.Copies.Select(copy => copy.Node));
        var report = await host.Jobs.WaitBroadcastAsync(receipt.Id, Cancellation);
        Assert.Equal((WorkflowState.Succeeded, false), (report!.Broadcast.State, report.HasFailures));
        Assert.Equal(["a", "b", "c"], report.Copies.Select(copy => copy.Node));
        foreach (var copy in report.Copies)
            Assert.Equal($"I am {copy.Node}", await host.Jobs.GetResultAsync<string>(copy.Id, Cancellation));
        Assert.Equal(receipt.Copies.Select(copy => copy.Job).Order(), ran.Order());
    }

    [Fact]
    public async Task Row_7_14_a_part_that_fails_is_seen_and_the_others_stay_whole()
    {
        await using var host = await TestHost.StartAsync(g => Nodes(g, "a", "b")
            .AddHandler("work", (int n, JobContext job) =>
                job.Spec.Node == "a" ? throw new InvalidOperationException("not here") : n));
        var receipt = await host.Jobs.BroadcastAsync("work", 1, cancellation: Cancellation);
        var report = await host.Jobs.WaitBroadcastAsync(receipt.Id, Cancellation);
        Assert.Equal((WorkflowState.Failed, true), (report!.Broadcast.State, report.HasFailures));
        Assert.Equal([JobState.Dead, JobState.Succeeded], report.Copies.Select(copy => copy.State));
        Assert.StartsWith("InvalidOperationException: not here", report.Copies[0].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handlers_know_their_shard_and_how_many_there_are()
    {
        await using var host = await TestHost.StartAsync(g => Nodes(g, "a", "b", "c")
            .AddHandler("part", (int n, JobContext job) => $"{job.Shard} of {job.ShardCount}"));
        var receipt = await host.Jobs.BroadcastAsync(
            "part", 1, terms => terms with { Sharded = true }, cancellation: Cancellation);
        var report = await host.Jobs.WaitBroadcastAsync(receipt.Id, Cancellation);
        var results = new List<string?>();
        foreach (var copy in report!.Copies)
            results.Add(await host.Jobs.GetResultAsync<string>(copy.Id, Cancellation));
        Assert.Equal(["0 of 3", "1 of 3", "2 of 3"], results);
        var plain = await host.RunAsync("part", 1);
        Assert.Equal("0 of 1", await host.Jobs.GetResultAsync<string>(plain.Id, Cancellation));
    }

    [Fact]
    public async Task A_node_that_starts_later_takes_part_in_what_is_open()
    {
        var store = Directory.CreateTempSubdirectory("gnomon-cast-").FullName;
        try
        {
            WorkflowId id;
            await using (var first = await TestHost.StartAsync(g => Nodes(Durable(g), "a").AddHandler<int, string>("work", Name)))
            {
                var receipt = await first.Jobs.BroadcastAsync(
                    "work", 1, terms => terms with { Until = DateTimeOffset.MaxValue }, cancellation: Cancellation);
                id = receipt.Id;
                await first.EndedAsync(receipt.Copies[0].Job);
            }

            await using var second = await TestHost.StartAsync(
                g => Nodes(Durable(g), "b").AddHandler<int, string>("work", Name));
            Assert.Equal("b", (await second.EndedAsync(JobId.ForStep(id, "b"))).Node);
            var report = await second.Jobs.GetBroadcastAsync(id, Cancellation);
            Assert.Equal((false, 2), (report!.Ended, report.Copies.Count));
        }
        finally
        {
            Directory.Delete(store, recursive: true);
        }

        GnomonBuilder Durable(GnomonBuilder g) => g.UseStore($"local:{store}");

        static string Name(int n, JobContext job) => $"{n} {job.Spec.Node}";
    }

    [Fact]
    public async Task A_restarted_node_of_the_same_name_gets_the_copy_that_waited_for_it()
    {
        var store = Directory.CreateTempSubdirectory("gnomon-cast-").FullName;
        try
        {
            var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            JobId copy;
            await using (var first = await TestHost.StartAsync(g => Nodes(g.UseStore($"local:{store}"), "a")
                .AddHandler<int>("work", async (_, job) =>
                {
                    started.SetResult();
                    await new TaskCompletionSource().Task.WaitAsync(job.Cancellation);
                })))
            {
                copy = (await first.Jobs.BroadcastAsync("work", 1, cancellation: Cancellation)).Copies[0].Job;
                await started.Task;
            }

            await using var second = await TestHost.StartAsync(g => Nodes(g.UseStore($"local:{store}"), "a")
                .AddHandler("work", (int n, JobContext _) => n));
            var ended = await second.EndedAsync(copy);
            Assert.Equal((JobState.Succeeded, "a", 2), (ended.State, ended.Node, ended.Attempt));
        }
        finally
        {
            Directory.Delete(store, recursive: true);
        }
    }

    [Fact]
    public async Task A_pinned_job_runs_on_its_node_and_waits_in_words_for_one_that_is_not_there()
    {
        await using var host = await TestHost.StartAsync(
            g => Nodes(g, "a", "b").AddHandler("work", (int n, JobContext _) => n));
        for (var i = 0; i < 10; i++)
            Assert.Equal("b", (await host.RunAsync("work", i, options => options.Node("b"))).Node);
        var waiting = await host.Jobs.EnqueueAsync("work", 1, options => options.Node("c"), Cancellation);
        var why = await host.Jobs.ExplainAsync(waiting, Cancellation);
        Assert.Equal(
            (WaitReason.PinnedNodeGone, "It is pinned to node 'c', which is not live."), (why!.Reason, why.Text));
        Assert.Equal(ControlOutcome.Done, await host.Jobs.PinAsync(waiting, "a", Cancellation));
        Assert.Equal("a", (await host.EndedAsync(waiting)).Node);
    }

    [Fact]
    public async Task A_broadcast_that_nobody_would_get_is_refused_before_anything_is_stored()
    {
        await using var host = await TestHost.StartAsync(
            g => Nodes(g, "a").AddHandler("work", (int n, JobContext _) => n));
        var refused = await Assert.ThrowsAsync<BroadcastRefusedException>(() => host.Jobs.BroadcastAsync(
            "work", 1, terms => terms with { Tag = "gpu" }, cancellation: Cancellation));
        Assert.Equal(
            "None of the 1 live nodes is one with the tag 'gpu', so nobody would get the broadcast. Start a worker, or "
            + "name a time until which nodes may join.",
            refused.Message);
    }

    private static GnomonBuilder Nodes(GnomonBuilder gnomon, params string[] names)
    {
        foreach (var name in names)
            gnomon.AddWorker(
                worker => worker with { Node = name, Concurrency = 2, ShutdownWait = TimeSpan.Zero });
        return gnomon;
    }
}
