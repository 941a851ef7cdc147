using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Testing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit;

namespace Gnomon.Tests.Telemetry;

public sealed class BacklogCheckTests : IAsyncLifetime
{
    private readonly FakeTime _time = new();
    private readonly LocalStore _store;

    public BacklogCheckTests() => _store = new LocalStore(new LocalStoreOptions(), _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _store.InitializeAsync(Cancellation);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_job_that_is_ready_for_too_long_degrades_and_then_makes_unhealthy_and_is_told_by_queue_and_age()
    {
        var options = new HealthOptions
        {
            DegradedReadyAge = TimeSpan.FromMinutes(1), UnhealthyReadyAge = TimeSpan.FromMinutes(10),
        };
        await EnqueueAsync("mail");
        _time.Advance(TimeSpan.FromMinutes(1));
        await ExpectAsync(options, HealthStatus.Healthy, null);
        _time.Advance(TimeSpan.FromSeconds(30));
        await ExpectAsync(
            options, HealthStatus.Degraded,
            "The oldest ready job of queue 'mail' has been ready for 1m30s; at most 1m is sound.");
        await EnqueueAsync("other");
        _time.Advance(TimeSpan.FromMinutes(9));
        await ExpectAsync(
            options, HealthStatus.Unhealthy,
            "The oldest ready job of queue 'mail' has been ready for 10m30s; at most 10m is sound. "
            + "The oldest ready job of queue 'other' has been ready for 9m; at most 1m is sound.");
        await _store.ClaimAsync(new ClaimRequest("n", ["mail", "other"], 9, TimeSpan.FromSeconds(6)), Cancellation);
        await ExpectAsync(options, HealthStatus.Healthy, null);
    }

    [Fact]
    public async Task A_paused_queue_is_meant_to_wait()
    {
        await EnqueueAsync("mail");
        await _store.SetQueueAsync(new QueueChange("mail", Paused: true), Cancellation);
        _time.Advance(TimeSpan.FromDays(1));
        await ExpectAsync(new HealthOptions(), HealthStatus.Healthy, null);
    }

    [Fact]
    public async Task Too_many_dead_jobs_are_told_by_queue()
    {
        var options = new HealthOptions { DegradedDeadJobs = 1, UnhealthyDeadJobs = 2 };
        await DieAsync();
        await ExpectAsync(options, HealthStatus.Healthy, null);
        await DieAsync();
        await ExpectAsync(
            options, HealthStatus.Degraded, "Queue 'mail' keeps 2 dead jobs; at most 1 are sound.");
        await DieAsync();
        await ExpectAsync(
            options, HealthStatus.Unhealthy, "Queue 'mail' keeps 3 dead jobs; at most 2 are sound.");
        await ExpectAsync(new HealthOptions(), HealthStatus.Healthy, null);
    }

    [Fact]
    public async Task A_closed_store_is_unhealthy()
    {
        await _store.DisposeAsync();
        await ExpectAsync(new HealthOptions(), HealthStatus.Unhealthy, "The store is closed.");
    }

    [Fact]
    public void Options_out_of_range_are_refused_by_name()
    {
        Refused(new HealthOptions { StoreWait = TimeSpan.Zero }, "StoreWait is 00:00:00; allowed is longer than zero");
        Refused(new HealthOptions { BeatWithin = TimeSpan.Zero }, "BeatWithin");
        Refused(new HealthOptions { DegradedReadyAge = TimeSpan.Zero }, "DegradedReadyAge");
        Refused(new HealthOptions { UnhealthyReadyAge = TimeSpan.Zero }, "UnhealthyReadyAge");
        Refused(new HealthOptions { DegradedDeadJobs = -1 }, "DegradedDeadJobs is -1; allowed is 0 or more");
        Refused(new HealthOptions { UnhealthyDeadJobs = -1 }, "UnhealthyDeadJobs");
        new HealthOptions { DegradedReadyAge = null }.Validate();

        static void Refused(HealthOptions options, string why) => Assert.Contains(
            why, Assert.Throws<ArgumentOutOfRangeException>(options.Validate).Message, StringComparison.Ordinal);
    }

    private async Task ExpectAsync(HealthOptions options, HealthStatus status, string? description)
    {
        var check = new BacklogCheck(_store, options, _time);
        var result = await check.CheckHealthAsync(new HealthCheckContext(), Cancellation);
        Assert.Equal((status, description), (result.Status, result.Description));
    }

    private async Task EnqueueAsync(string queue) => await _store.EnqueueAsync(
        [new JobDraft(JobId.New(_time), new JobSpec { Handler = "work", Queue = queue })], Cancellation);

    private async Task DieAsync()
    {
        await EnqueueAsync("mail");
        var claimed = await _store.ClaimAsync(
            new ClaimRequest("n", ["mail"], 1, TimeSpan.FromSeconds(6)), Cancellation);
        await _store.SettleAsync(
            [new Settlement(Assert.Single(claimed.Jobs).Token, SettlementKind.Dead)], Cancellation);
    }
}
