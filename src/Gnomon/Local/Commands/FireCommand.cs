using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Triggers;

namespace Gnomon.Local.Commands;

/// <summary>Decides ticks: the jobs, the record of the ticks and the new mark are one change.</summary>
internal sealed class FireCommand : AnsweredCommand<IReadOnlyList<FireAnswer>>
{
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

    protected override IReadOnlyList<FireAnswer> Run(LocalState state, Moment now)
    {
        var answers = new FireAnswer[_requests.Count];
        for (var i = 0; i < answers.Length; i++) answers[i] = Fire(state, now, _requests[i], _specs[i]);
        return answers;
    }

    private static FireAnswer Fire(LocalState state, Moment now, FireRequest request, byte[][] specs)
    {
        if (state.FindSchedule(request.Schedule) is not { } schedule) return FireAnswer.Refused;
        if (schedule.Revision != request.ExpectedRevision || schedule.Mark != request.ExpectedMark)
            return FireAnswer.Refused;
        var jobs = new EnqueueResult[specs.Length];
        for (var i = 0; i < jobs.Length; i++) jobs[i] = EnqueueCommand.Accept(state, now, request.Jobs[i], specs[i]);
        var ticks = Record(request, jobs);
        state.Fire(schedule, request.NewMark, ticks);
        return new FireAnswer(true) { Ticks = ticks, Jobs = jobs };
    }

    /// <summary>The ticks as they are recorded, now that it is known which jobs were made.</summary>
    private static IReadOnlyList<Tick> Record(FireRequest request, EnqueueResult[] jobs)
    {
        if (Array.TrueForAll(jobs, job => job.Outcome is EnqueueOutcome.Created or EnqueueOutcome.SameId))
            return request.Ticks;
        var ticks = new List<Tick>(request.Ticks);
        for (var i = 0; i < jobs.Length; i++)
        {
            var at = ticks.FindIndex(tick => tick.Outcome == TickOutcome.Ran && tick.Job == request.Jobs[i].Id);
            if (at >= 0) ticks[at] = TickRecord.Of(ticks[at], request.Jobs[i].Spec, jobs[i]);
        }

        return ticks;
    }
}
