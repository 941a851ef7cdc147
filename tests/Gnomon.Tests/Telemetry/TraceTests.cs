using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Gnomon.Jobs;
using Gnomon.Tests.Hosting;
using Gnomon.Triggers;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Telemetry;

/// <summary>Listening to activities concerns the whole process, so nothing else runs meanwhile.</summary>
[Collection(AloneCollection.Name)]
public sealed class TraceTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_trace_goes_from_the_producer_through_the_job_to_what_it_enqueues()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = Listen(ended.Enqueue);
        await using (var host = await TestHost.StartAsync(g => g
            .AddHandler<int>("bad", (_, _) => throw new InvalidOperationException("broken"))
            .AddHandler("good", (int n, JobContext _) => n).AddWorker()))
        {
            using var caller = new Activity("caller").Start();
            await host.RunAsync("good", 1);
            await host.RunAsync("bad", 1);
        }

        var enqueues = Named("gnomon.enqueue");
        Assert.All(enqueues, enqueue => Assert.Equal("caller", enqueue.Parent!.OperationName));
        var good = Assert.Single(Named("gnomon.run"), run => (string?)run.GetTagItem("gnomon.handler") == "good");
        var enqueue = Assert.Single(enqueues, enqueue => (string?)enqueue.GetTagItem("gnomon.handler") == "good");
        Assert.Equal((enqueue.TraceId, enqueue.SpanId), (good.TraceId, good.ParentSpanId));
        Assert.Equal(("default", 1, "Succeeded"),
            (good.GetTagItem("gnomon.queue"), good.GetTagItem("gnomon.attempt"), good.GetTagItem("gnomon.outcome")));
        var bad = Assert.Single(Named("gnomon.run"), run => (string?)run.GetTagItem("gnomon.handler") == "bad");
        Assert.Equal(ActivityStatusCode.Error, bad.Status);
        Assert.Contains(Named("gnomon.claim"), claim => claim.Links.Any(link => link.Context.SpanId == enqueue.SpanId));
        Assert.Contains(Named("gnomon.settle"), settle => settle.Links.Any(link => link.Context.SpanId == good.SpanId));

        List<Activity> Named(string name) => [.. ended.Where(activity => activity.OperationName == name)];
    }

    [Fact]
    public async Task A_handler_is_in_the_trace_of_its_producer_although_nobody_listens()
    {
        await using var host = await TestHost.StartAsync(g => g
            .AddHandler("trace", (int _, JobContext _) => $"{Activity.Current?.TraceId} {Activity.Current?.TraceStateString}")
            .AddWorker());
        using var caller = new Activity("caller") { TraceStateString = "vendor=1" };
        caller.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        caller.Start();
        var job = await host.RunAsync("trace", 1);
        Assert.Equal($"\"{caller.TraceId} vendor=1\"", Encoding.UTF8.GetString(job.Result.Span));
        Assert.Equal(caller.Id, job.Spec.Headers[JobHeaders.TraceParent]);
    }

    [Fact]
    public async Task The_job_of_a_tick_begins_a_trace_of_its_own_that_is_linked_to_the_firing()
    {
        var ended = new ConcurrentQueue<Activity>();
        var ran = new ConcurrentQueue<(string Trace, string Header)>();
        var twice = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listener = Listen(ended.Enqueue);
        await using (await TestHost.StartAsync(g => g
            .AddHandler("trace", (int n, JobContext job) =>
            {
                ran.Enqueue((Activity.Current!.TraceId.ToString(), job.Spec.Headers[JobHeaders.TraceParent]));
                if (ran.Count >= 2) twice.TrySetResult();
                return n;
            })
            .AddSchedule("often", When.Every(TimeSpan.FromMilliseconds(50)), "trace", 1)
            .AddWorker()))
            await twice.Task.WaitAsync(Cancellation);

        foreach (var (trace, header) in ran.Take(2))
        {
            var tick = Assert.Single(ended, activity => activity.Id == header);
            Assert.Equal(("gnomon.tick", trace, null), (tick.OperationName, tick.TraceId.ToString(), tick.ParentId));
            Assert.Equal("often", tick.GetTagItem("gnomon.schedule"));
            var link = Assert.Single(tick.Links).Context;
            Assert.NotEqual(tick.TraceId, link.TraceId);
            Assert.Contains(ended, fire => fire.OperationName == "gnomon.fire" && fire.SpanId == link.SpanId);
        }

        Assert.Equal(2, ran.Take(2).Select(run => run.Trace).Distinct().Count());
    }

    [Fact]
    public async Task An_activity_that_nobody_follows_adds_nothing_to_a_job()
    {
        await using var host = await TestHost.StartAsync(_ => { });
        using var caller = new Activity("caller").Start();
        var id = await host.Jobs.EnqueueAsync("any", 1, cancellation: Cancellation);
        Assert.Empty((await host.Jobs.GetAsync(id, Cancellation))!.Spec.Headers);
    }

    private static ActivityListener Listen(Action<Activity> stopped)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Gnomon",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
