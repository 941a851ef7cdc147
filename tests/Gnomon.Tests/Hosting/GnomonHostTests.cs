using System.Text;
using Gnomon.Client;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Tests.Local;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Gnomon.Tests.Hosting;

public sealed class GnomonHostTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Handler_classes_run_in_a_scope_of_their_own_and_return_results()
    {
        using var host = await StartAsync(
            g => g.AddHandler<Greeter, Greeting, string>().AddHandler<Sender, Mail>().AddWorker(),
            services => services.AddScoped<Ink>().AddSingleton<Outbox>());
        var jobs = host.Services.GetRequiredService<JobClient>();
        var id = await jobs.EnqueueAsync(new Greeting("Ada"), cancellation: Cancellation);
        Assert.Equal(JobState.Succeeded, (await jobs.WaitAsync(id, Cancellation))!.State);
        Assert.Equal("hello Ada in ink 1", await jobs.GetResultAsync<string>(id, Cancellation));
        var mail = await jobs.EnqueueAsync(new Mail("x@y"), cancellation: Cancellation);
        Assert.Equal(JobState.Succeeded, (await jobs.WaitAsync(mail, Cancellation))!.State);
        Assert.Equal(["x@y"], host.Services.GetRequiredService<Outbox>().Sent);
        await host.StopAsync(Cancellation);
        Assert.All(host.Services.GetRequiredService<Outbox>().Inks, ink => Assert.True(ink.Disposed));
    }

    [Fact]
    public async Task Functions_are_handlers_whether_they_return_now_later_or_nothing()
    {
        using var host = await StartAsync(g => g
            .AddHandler("now", (int n, JobContext _) => n + 1)
            .AddHandler("later", async (int n, JobContext _) =>
            {
                await Task.Yield();
                return n * 2;
            })
            .AddHandler("nothing", async (int _, JobContext job) =>
            {
                await Task.Yield();
                job.Log("done");
            })
            .AddWorker());
        var jobs = host.Services.GetRequiredService<JobClient>();
        foreach (var (name, result) in new[] { ("now", "22"), ("later", "42"), ("nothing", "") })
        {
            var id = await jobs.EnqueueAsync(name, 21, cancellation: Cancellation);
            var job = (await jobs.WaitAsync(id, Cancellation))!;
            Assert.Equal(
                (JobState.Succeeded, result), (job.State, Encoding.UTF8.GetString(job.Result.Span)));
        }

        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_end_the_job_at_once_with_a_clear_error()
    {
        using var host = await StartAsync(g => g.AddHandler("count", (int n, JobContext _) => n).AddWorker());
        var jobs = host.Services.GetRequiredService<JobClient>();
        var id = await jobs.EnqueueAsync(
            "count", "many", options => options.Retry(TimeSpan.Zero, TimeSpan.Zero), Cancellation);
        var job = (await jobs.WaitAsync(id, Cancellation))!;
        Assert.Equal((JobState.Dead, 1), (job.State, job.Attempt));
        Assert.StartsWith("the arguments do not fit handler 'count': ", job.Error, StringComparison.Ordinal);
        var none = await Assert.ThrowsAsync<InvalidOperationException>(
            () => jobs.GetResultAsync<int>(id, Cancellation));
        Assert.Equal($"Job {id} has no result: it is Dead.", none.Message);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Missing_arguments_end_the_job_at_once_with_a_clear_error()
    {
        using var host = await StartAsync(g => g.AddHandler("greet", (string name, JobContext _) => name).AddWorker());
        var jobs = host.Services.GetRequiredService<JobClient>();
        var id = JobId.New(TimeProvider.System);
        await jobs.EnqueueAsync([new JobDraft(id, new JobSpec { Handler = "greet" })], Cancellation);
        var job = (await jobs.WaitAsync(id, Cancellation))!;
        Assert.Equal(
            (JobState.Dead, "handler 'greet' takes arguments, and the job has none"), (job.State, job.Error));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Two_schedules_with_one_id_are_refused_by_name()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(g => g
            .AddSchedule("twice", When.Every(TimeSpan.FromHours(1)), "h", 1)
            .AddSchedule("twice", When.Every(TimeSpan.FromHours(2)), "h", 1)));
        Assert.Equal("Two schedules are declared with the id 'twice'; each needs its own.", error.Message);
    }

    [Fact]
    public async Task Options_of_a_job_are_stored_with_it()
    {
        using var host = await StartAsync(_ => { });
        var jobs = host.Services.GetRequiredService<JobClient>();
        var chosen = JobId.New(TimeProvider.System);
        var id = await jobs.EnqueueAsync(
            new Greeting("Ada"),
            options => options.Id(chosen).In(TimeSpan.FromHours(1)).Key("k").Priority(9).Queue("q").Tag("a", "b")
                .Retry(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(8)),
            Cancellation);
        Assert.Equal(chosen, id);
        var job = (await jobs.GetAsync(id, Cancellation))!;
        Assert.Equal(
            (JobState.Scheduled, "greet", "q", "k", (byte)9, 3),
            (job.State, job.Spec.Handler, job.Spec.Queue, job.Spec.Key, job.Spec.Priority, job.Spec.Retry.MaxAttempts));
        Assert.Equal(job.CreatedAt + TimeSpan.FromHours(1), job.RunAt);
        Assert.Equal(["a", "b"], job.Spec.Tags);
        var same = await jobs.EnqueueAsync("other", 1, options => options.Queue("q").Key("k"), Cancellation);
        Assert.Equal(id, same);
        Assert.Equal(ControlOutcome.Done, await jobs.CancelAsync(id, Cancellation));
        Assert.Equal(JobState.Cancelled, (await jobs.WaitAsync(id, Cancellation))!.State);
        Assert.Null(await jobs.WaitAsync(JobId.New(TimeProvider.System), Cancellation));
    }

    [Fact]
    public async Task A_declared_schedule_makes_jobs_with_its_arguments()
    {
        var greeted = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var host = await StartAsync(g => g
            .AddHandler("greet", (Greeting greeting, JobContext _) => greeted.TrySetResult(greeting.Name))
            .AddSchedule("often", When.Every(TimeSpan.FromMilliseconds(50)), new Greeting("Bo"))
            .AddSchedule("nightly", When.Cron("0 2 * * *", "Asia/Shanghai"), new Greeting("Cy"))
            .AddWorker());
        Assert.Equal("Bo", await greeted.Task.WaitAsync(Cancellation));
        var nightly = await host.Services.GetRequiredService<IJobQuery>().GetScheduleAsync("nightly", Cancellation);
        Assert.Equal(18, nightly!.Next!.Value.UtcDateTime.Hour);
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task A_restart_runs_what_was_accepted_and_does_not_resume_a_paused_schedule()
    {
        using var folder = new TemporaryFolder();
        void Configure(GnomonBuilder g) => g.UseStore("local:" + folder["store"])
            .AddSchedule("s", When.Every(TimeSpan.FromDays(1)), new Greeting("Bo"));
        JobId id;
        using (var host = await StartAsync(Configure))
        {
            var jobs = host.Services.GetRequiredService<JobClient>();
            id = await jobs.EnqueueAsync("late", 1, cancellation: Cancellation);
            var store = host.Services.GetRequiredService<StoreParts>();
            var present = (await store.Query.GetScheduleAsync("s", Cancellation))!.Schedule;
            var paused = present with { Paused = true, Reason = "holiday" };
            await store.Store.PutSchedulesAsync(new ScheduleChanges([new SchedulePut(paused)], []), Cancellation);
            await host.StopAsync(Cancellation);
        }

        using var again = await StartAsync(g =>
        {
            Configure(g);
            g.AddHandler("late", (int n, JobContext _) => n).AddWorker();
        });
        var job = await again.Services.GetRequiredService<JobClient>().WaitAsync(id, Cancellation);
        Assert.Equal(JobState.Succeeded, job!.State);
        var kept = await again.Services.GetRequiredService<IJobQuery>().GetScheduleAsync("s", Cancellation);
        Assert.Equal((true, "holiday"), (kept!.Schedule.Paused, kept.Schedule.Reason));
        await again.StopAsync(Cancellation);
    }

    [Fact]
    public async Task Mistakes_of_the_program_are_one_clear_error_each()
    {
        var twice = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(g => g
            .AddHandler("a", (int n, JobContext _) => n).AddHandler("a", (int n, JobContext _) => n)));
        Assert.Equal("Two handlers are named 'a'; each needs its own name.", twice.Message);
        var url = await Assert.ThrowsAsync<ArgumentException>(() => StartAsync(g => g.UseStore("mysql://x")));
        Assert.StartsWith("'mysql:' is not a kind of store that is opened here", url.Message, StringComparison.Ordinal);
        using var host = await StartAsync(_ => { });
        var unnamed = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            host.Services.GetRequiredService<JobClient>().EnqueueAsync(new Unnamed(), cancellation: Cancellation));
        Assert.StartsWith("Unnamed does not say which handler it is for.", unnamed.Message, StringComparison.Ordinal);
    }

    private static async Task<IHost> StartAsync(
        Action<GnomonBuilder> configure, Action<IServiceCollection>? services = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        services?.Invoke(builder.Services);
        builder.Services.AddGnomon(g =>
        {
            g.UseStore("local:");
            configure(g);
        });
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    [JobName("greet")]
    private sealed record Greeting(string Name);

    [JobName("mail")]
    private sealed record Mail(string To);

    private sealed record Unnamed;

    private sealed class Outbox
    {
        public List<string> Sent { get; } = [];

        public List<Ink> Inks { get; } = [];
    }

    private sealed class Ink(Outbox outbox) : IDisposable
    {
        public bool Disposed { get; private set; }

        public int Register()
        {
            outbox.Inks.Add(this);
            return outbox.Inks.Count;
        }

        public void Dispose() => Disposed = true;
    }

    private sealed class Greeter(Ink ink) : IResultHandler<Greeting, string>
    {
        public Task<string> RunAsync(Greeting args, JobContext job, CancellationToken cancellation) =>
            Task.FromResult($"hello {args.Name} in ink {ink.Register()}");
    }

    private sealed class Sender(Outbox outbox, Ink ink) : IJobHandler<Mail>
    {
        public Task RunAsync(Mail args, JobContext job, CancellationToken cancellation)
        {
            ink.Register();
            outbox.Sent.Add(args.To);
            return Task.CompletedTask;
        }
    }
}
