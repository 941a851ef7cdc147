using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Benchmarks.Fleet;

/// <summary>Compares what the processes wrote down with what the store says.</summary>
internal sealed class FleetCheck(string directory, List<FleetProcess> processes, List<string> findings)
{
    private const int MaxTold = 20;

    private static readonly long Second = TimeProvider.System.TimestampFrequency;

    private readonly HashSet<JobId> _intended = [];
    private readonly HashSet<JobId> _acknowledged = [];
    private readonly Dictionary<JobId, SortedDictionary<int, FleetAttempt>> _runs = [];
    private readonly Dictionary<JobId, Job> _jobs = [];
    private readonly List<double> _lateness = [];
    private double _slowest;
    private int _untold;

    public async Task<FleetReport> RunAsync(
        IJobQuery query, List<StoredSchedule> schedules, FleetOptions options, CancellationToken cancellation)
    {
        ReadHistory();
        string? cursor = null;
        do
        {
            var page = await query.ListJobsAsync(new JobFilter(), cursor, 500, cancellation);
            foreach (var job in page.Items) _jobs[job.Id] = job;
            cursor = page.Next;
        }
        while (cursor is not null);
        foreach (var id in _acknowledged.Where(id => !_jobs.ContainsKey(id))) Find($"job {id} was acknowledged and is lost");
        foreach (var job in _jobs.Values) CheckJob(job);
        foreach (var id in _runs.Keys.Where(id => !_jobs.ContainsKey(id))) Find($"job {id} ran and the store does not know it");
        var limits = new FleetLimits(_jobs.Values, _runs.Values.SelectMany(runs => runs.Values), Find);
        limits.Check();
        foreach (var schedule in schedules) CheckSchedule(schedule);
        if (_untold > 0) findings.Add($"and {_untold} more");
        return new FleetReport
        {
            Seed = options.Seed, Processes = processes.Count, Killed = processes.Count(one => one.KilledAt is not null),
            Acknowledged = _acknowledged.Count, Ticks = _jobs.Values.Count(job => job.Spec.Schedule is not null),
            Runs = _runs.Values.Sum(runs => runs.Count),
            LostAttempts = _jobs.Values.Sum(job => job.Attempts.Count(one => one.Outcome == AttemptOutcome.Lost)),
            LateP50Ms = _lateness.Count == 0 ? 0 : Report.Percentile(_lateness, 0.5),
            LateP99Ms = _lateness.Count == 0 ? 0 : Report.Percentile(_lateness, 0.99),
            SlowestRecoverySeconds = _slowest, Findings = findings,
        };
    }

    private void Find(string finding)
    {
        if (findings.Count < MaxTold) findings.Add(finding);
        else _untold++;
    }

    private void ReadHistory()
    {
        var byName = processes.ToDictionary(process => process.Name);
        var ends = new List<(AttemptToken Token, long Ended, string Outcome)>();
        foreach (var (process, parts) in FleetHistory.Read(directory))
        {
            var id = new JobId(Guid.Parse(parts[1]));
            if (parts[0] == "I") _intended.Add(id);
            else if (parts[0] == "A") _acknowledged.Add(id);
            else if (parts[0] == "D") Find($"job {id} was stored a second time");
            else if (parts[0] == "E")
                ends.Add((new AttemptToken(id, (int)FleetHistory.Number(parts[2])), FleetHistory.Number(parts[3]), parts[4]));
            else
            {
                var token = new AttemptToken(id, (int)FleetHistory.Number(parts[2]));
                var run = new FleetAttempt(
                    byName[process], token, FleetHistory.Number(parts[3]), FleetHistory.Number(parts[4]),
                    FleetHistory.Number(parts[5]));
                if (!_runs.TryGetValue(id, out var runs)) _runs[id] = runs = [];
                if (!runs.TryAdd(token.Attempt, run)) Find($"attempt {token.Attempt} of job {id} ran twice");
            }
        }

        foreach (var (token, ended, outcome) in ends)
            (_runs[token.Job][token.Attempt].Ended, _runs[token.Job][token.Attempt].Outcome) = (ended, outcome);
    }

