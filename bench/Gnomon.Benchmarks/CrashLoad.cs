using System.Text;
using Gnomon.Jobs;
using Gnomon.Local;
using Gnomon.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gnomon.Benchmarks;

/// <summary>One life of the process that is killed: 16 producers and 8 slots on one store, writing down what they do.
/// </summary>
internal sealed class CrashLoad(string directory, int round)
{
    public const string Ready = "ready";

    private const int Producers = 16;
    private const int Slots = 8;

    private readonly Settings _settings = new(
        "local:" + Path.Combine(directory, "store"), Payload: 100, LocalDurability.Fsync);

    /// <summary>Enqueues and runs until it is killed.</summary>
    public async Task LoadAsync(CancellationToken cancellation)
    {
        using var intended = Open("intended");
        using var acknowledged = Open("acknowledged");
        using var ran = Open("ran");
        using var host = await StartAsync(ran);
        var store = host.Services.GetRequiredService<IJobStore>();
        var producing = Enumerable.Range(0, Producers).Select(producer => Task.Run(
            async () =>
            {
                for (var turn = 0; ; turn++)
                {
                    // Some ask for one job at a time, some for many; some of the jobs come due later.
                    var drafts = _settings.NewDrafts(producer % 4 == 0 ? 20 : 1);
                    for (var i = 0; i < drafts.Length; i++)
                        if ((turn + i) % 7 == 0)
                            drafts[i] = drafts[i] with { Delay = TimeSpan.FromMilliseconds(50) };
                    Write(intended, drafts.Select(draft => draft.Id.ToString()));
                    var results = await store.EnqueueAsync(drafts, cancellation);
                    Write(acknowledged, results.Select(result => result.Job.ToString()));
                }
            },
            cancellation)).ToList();
        Console.WriteLine(Ready);
        await await Task.WhenAny(producing);
    }

    /// <summary>Runs what is left and writes down which jobs ended well.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        using var ran = Open("ran");
        using var host = await StartAsync(ran);
        var query = host.Services.GetRequiredService<IJobQuery>();
        while (true)
        {
            var stats = await query.GetStatsAsync(cancellation);
            if (stats.Jobs.Where(count => !count.Key.IsTerminal()).Sum(count => count.Value) == 0) break;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellation);
        }

        using var ended = Open("ended");
        string? cursor = null;
        do
        {
            var page = await query.ListJobsAsync(
                new JobFilter { State = JobState.Succeeded }, cursor, 10_000, cancellation);
            if (page.Items.Count > 0) Write(ended, page.Items.Select(job => job.Id.ToString()));
            cursor = page.Next;
        }
        while (cursor is not null);
        await host.StopAsync(cancellation);
    }

    private Task<IHost> StartAsync(FileStream ran)
    {
        return _settings.StartAsync(
            job =>
            {
                Write(ran, [$"{job.Id} {job.Attempt}"]);
                return ValueTask.FromResult(ReadOnlyMemory<byte>.Empty);
            },
            Slots);
    }

    private FileStream Open(string kind) =>
        new(CrashHistory.FileOf(directory, kind, round), FileMode.Append, FileAccess.Write, FileShare.Read, 0);

    private static void Write(FileStream file, IEnumerable<string> lines)
    {
        var text = Encoding.ASCII.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        lock (file) file.Write(text);
    }
}
