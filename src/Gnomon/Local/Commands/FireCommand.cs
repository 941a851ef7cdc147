using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Decides ticks: the jobs, the record of the ticks and the new mark are one change.</summary>
internal sealed class FireCommand : AnsweredCommand<IReadOnlyList<bool>>
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
                _bytes += _specs[i][j].Length + EnqueueCommand.PutOverhead;
            }

            _bytes += requests[i].Ticks.Sum(tick => 64L + (tick.Reason?.Length ?? 0) * 3) + 512;
        }
    }

    public override long MaxBytes => _bytes + Promotion.MaxBytes;

    public override bool Admits => true;

    protected override IReadOnlyList<bool> Run(LocalState state, Moment now)
    {
        var applied = new bool[_requests.Count];
        for (var i = 0; i < applied.Length; i++) applied[i] = Fire(state, now, _requests[i], _specs[i]);
        return applied;
    }

    private static bool Fire(LocalState state, Moment now, FireRequest request, byte[][] specs)
    {
        if (state.FindSchedule(request.Schedule) is not { } schedule) return false;
        if (schedule.Revision != request.ExpectedRevision || schedule.Mark != request.ExpectedMark) return false;
        for (var i = 0; i < specs.Length; i++) EnqueueCommand.Accept(state, now, request.Jobs[i], specs[i]);
        state.Fire(schedule, request.NewMark, request.Ticks);
        return true;
    }
}
