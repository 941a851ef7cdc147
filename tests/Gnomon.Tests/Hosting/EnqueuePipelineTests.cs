using System.Text;
using Gnomon.Api;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Tests.Local;
using Gnomon.Triggers;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>What schedules and the jobs of their ticks go through.</summary>
public sealed class EnqueuePipelineTests
{
    private static readonly EncryptionKey Old = new("old", new byte[32]);
    private static readonly EncryptionKey New = new("new", Enumerable.Repeat((byte)1, 32).ToArray());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Jobs_of_ticks_pass_the_middleware_and_one_that_is_refused_is_a_skip_with_the_reason()
    {
        var made = Signal();
        var skipped = Signal();
        await using var host = await TestHost.StartAsync(g => g
            .AddListener(happened =>
            {
                if (happened is { Kind: GnomonEventKind.JobEnqueued }) made.TrySetResult(happened);
                if (happened is { Kind: GnomonEventKind.TickSkipped }) skipped.TrySetResult(happened);
            })
            .AddEnqueueMiddleware(draft => draft.Spec.Schedule == "closed"
                ? throw new InvalidJobException("queue", "'closed' takes no more jobs")
                : draft with { Spec = new JobSpec { Handler = draft.Spec.Handler, Tags = ["seen"] } })
            .AddSchedule("open", When.Every(TimeSpan.FromMilliseconds(50)), "h", 1)
            .AddSchedule("closed", When.Every(TimeSpan.FromMilliseconds(50)), "h", 1));
        var job = (await host.Jobs.GetAsync((await made.Task.WaitAsync(Cancellation)).Job!.Value, Cancellation))!;
        Assert.Equal(("seen", "open"), (Assert.Single(job.Spec.Tags), job.Spec.Schedule));
        Assert.Equal(job.Id, JobId.ForTick("open", job.Spec.Tick!.Value));
        Assert.Equal("closed", (await skipped.Task.WaitAsync(Cancellation)).Schedule);
        var tick = (await QueryOf(host).ListTicksAsync("closed", null, 1, Cancellation)).Items[0];
        Assert.Equal(
            (TickOutcome.Skipped, null, "refused: queue: 'closed' takes no more jobs"),
            (tick.Outcome, tick.Job, tick.Reason));
    }

