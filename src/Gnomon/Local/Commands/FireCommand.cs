using Gnomon.Codecs;
using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local.Commands;

/// <summary>Decides ticks: the jobs, the record of the ticks and the new mark are one change.</summary>
internal sealed class FireCommand : AnsweredCommand<IReadOnlyList<FireAnswer>>
{
    /// <summary>Upper bound of the bytes that the end of an earlier job takes.</summary>
    private const int EndBytes = 256;

    private readonly IReadOnlyList<FireRequest> _requests;
    private readonly byte[][][] _specs;
    private readonly long _bytes;

    /// <exception cref="InvalidJobException">A job breaks a rule.</exception>
    public FireCommand(IReadOnlyList<FireRequest> requests)
    {
        _requests = requests;
        _specs = new byte[requests.Count][][];
        for (var i = 0; i < _specs.Length; i++)
        {
            var jobs = requests[i].Jobs;
            _specs[i] = new byte[jobs.Count][];
            for (var j = 0; j < jobs.Count; j++)
            {
                JobRules.Check(jobs[j]);
                if (jobs[j].Spec is { IsPlain: false, Workflow: not null })
                    throw new InvalidJobException("workflow", "must be empty: a tick makes one job");
                _specs[i][j] = JobSpecCodec.Encode(jobs[j].Spec);
                _bytes += _specs[i][j].Length + EnqueueCommand.PutOverhead + TickRecord.MaxBytes
                    + (jobs[j].Spec.Key?.Length ?? 0) * 3L;
            }

            _bytes += requests[i].Ticks.Sum(tick => 64L + (tick.Reason?.Length ?? 0) * 3) + 512;
        }
    }

    public override long MaxBytes => _bytes + Promotion.MaxBytes;

    public override bool Admits => true;

    /// <summary>Each tick may end what lives of its schedule: what lived before, with the workflows that it made, and the
    /// jobs of the ticks before it.</summary>
    public override long ExtraBytes(LocalState state) => _requests.Sum(request => EndedBytes(state, request));

    private static long EndedBytes(LocalState state, FireRequest request)
    {
        if ((request.Overlap ?? state.FindSchedule(request.Schedule)?.Definition.Overlap)
            is not (OverlapPolicy.CancelRunning or OverlapPolicy.TerminateRunning))
            return 0;
        var runs = state.RunsOf(request.Schedule);
        var works = runs is null ? [] : runs.AllActive.Select(state.OpenWorkOf).Concat(runs.Works);
        return (((runs?.Count ?? 0) + request.Jobs.Count) * EndBytes)
            + works.Sum(work => work is null ? 0 : LocalState.EndBytes(work));
    }

    protected override IReadOnlyList<FireAnswer> Run(LocalState state, Moment now)
    {
        var answers = new FireAnswer[_requests.Count];
        for (var i = 0; i < answers.Length; i++)
            answers[i] = Fits(state, now, _requests[i]) is { } schedule
                ? new Firing(state, now, schedule, _requests[i], _specs[i]).Run()
                : FireAnswer.Refused;
        return answers;
    }

    /// <summary>The schedule of a request that is not out of date, and none of whose ticks is early.</summary>
    private static LocalSchedule? Fits(LocalState state, Moment now, FireRequest request)
    {
        if (state.FindSchedule(request.Schedule) is not { } schedule) return null;
        if (schedule.Revision != request.ExpectedRevision) return null;
        if (request.Kind == FireKind.ByHand) return schedule;
        if (request.Kind == FireKind.Due && schedule.Mark != request.ExpectedMark) return null;
        foreach (var tick in request.Ticks)
            if (tick.At.UtcTicks > now.Utc || schedule.Definition.RunAt(tick.At).UtcTicks > now.Utc)
                return null;
        return schedule;
    }
}
