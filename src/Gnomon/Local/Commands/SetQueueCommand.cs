using Gnomon.Store;

namespace Gnomon.Local.Commands;

/// <summary>Changes a queue's settings.</summary>
internal sealed class SetQueueCommand(QueueChange change) : AnsweredCommand<bool>
{
    protected override bool Run(LocalState state, Moment now)
    {
        if (state.Queue(change.Queue).Paused != change.Paused) state.SetQueue(change.Queue, change.Paused);
        return true;
    }
}
