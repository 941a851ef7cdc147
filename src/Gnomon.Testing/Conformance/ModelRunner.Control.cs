using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance;

/// <summary>The random changes from outside.</summary>
public sealed partial class ModelRunner
{
    /// <summary>Steps by filter that may be made next, each with the last job that the one before changed and the last
    /// that was there at the first.</summary>
    private readonly List<(ControlRequest Request, long After, long End)> _steps = [];

    private async Task ControlAsync()
    {
        var jobs = Enumerable.Range(0, _random.Next(1, 4))
            .Select(_ => Chance(10) || _ids.Count == 0 ? NewId() : PickRecent(_ids)).Distinct().ToList();
        var request = new ControlRequest(Pick(Enum.GetValues<ControlAction>()), jobs)
        {
            Priority = Pick<byte>([0, 5, 9]),
            Node = Pick<string?>([null, .. Nodes]),
            PinnedTo = Chance(20) ? Pick(Nodes) : null,
            Reason = "gone",
        };
        Trace($"{request.Action} from {request.PinnedTo} to {request.Node} {string.Join(", ", jobs.Select(Show))}");
        _model.Control(request, await _h.Store.ControlAsync(request, _h.Cancellation));
    }

    private async Task ControlByFilterAsync()
    {
        var (request, after, end) = Chance(60) && _steps.Count > 0 ? Pick(_steps) : NewStep();
        Trace($"{request.Action} to {request.Priority} all {request.Filter} at {request.Cursor} at most {request.Max}");
        var answer = await _h.Store.ControlAsync(request, _h.Cancellation);
        Trace($"  changed {string.Join(", ", answer.Results.Select(r => Show(r.Job)))} next {answer.Next}");
        var last = _model.ControlByFilter(request, after, end, answer);
        if (answer.Next is { } next) _steps.Add((request with { Cursor = next }, last, end));
    }

    private (ControlRequest Request, long After, long End) NewStep()
    {
        var filter = new JobFilter
        {
            State = Chance(40) ? Pick(Enum.GetValues<JobState>()) : null,
            Queue = Chance(50) || !_h.AreQueuesTogether ? Pick(Queues) : null,
            Handler = Chance(30) ? "work" : null,
            Tag = Chance(20) ? "red" : null,
            Node = Chance(25) ? Pick(Nodes) : null,
            Schedule = Chance(10) ? Pick(Schedules) : null,
            Workflow = Chance(15) ? PickFlow() : null,
        };
        var request = new ControlRequest(Pick(Enum.GetValues<ControlAction>()), filter)
        {
            Max = _random.Next(1, 8), Priority = Pick<byte>([0, 5, 9]),
            Node = Pick<string?>([null, .. Nodes]), Reason = "gone",
        };
        return (request, 0, _model.LastAccepted);
    }
}
