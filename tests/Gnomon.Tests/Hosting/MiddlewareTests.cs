using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Gnomon.Client;
using Gnomon.Jobs;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gnomon.Tests.Hosting;

public sealed class MiddlewareTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Middleware_stands_around_the_handler_in_the_order_of_its_adding_and_sees_the_result()
    {
        var seen = new ConcurrentQueue<string>();
        Func<JobContext, JobDelegate, ValueTask<ReadOnlyMemory<byte>>> Noting(string name) => async (job, next) =>
        {
            seen.Enqueue($"{name} before {job.Spec.Handler}");
            var result = await next(job);
            seen.Enqueue($"{name} after {Encoding.UTF8.GetString(result.Span)}");
            return result;
        };
        await using var host = await TestHost.StartAsync(g => g
            .AddMiddleware(Noting("outer")).AddMiddleware(Noting("inner"))
            .AddHandler("double", (int n, JobContext _) => n * 2).AddWorker());
        var job = await host.RunAsync("double", 21);
        Assert.Equal("42", Encoding.UTF8.GetString(job.Result.Span));
        Assert.Equal(["outer before double", "inner before double", "inner after 42", "outer after 42"], seen);
    }

    [Fact]
    public async Task Middleware_may_change_the_result_or_leave_the_handler_out()
    {
        await using var host = await TestHost.StartAsync(g => g
            .AddMiddleware((job, next) => job.Spec.Headers.ContainsKey("dry")
                ? ValueTask.FromResult<ReadOnlyMemory<byte>>("\"left out\""u8.ToArray())
                : next(job))
            .AddEnqueueMiddleware(draft => draft.Spec.Tags.Contains("dry") ? WithHeader(draft, "dry", "1") : draft)
            .AddHandler("work", (int n, JobContext _) => n).AddWorker());
        Assert.Equal("1", Encoding.UTF8.GetString((await host.RunAsync("work", 1)).Result.Span));
        var dry = await host.RunAsync("work", 1, options => options.Tag("dry"));
        Assert.Equal("\"left out\"", Encoding.UTF8.GetString(dry.Result.Span));
    }

    [Fact]
    public async Task Middleware_classes_share_the_scope_of_their_attempt_with_its_handler()
    {
        await using var host = await TestHost.StartAsync(
            g => g.AddMiddleware<Stamping>()
                .AddHandler("stamp", (int _, JobContext job) => job.Services!.GetRequiredService<Stamp>().Text)
                .AddWorker(),
            services => services.AddScoped<Stamp>().AddSingleton<Drawer>());
        foreach (var n in new[] { 1, 2 })
        {
            var job = await host.RunAsync("stamp", n);
            Assert.Equal($"\"{job.Id} 1\"", Encoding.UTF8.GetString(job.Result.Span));
        }

        var stamps = host.Services.GetRequiredService<Drawer>().Stamps;
        await host.StopAsync();
        Assert.Equal(2, stamps.Distinct().Count());
        Assert.All(stamps, stamp => Assert.True(stamp.Disposed));
    }

    [Fact]
    public async Task Services_of_an_attempt_that_failed_are_disposed_too()
    {
        await using var host = await TestHost.StartAsync(
            g => g.AddMiddleware<Stamping>()
                .AddHandler<int>("fail", (_, _) => throw new InvalidOperationException("no")).AddWorker(),
            services => services.AddScoped<Stamp>().AddSingleton<Drawer>());
        Assert.Equal(JobState.Dead, (await host.RunAsync("fail", 1)).State);
        await host.StopAsync();
        Assert.True(Assert.Single(host.Services.GetRequiredService<Drawer>().Stamps).Disposed);
    }

    [Fact]
    public async Task Enqueue_middleware_changes_drafts_in_its_order_and_refuses_with_a_clear_error()
    {
        await using var host = await TestHost.StartAsync(
            g => g.AddEnqueueMiddleware<TenantOf>()
                .AddEnqueueMiddleware(draft => draft.Spec.Headers["tenant"] == "blocked"
                    ? throw new InvalidJobException("headers.tenant", "'blocked' may not enqueue jobs")
                    : draft),
            services => services.AddSingleton<Drawer>());
        var drawer = host.Services.GetRequiredService<Drawer>();
        drawer.Tenant = "acme";
        var id = await host.Jobs.EnqueueAsync("any", 1, cancellation: Cancellation);
        Assert.Equal("acme", (await host.Jobs.GetAsync(id, Cancellation))!.Spec.Headers["tenant"]);
        drawer.Tenant = "blocked";
        var refused = await Assert.ThrowsAsync<InvalidJobException>(
            () => host.Jobs.EnqueueAsync("any", 1, options => options.Id(id), Cancellation));
        Assert.Equal("headers.tenant: 'blocked' may not enqueue jobs", refused.Message);
    }

    [Fact]
    public async Task Enqueue_middleware_cannot_change_the_id_of_a_job()
    {
        await using var host = await TestHost.StartAsync(g => g
            .AddEnqueueMiddleware(draft => draft with { Id = JobId.New(TimeProvider.System) }));
        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => host.Jobs.EnqueueAsync("any", 1, cancellation: Cancellation));
        Assert.Equal(
            "EnqueueFunction gave back a draft with another id; an enqueue middleware gives back the draft or one made "
            + "from it.", error.Message);
    }

    [Fact]
    public async Task An_error_handler_turns_a_failure_into_a_snooze_a_retry_or_the_end()
    {
        await using var host = await TestHost.StartAsync(g => g
            .OnJobError((job, error) => error switch
            {
                TimeoutException when job.Attempt == 1 => new SnoozeException(TimeSpan.Zero, "busy"),
                TimeoutException => new JobFailedException("still busy") { RetryAfter = TimeSpan.Zero },
                ArgumentException => new JobFailedException("bad: " + error.Message) { Permanent = true },
                _ => error,
            })
            .AddHandler("busy", (int n, JobContext job) => job.Attempt > n ? job.Attempt : throw new TimeoutException())
            .AddHandler<string>("bad", (text, _) => throw new ArgumentException(text))
            .AddHandler<string>("other", (text, _) => throw new InvalidOperationException(text))
            .AddWorker());
        var busy = await host.RunAsync("busy", 2, options => options.Retry(TimeSpan.FromDays(1)));
        Assert.Equal((JobState.Succeeded, 3), (busy.State, busy.Attempt));
        Assert.Equal(["busy", "still busy", null], busy.Attempts.Select(attempt => attempt.Error));
        var bad = await host.RunAsync("bad", "x", options => options.Retry(TimeSpan.Zero));
        Assert.Equal((JobState.Dead, 1, "bad: x"), (bad.State, bad.Attempt, bad.Error));
        var other = await host.RunAsync("other", "y");
        Assert.StartsWith("InvalidOperationException: y", other.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Functions_before_and_after_every_job_run_whether_it_succeeds_or_fails()
    {
        var seen = new ConcurrentQueue<string>();
        await using var host = await TestHost.StartAsync(g => g
            .BeforeJob(job =>
            {
                seen.Enqueue($"before {job.Spec.Handler}");
                return default;
            })
            .AfterJob((job, error) =>
            {
                seen.Enqueue($"after {job.Spec.Handler}: {error?.Message ?? "done"}");
                return default;
            })
            .AddHandler("good", (int n, JobContext _) => n)
            .AddHandler<int>("bad", (_, _) => throw new InvalidOperationException("broken")).AddWorker());
        await host.RunAsync("good", 1);
        await host.RunAsync("bad", 1);
        Assert.Equal(["before good", "after good: done", "before bad", "after bad: broken"], seen);
    }

    [Fact]
    public async Task A_culture_that_the_process_does_not_have_does_not_stop_the_job()
    {
        await using var host = await TestHost.StartAsync(g => g
            .AddEnqueueMiddleware(draft => WithHeader(draft, "culture", "not a culture at all"))
            .AddHandler("culture", (int _, JobContext _) => CultureInfo.CurrentCulture.Name).AddWorker());
        var job = await host.RunAsync("culture", 1);
        Assert.Equal(JobState.Succeeded, job.State);
        Assert.DoesNotContain("not a culture", Encoding.UTF8.GetString(job.Result.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_travels_along_is_left_out_when_a_job_has_no_room_for_it()
    {
        await using var host = await TestHost.StartAsync(g => g.CarryCulture());
        var full = Enumerable.Range(0, JobLimits.MaxHeaders).ToDictionary(i => $"h{i}", _ => "");
        var draft = new JobDraft(
            JobId.New(TimeProvider.System), new JobSpec { Handler = "any", Headers = full });
        await host.Jobs.EnqueueAsync([draft], Cancellation);
        Assert.Equal(full, (await host.Jobs.GetAsync(draft.Id, Cancellation))!.Spec.Headers);
    }

    private static JobDraft WithHeader(JobDraft draft, string name, string value) => draft with
    {
        Spec = draft.Spec with
        {
            Headers = new Dictionary<string, string>(draft.Spec.Headers) { [name] = value },
        },
    };

    private sealed class Drawer
    {
        public List<Stamp> Stamps { get; } = [];

        public string Tenant { get; set; } = "";
    }

    private sealed class Stamp(Drawer drawer) : IDisposable
    {
        public bool Disposed { get; private set; }

        public string Text { get; set; } = "";

        public Stamp Kept()
        {
            drawer.Stamps.Add(this);
            return this;
        }

        public void Dispose() => Disposed = true;
    }

    private sealed class Stamping(Stamp stamp) : IJobMiddleware
    {
        public ValueTask<ReadOnlyMemory<byte>> RunAsync(JobContext job, JobDelegate next)
        {
            stamp.Kept().Text = $"{job.Token.Job} {job.Token.Attempt}";
            return next(job);
        }
    }

    private sealed class TenantOf(Drawer drawer) : IEnqueueMiddleware
    {
        public ValueTask<JobDraft> PrepareAsync(JobDraft draft, CancellationToken cancellation) =>
            ValueTask.FromResult(WithHeader(draft, "tenant", drawer.Tenant));
    }
}
