using System.Collections.Concurrent;
using System.Text;
using Gnomon.Api;
using Gnomon.Client;
using Gnomon.Hosting;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Testing;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Gnomon.Tests.Hosting;

/// <summary>A program in fake time with a handler <c>note</c> that notes when it ran and what for; what a person asks of it
/// goes through the API.</summary>
internal sealed class RowBench : IAsyncDisposable
{
    public const string Note = "note";

    /// <summary>When a program begins unless told otherwise: a Thursday, midnight.</summary>
    public static readonly DateTimeOffset Start = FakeTime.DefaultStart;

    /// <summary>Work is begun once others have had their turn at the same moment, which may take a little fake time.
    /// </summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(2);

    private readonly ConcurrentQueue<Noted> _noted;
    private readonly TestHost _host;

    private RowBench(FakeTime time, TestHost host, ConcurrentQueue<Noted> noted)
    {
        (Time, _host, _noted) = (time, host, noted);
        Parts = host.Services.GetRequiredService<StoreParts>();
        Api = new StoreApi(Parts, time);
        Run = new JobRun(time, Parts) { Patience = TimeSpan.FromMinutes(1) };
    }

    public FakeTime Time { get; }

    public StoreParts Parts { get; }

    public StoreApi Api { get; }

    public JobRun Run { get; }

    public JobClient Jobs => _host.Jobs;

    /// <summary>What ran, in its order.</summary>
    public IReadOnlyList<Noted> Noted => [.. _noted];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<RowBench> StartAsync(Action<GnomonBuilder> configure, FakeTime? time = null) =>
        StartAsync(configure, time ?? new FakeTime(), isWorker: true);

    /// <summary>The same with workers of its own, or none.</summary>
    public static Task<RowBench> StartAsync(
        Action<GnomonBuilder> configure, IReadOnlyList<WorkerOptions> workers, FakeTime? time = null) =>
        StartAsync(
            g =>
            {
                configure(g);
                foreach (var worker in workers) g.AddWorker(_ => worker);
            },
            time ?? new FakeTime(), isWorker: false);

    /// <summary>The nominal instants for which <paramref name="text"/> was noted, in the order of the notes. No note was
    /// early, or late by more than it takes to begin.</summary>
    public IReadOnlyList<DateTimeOffset> Ticks(string text)
    {
        var found = Noted.Where(note => note.Text == text).ToList();
        Assert.All(found, note => Assert.InRange(note.At - note.Job.Tick!.Value, TimeSpan.Zero, Late));
        return [.. found.Select(note => note.Job.Tick!.Value)];
    }

    /// <summary>Stores a schedule as the body of <c>PUT /v1/schedules/{id}</c> says.</summary>
    public async Task<ScheduleDocument> PutAsync(string id, string json) => (await Api.PutScheduleAsync(
        id, ApiJson.Read(Encoding.UTF8.GetBytes(json), GnomonJson.Default.ScheduleDocument), null, Cancellation)).Schedule;

    public Task<ScheduleDocument> GetAsync(string id) => Api.GetScheduleAsync(id, Cancellation);

    public Task ForAsync(TimeSpan span) => Run.ForAsync(span, Cancellation);

    public Task UntilIdleAsync() => Run.UntilIdleAsync(null, Cancellation);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private static async Task<RowBench> StartAsync(Action<GnomonBuilder> configure, FakeTime time, bool isWorker)
    {
        var noted = new ConcurrentQueue<Noted>();
        var host = await TestHost.StartAsync(
            g =>
            {
                g.AddHandler(Note, (string text, JobContext job) =>
                {
                    noted.Enqueue(new Noted(time.GetUtcNow(), text, job.Id, job.Spec, job.Spec.Node));
                    return text;
                });
                configure(g);
                if (isWorker) g.AddWorker();
            },
            services => services.AddSingleton<TimeProvider>(time));
        return new RowBench(time, host, noted);
    }
}
