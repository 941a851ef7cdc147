using Gnomon.Api;

namespace Gnomon.Cli.Demo;

/// <summary>The jobs of one demo: submits them and watches how they end.</summary>
internal sealed class DemoRun
{
    private const int MostCarried = 20;
    private const int TicksShown = 3;

    private static readonly string[] Unended = ["running", "ready", "scheduled"];

    private readonly IGnomonApi _api;
    private readonly List<(string Id, DemoJob Job)> _jobs = [];
    private readonly List<string> _carried = [];
    private DateTimeOffset _since;

    private DemoRun(IGnomonApi api) => _api = api;

    /// <summary>Whether every job has ended and the schedule's job of this run has too.</summary>
    public bool Ended { get; private set; }

    /// <summary>What did not end as it should; empty when all is well.</summary>
    public IReadOnlyList<string> Differences { get; private set; } = [];

    /// <summary>How many jobs an earlier demo on the same store had left unended.</summary>
    public int Carried => _carried.Count;

    /// <summary>Puts the schedule and submits the jobs.</summary>
    public static async Task<DemoRun> StartAsync(IGnomonApi api, bool pythonPresent, CancellationToken cancellation)
    {
        var run = new DemoRun(api);
        foreach (var state in Unended)
        {
            var query = new JobListQuery { State = state, Limit = MostCarried };
            var left = await api.ListJobsAsync(query, cancellation).ConfigureAwait(false);
            run._carried.AddRange(left.Items.Select(job => job.Id));
        }

        var jobs = DemoJob.All(pythonPresent);
        var ids = await api.SubmitAsync([.. jobs.Select(job => job.Draft)], cancellation).ConfigureAwait(false);
        run._jobs.AddRange(ids.Zip(jobs, (submitted, job) => (submitted.Id, job)));
        var first = await api.GetJobAsync(run._jobs[0].Id, cancellation).ConfigureAwait(false);
        run._since = first.CreatedAt;
        await api.PutScheduleAsync(DemoSchedule.Id, DemoSchedule.Definition, null, cancellation).ConfigureAwait(false);
        return run;
    }

    /// <summary>Looks at the jobs.</summary>
    public async Task<IReadOnlyList<DemoRow>> LookAsync(CancellationToken cancellation)
    {
        var rows = new List<DemoRow>();
        var differences = new List<string>();
        var ended = true;
        foreach (var id in _carried)
            if (await FindAsync(id, cancellation).ConfigureAwait(false) is { } carried)
                rows.Add(new DemoRow("left by the last demo", carried));
        foreach (var (id, expected) in _jobs)
        {
            var job = await _api.GetJobAsync(id, cancellation).ConfigureAwait(false);
            rows.Add(new DemoRow("", job));
            ended &= job.FinishedAt is not null;
            if (expected.Difference(job) is { } difference) differences.Add($"{job.Handler} {difference}");
        }

        var ticked = await TickedAsync(cancellation).ConfigureAwait(false);
        rows.AddRange(ticked.Take(TicksShown).Reverse().Select(job => new DemoRow("by the schedule", job)));
        var good = ticked.Any(job => job.State == "succeeded");
        if (!good) differences.Add($"schedule {DemoSchedule.Id} has not made a job that succeeded");
        (Ended, Differences) = (ended && (good || ticked.Any(job => job.FinishedAt is not null)), differences);
        return rows;
    }

    /// <summary>The jobs that the schedule has made since this demo began, newest first.</summary>
    private async Task<IReadOnlyList<JobDocument>> TickedAsync(CancellationToken cancellation)
    {
        var query = new JobListQuery { Schedule = DemoSchedule.Id, Limit = MostCarried };
        var page = await _api.ListJobsAsync(query, cancellation).ConfigureAwait(false);
        return [.. page.Items.Where(job => job.CreatedAt >= _since && !_carried.Contains(job.Id))];
    }

    private async Task<JobDocument?> FindAsync(string id, CancellationToken cancellation)
    {
        try
        {
            return await _api.GetJobAsync(id, cancellation).ConfigureAwait(false);
        }
        catch (ApiException error) when (error.Status == 404)
        {
            // Its retention has ended, or somebody deleted it meanwhile.
            return null;
        }
    }
}
