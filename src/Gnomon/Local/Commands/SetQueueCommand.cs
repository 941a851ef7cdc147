using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Changes a queue's settings.</summary>
internal sealed class SetQueueCommand(QueueChange change) : AnsweredCommand<bool>
{
    protected override bool Run(LocalState state, Moment now)
    {
        var queue = state.Queue(change.Queue);
        if (change.Paused is { } paused && paused != queue.Paused) state.SetPaused(queue, paused);
        if (change.Limits is { } limits && limits != queue.Limits)
            state.SetLimits(queue, limits, state.RateNow(now));
        return true;
    }
}