    [Fact]
    public async Task A_middleware_that_makes_an_invalid_job_of_a_tick_stops_no_schedule()
    {
        var skipped = Signal();
        await using var host = await TestHost.StartAsync(g => g
            .AddListener(happened =>
            {
                if (happened is { Kind: GnomonEventKind.TickSkipped }) skipped.TrySetResult(happened);
            })
            .AddEnqueueMiddleware(draft => draft with { Spec = draft.Spec with { Priority = 77 } })
            .AddSchedule("often", When.Every(TimeSpan.FromMilliseconds(50)), "h", 1));
        Assert.StartsWith(
            "refused: priority", (await skipped.Task.WaitAsync(Cancellation)).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Arguments_of_a_schedule_are_an_envelope_at_rest_that_its_ticks_and_triggers_copy()
    {
        var ended = Signal();
        await using var host = await TestHost.StartAsync(g => g.Encrypt(new EncryptionOptions { Keys = [New] })
            .AddListener(happened =>
            {
                if (happened is { Kind: GnomonEventKind.JobSucceeded }) ended.TrySetResult(happened);
            })
            .AddHandler("echo", (string card, JobContext _) => card)
            .AddSchedule("often", When.Every(TimeSpan.FromMilliseconds(50)), "echo", "4000-1234").AddWorker());
        var stored = (await QueryOf(host).GetScheduleAsync("often", Cancellation))!.Schedule.Job.Args;
        Assert.True(PayloadCipher.IsSealed(stored));
        Assert.DoesNotContain("4000-1234", Encoding.UTF8.GetString(stored.Span), StringComparison.Ordinal);
        var ticked = (await ended.Task.WaitAsync(Cancellation)).Job!.Value;
        var triggered = await ApiOf(host).TriggerScheduleAsync("often", Cancellation);
        foreach (var id in new[] { ticked, JobId.TryParse(triggered.Id, out var parsed) ? parsed : default })
        {
            var job = await host.EndedAsync(id);
            Assert.Equal(stored.ToArray(), job.Spec.Args.ToArray());
            Assert.Equal("4000-1234", await host.Jobs.GetResultAsync<string>(id, Cancellation));
        }
    }

    [Fact]
    public async Task A_schedule_that_is_put_again_with_the_same_arguments_keeps_its_envelope_and_revision()
    {
        await using var host = await TestHost.StartAsync(g => g.Encrypt(new EncryptionOptions { Keys = [New] }));
        var first = await PutAsync(host, "\"4000\"");
        Assert.Equal(1, first.Revision);
        var again = await PutAsync(host, "\"4000\"");
        Assert.Equal((1L, first.Mark), (again.Revision, again.Mark));
        Assert.Equal(2, (await PutAsync(host, "\"4001\"")).Revision);
    }

    [Fact]
    public async Task Stored_schedules_are_encrypted_at_start_with_the_newest_key_and_only_once()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal((1, null), await StartAsync(folder));
        Assert.Equal((2, "old"), await StartAsync(folder, Old));
        Assert.Equal((2, "old"), await StartAsync(folder, Old));
        Assert.Equal((3, "new"), await StartAsync(folder, New, Old));
        Assert.Equal((3, "new"), await StartAsync(folder, New));
    }

    [Fact]
    public async Task An_envelope_that_cannot_be_opened_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal((1, "old"), await StartAsync(folder, Old));
        await using var host = await TestHost.StartAsync(g => g
            .UseStore("local:" + folder["store"]).Encrypt(new EncryptionOptions { Keys = [New] }));
        Assert.Equal((1, "old"), await ReadAsync(host));
    }

    /// <summary>Starts with a declared schedule, and answers its revision and the key of its envelope.</summary>
    private static async Task<(long Revision, string? Key)> StartAsync(TemporaryFolder folder, params EncryptionKey[] keys)
    {
        await using var host = await TestHost.StartAsync(g =>
        {
            g.UseStore("local:" + folder["store"]).AddSchedule("s", When.Every(TimeSpan.FromDays(9)), "h", "4000");
            if (keys.Length > 0) g.Encrypt(new EncryptionOptions { Keys = keys });
        });
        return await ReadAsync(host);
    }

    private static async Task<(long Revision, string? Key)> ReadAsync(TestHost host)
    {
        var stored = (await QueryOf(host).GetScheduleAsync("s", Cancellation))!;
        var args = Encoding.UTF8.GetString(stored.Schedule.Job.Args.Span);
        if (args == "\"4000\"") return (stored.Revision, null);
        Assert.DoesNotContain("4000\"", args, StringComparison.Ordinal);
        return (stored.Revision, args.Contains("\"key\":\"old\"", StringComparison.Ordinal) ? "old" : "new");
    }

    private static async Task<StoredSchedule> PutAsync(TestHost host, string args)
    {
        var schedule = new Schedule
        {
            Id = "s",
            Trigger = When.Every(TimeSpan.FromDays(9)),
            Job = new JobSpec { Handler = "h", Args = Encoding.UTF8.GetBytes(args) },
        };
        var answer = await host.Services.GetRequiredService<IJobStore>().PutSchedulesAsync(
            new ScheduleChanges([new SchedulePut(schedule)], []), Cancellation);
        return answer.Stored[0];
    }

    private static IJobQuery QueryOf(TestHost host) => host.Services.GetRequiredService<IJobQuery>();

    private static IGnomonApi ApiOf(TestHost host) => host.Services.GetRequiredService<IGnomonApi>();

    private static TaskCompletionSource<GnomonEvent> Signal() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
