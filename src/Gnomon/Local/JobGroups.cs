using Gnomon.Store;

namespace Gnomon.Local;

/// <summary>The groups of jobs. There are at most <see cref="CounterLimits.MaxLoads"/> with a name: where one more is
/// wanted, those without jobs make room, and if there are none, the job goes to the others of its queue.</summary>
internal sealed class JobGroups
{
    private readonly Dictionary<(LocalQueue Queue, string Handler, int ArgsVersion), JobGroup> _named = [];

    private int _empty;

    /// <summary>Those with a name.</summary>
    public IEnumerable<JobGroup> Named => _named.Values;

    /// <summary>The group that a new job belongs to.</summary>
    public JobGroup Of(LocalQueue queue, string handler, int argsVersion)
    {
        // Most often the job before was of the same kind.
        if (queue.LatestGroup is { } latest && latest.ArgsVersion == argsVersion && latest.Handler == handler)
            return latest;
        return queue.LatestGroup = Find(queue, handler, argsVersion);
    }

    public void Enter(JobGroup group)
    {
        if (group.Jobs++ == 0 && group.Handler is not null) _empty--;
    }

    public void Leave(JobGroup group)
    {
        if (--group.Jobs == 0 && group.Handler is not null) _empty++;
    }

    private JobGroup Find(LocalQueue queue, string handler, int argsVersion)
    {
        if (_named.TryGetValue((queue, handler, argsVersion), out var group)) return group;
        if (_named.Count >= CounterLimits.MaxLoads && _empty > 0) DropEmpty();
        if (_named.Count >= CounterLimits.MaxLoads) return queue.OtherJobs;
        group = new JobGroup(queue, handler, argsVersion);
        _named.Add((queue, handler, argsVersion), group);
        _empty++;
        return group;
    }

    private void DropEmpty()
    {
        foreach (var (key, group) in _named)
        {
            if (group.Jobs > 0) continue;
            _named.Remove(key);
            if (group.Queue.LatestGroup == group) group.Queue.LatestGroup = null;
        }

        _empty = 0;
    }
}