    private void CheckJob(Job job)
    {
        var runs = _runs.GetValueOrDefault(job.Id) ?? [];
        if (job.Spec.Schedule is null && !_intended.Contains(job.Id)) Find($"job {job.Id} is there and nobody stored it");
        if (job.State != JobState.Succeeded)
        {
            Find($"job {job.Id} of {job.Spec.Queue} is {job.State} after {job.Attempt} attempts: {job.Error}");
            return;
        }

        var won = job.Attempts.Where(one => one.Outcome == AttemptOutcome.Succeeded).ToList();
        if (won.Count != 1 || won[0].Number != job.Attempt)
            Find($"job {job.Id} succeeded {won.Count} times in {job.Attempt} attempts");
        else if (runs.GetValueOrDefault(won[0].Number)?.Outcome != "done")
            Find($"attempt {won[0].Number} of job {job.Id} succeeded and its process did not say so");
        var known = job.Attempts.ToDictionary(one => one.Number);
        FleetAttempt? before = null;
        foreach (var run in runs.Values)
        {
            if (!known.TryGetValue(run.Token.Attempt, out var attempt) || attempt.Node != run.Process.Name)
                Find($"attempt {run.Token.Attempt} of job {job.Id} ran at {run.Process.Name} and was not handed to it");
            if (run.Wall < run.Due) Find($"attempt {run.Token.Attempt} of job {job.Id} began before it was due");
            if (before is not null) CheckFollows(before, run, known);
            before = run;
        }

        if (job.Spec.Queue == FleetPlan.Plain && job.RunAt > job.CreatedAt && runs.Count == 1)
            _lateness.Add((runs.Values.First().Wall - runs.Values.First().Due) / (double)TimeSpan.TicksPerMillisecond);
    }

    /// <summary>An attempt begins when the one before it is over; a lost one may still work when its lease is over.</summary>
    private void CheckFollows(FleetAttempt before, FleetAttempt next, Dictionary<int, Attempt> known)
    {
        if (!known.TryGetValue(before.Token.Attempt, out var first) || !known.TryGetValue(next.Token.Attempt, out var second))
            return;
        var isLost = first.Outcome == AttemptOutcome.Lost;
        var text = $"attempt {next.Token.Attempt} of job {next.Token.Job}";
        if (isLost && second.StartedAt - first.StartedAt < FleetPlan.Lease)
            Find($"{text} began {second.StartedAt - first.StartedAt} after one that was lost, within its lease");
        if (!isLost && next.Began < before.Over) Find($"{text} began before the one before it was over");
        // Where a limit holds a job back it may wait for others too.
        if (isLost && before is { Ended: null, Process.KilledAt: { } killed } && _jobs[next.Token.Job].Spec.Queue == FleetPlan.Plain
            && next.Token.Attempt == before.Token.Attempt + 1)
            _slowest = Math.Max(_slowest, (next.Began - killed) / (double)Second);
    }

    /// <summary>From the first tick to the last there is one job for each instant of the trigger.</summary>
    private void CheckSchedule(StoredSchedule stored)
    {
        var schedule = stored.Schedule;
        var made = _jobs.Values.Where(job => job.Spec.Schedule == schedule.Id).Select(job => job.Spec.Tick!.Value).Order().ToList();
        if (made.Count != schedule.MaxRuns) Find($"schedule {schedule.Id} made {made.Count} jobs, not {schedule.MaxRuns}");
        var expected = stored.Mark;
        foreach (var tick in made)
        {
            expected = schedule.Trigger.Next(expected)!.Value;
            if (tick == expected) continue;
            Find($"schedule {schedule.Id} made a job for {tick:O}, and {expected:O} was the next");
            expected = tick;
        }

        foreach (var job in _jobs.Values.Where(job => job.Spec.Schedule == schedule.Id))
            if (job.CreatedAt < schedule.RunAt(job.Spec.Tick!.Value))
                Find($"schedule {schedule.Id} fired {job.Spec.Tick:O} early, at {job.CreatedAt:O}");
    }
}
