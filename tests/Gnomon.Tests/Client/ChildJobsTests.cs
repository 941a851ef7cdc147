using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Tests.Hosting;
using Gnomon.Workers;
using Xunit;

namespace Gnomon.Tests.Client;

public sealed class ChildJobsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_that_a_handler_enqueues_has_the_handlers_job_as_its_parent()
    {
        await using var host = await TestHost.StartAsync(g => g
            .AddHandler("parent", async (int n, JobContext job) =>
                (await job.EnqueueAsync("child", n + 1, o => o.Tag("of parent"), Cancellation)).ToString())
            .AddHandler("child", (int n, JobContext _) => n).AddWorker());
        var parent = await host.RunAsync("parent", 1);
        Assert.True(JobId.TryParse(await host.Jobs.GetResultAsync<string>(parent.Id, Cancellation), out var id));
        var child = await host.EndedAsync(id);
        Assert.Equal((JobState.Succeeded, parent.Id), (child.State, child.Spec.Parent));
        Assert.Equal(["of parent"], child.Spec.Tags);
    }

    [Fact]
    public async Task An_attempt_that_is_not_the_newest_of_its_job_can_enqueue_nothing()
    {
        await using var host = await TestHost.StartAsync(g => g.AddHandler("work", (int n, JobContext _) => n).AddWorker());
        var ended = await host.RunAsync("work", 1);
        var token = new AttemptToken(ended.Id, ended.Attempt);
        var late = new JobContext(new ClaimedJob(token, ended.Spec), host.Services, Cancellation);
        var error = await Assert.ThrowsAsync<StaleAttemptException>(
            () => late.EnqueueAsync("work", 2, cancellation: Cancellation));
        Assert.Equal(token, error.Attempt);
        Assert.Equal(
            $"Attempt 1 of job {ended.Id} is stale and may enqueue nothing; nothing is stored.", error.Message);
    }

    [Fact]
    public async Task An_attempt_without_services_says_that_it_cannot_enqueue()
    {
        var claim = new ClaimedJob(
            new AttemptToken(JobId.New(TimeProvider.System), 1), new JobSpec { Handler = "alone" });
        var job = new JobContext(claim, null, Cancellation);
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => job.EnqueueAsync("child", 1));
        Assert.Equal("A job enqueues others through the host's services; it has none.", error.Message);
    }
}
