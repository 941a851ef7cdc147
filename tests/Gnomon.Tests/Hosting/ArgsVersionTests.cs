using System.Text;
using System.Text.Json.Nodes;
using Gnomon.Api;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Telemetry;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gnomon.Tests.Hosting;

public sealed class ArgsVersionTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(3, "{\"first\":\"Ada\",\"last\":\"King\"}")]
    [InlineData(2, "{\"names\":[\"Ada\",\"King\"]}")]
    [InlineData(1, "{\"name\":\"Ada King\"}")]
    [InlineData(0, "\"Ada King\"")]
    public async Task Arguments_of_every_older_version_reach_the_handler_in_the_present_one(int version, string args)
    {
        await using var host = await TestHost.StartAsync(g => Declare(g)
            .AddHandler("greet", (Person person, JobContext job) =>
                $"hello {person.First} of {person.Last}, version {job.Spec.ArgsVersion}")
            .AddWorker());
        var job = await host.EndedAsync(await EnqueueAsync(host, version, args));
        Assert.Equal("\"hello Ada of King, version 3\"", Encoding.UTF8.GetString(job.Result.Span));
        Assert.Equal((version, args), (job.Spec.ArgsVersion, Encoding.UTF8.GetString(job.Spec.Args.Span)));
    }

    [Fact]
    public async Task A_producer_writes_the_version_that_it_declares()
    {
        await using var host = await TestHost.StartAsync(g => Declare(g)
            .AddSchedule("daily", Gnomon.Triggers.When.Every(TimeSpan.FromDays(1)), "greet", new Person("Ada", "King")));
        var id = await host.Jobs.EnqueueAsync("greet", new Person("Ada", "King"), cancellation: Cancellation);
        Assert.Equal(3, (await host.Jobs.GetAsync(id, Cancellation))!.Spec.ArgsVersion);
        var other = await host.Jobs.EnqueueAsync("other", 1, cancellation: Cancellation);
        Assert.Equal(0, (await host.Jobs.GetAsync(other, Cancellation))!.Spec.ArgsVersion);
        var schedule = await host.Services.GetRequiredService<IJobQuery>().GetScheduleAsync("daily", Cancellation);
        Assert.Equal(3, schedule!.Schedule.Job.ArgsVersion);
    }

    [Theory]
    [InlineData(4, "its arguments have version 4, and handler 'greet' of this node knows them up to version 3")]
    [InlineData(2, "its arguments have version 2; handler 'greet' takes version 3 and does not know how to go on from 2")]
    public async Task A_job_whose_arguments_the_node_cannot_read_is_parked_and_not_failed(int version, string reason)
    {
        var parked = new TaskCompletionSource<GnomonEvent>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var host = await TestHost.StartAsync(g => g.ArgsVersion("greet", 3)
            .AddListener(happened =>
            {
                if (happened.Kind == GnomonEventKind.JobSnoozed) parked.TrySetResult(happened);
            })
            .AddHandler("greet", (Person person, JobContext _) => person.First).AddWorker());
        var id = await EnqueueAsync(host, version, "{}");
        Assert.Equal("parked: " + reason, (await parked.Task.WaitAsync(Cancellation)).Error);
        var job = (await host.Jobs.GetAsync(id, Cancellation))!;
        Assert.Equal(AttemptOutcome.Parked, job.Attempts[0].Outcome);
        Assert.False(job.State.IsTerminal());
    }

    [Fact]
    public async Task Row_K_4c_12_jobs_of_an_older_and_of_a_newer_form_stop_no_worker()
    {
        await using var host = await TestHost.StartAsync(g => Declare(g)
            .AddHandler("greet", (Person person, JobContext _) => person.First)
            .AddWorker(worker => worker with { Concurrency = 1 }));
        var newer = await EnqueueAsync(host, 4, "{\"unknown\":1}");
        var broken = await EnqueueAsync(host, 2, "{}");
        var older = await EnqueueAsync(host, 1, "{\"name\":\"Ada King\"}");
        var present = await EnqueueAsync(host, 3, "{\"first\":\"Ada\",\"last\":\"King\"}");
        Assert.Equal(JobState.Succeeded, (await host.EndedAsync(older)).State);
        Assert.Equal(JobState.Succeeded, (await host.EndedAsync(present)).State);
        Assert.Equal(JobState.Dead, (await host.EndedAsync(broken)).State);
        Assert.False((await host.Jobs.GetAsync(newer, Cancellation))!.State.IsTerminal());
    }

    [Fact]
    public async Task An_upgrade_that_fails_is_a_failure_of_the_job_that_names_the_version()
    {
        await using var host = await TestHost.StartAsync(g => g
            .ArgsVersion("greet", 2, args => args.From(1, _ => throw new InvalidOperationException("no name")))
            .AddHandler("greet", (Person person, JobContext _) => person.First).AddWorker());
        var job = await host.EndedAsync(await EnqueueAsync(host, 1, "{}"));
        Assert.Equal(JobState.Dead, job.State);
        Assert.StartsWith(
            "upgrading the arguments of handler 'greet' from version 1 failed: no name\n", job.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_version_that_is_not_older_cannot_be_upgraded()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => new ArgsVersions(2).From(2, args => args));
        Assert.StartsWith("Arguments can be upgraded from 0 to 1 to version 2.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ArgsVersions(0));
    }

    [Fact]
    public async Task Jobs_that_no_live_node_can_run_are_found_with_the_reason()
    {
        await using var host = await TestHost.StartAsync(g => Declare(g)
            .AddHandler("greet", (Person person, JobContext _) => person.First)
            .AddWorker(worker => worker with { Queues = ["served"] }));
        await host.Jobs.EnqueueAsync("nobody", 1, o => o.In(TimeSpan.FromHours(1)), Cancellation);
        await host.Jobs.EnqueueAsync("greet", new Person("A", "B"), cancellation: Cancellation);
        var newer = new JobDraft(
            JobId.New(TimeProvider.System), new JobSpec { Handler = "greet", Queue = "served", ArgsVersion = 9 })
        {
            Delay = TimeSpan.FromHours(1),
        };
        await host.Jobs.EnqueueAsync([newer], Cancellation);
        await host.Jobs.EnqueueAsync(
            "greet", new Person("A", "B"), o => o.Queue("served").In(TimeSpan.FromHours(1)), Cancellation);
        var stats = await host.Services.GetRequiredService<IGnomonApi>().GetStatsAsync(null, Cancellation);
        Assert.Equal(
            [
                new UnservedDocument(
                    "default", "greet", 3, 1, "noQueue",
                    "no live node that has handler 'greet' takes jobs from queue 'default'"),
                new UnservedDocument("default", "nobody", 0, 1, "noHandler", "no live node has handler 'nobody'"),
                new UnservedDocument(
                    "served", "greet", 9, 1, "noVersion",
                    "no live node that has handler 'greet' and takes jobs from queue 'served' reads version 9 of its "
                    + "arguments"),
            ],
            stats.Unserved);
    }

    [Fact]
    public async Task A_node_says_which_versions_it_reads()
    {
        await using var host = await TestHost.StartAsync(g => g
            .ArgsVersion("gap", 3, args => args.From(0, a => a).From(2, a => a))
            .AddHandler("gap", (int n, JobContext _) => n)
            .AddHandler("plain", (int n, JobContext _) => n)
            .AddWorker());
        var node = Assert.Single(
            await host.Services.GetRequiredService<StoreParts>().Cluster.ListAsync(Cancellation));
        Assert.Equal(["gap"], node.ArgsVersions.Keys);
        // Version 0 has a first step, but none leads on from 1.
        Assert.Equal([2, 3], node.ArgsVersions["gap"]);
    }

    private static GnomonBuilder Declare(GnomonBuilder g) => g.ArgsVersion("greet", 3, args => args
        .From(0, name => new JsonObject { ["name"] = name!.DeepClone() })
        .From(1, person => new JsonObject
        {
            ["names"] = new JsonArray([.. person!["name"]!.GetValue<string>().Split(' ').Select(n => JsonValue.Create(n))]),
        })
        .From(2, person => new JsonObject
        {
            ["first"] = person!["names"]![0]!.DeepClone(), ["last"] = person["names"]![1]!.DeepClone(),
        }));

    private static async Task<JobId> EnqueueAsync(TestHost host, int version, string args)
    {
        var spec = new JobSpec { Handler = "greet", ArgsVersion = version, Args = Encoding.UTF8.GetBytes(args) };
        var results = await host.Jobs.EnqueueAsync([new JobDraft(JobId.New(TimeProvider.System), spec)], Cancellation);
        return results[0].Job;
    }

    private sealed record Person(string First, string Last);
}
