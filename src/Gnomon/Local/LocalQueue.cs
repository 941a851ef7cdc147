using System.Numerics;
using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>A queue in memory: ten lists of ready jobs, one for each priority, and a heap of those that wait for their
/// time.</summary>
internal sealed class LocalQueue(string name)
{
    private readonly LocalJob?[] _heads = new LocalJob?[JobLimits.MaxPriority + 1];
    private readonly LocalJob?[] _tails = new LocalJob?[JobLimits.MaxPriority + 1];
    private uint _filled;

    public string Name { get; } = name;

    public bool Paused { get; set; }

    /// <summary>How many jobs are in each state.</summary>
    public long[] Counts { get; } = new long[JobStates.Count];

    /// <summary>Scheduled jobs by the instant they are due; those of one instant in the order of acceptance.</summary>
    public DueHeap<LocalJob> Scheduled { get; } = new((a, b) => a.Sequence.CompareTo(b.Sequence));

    /// <summary>Keys that a job which has not ended holds.</summary>
    public Dictionary<string, LocalJob> Keys { get; } = new(StringComparer.Ordinal);

    /// <summary>The job to hand out next: highest priority, then longest ready.</summary>
    public LocalJob? FirstReady => _filled == 0 ? null : _heads[BitOperations.Log2(_filled)];

    public void AppendReady(LocalJob job)
    {
        var priority = job.Priority;
        var tail = _tails[priority];
        job.Previous = tail;
        if (tail is null)
        {
            _heads[priority] = job;
            _filled |= 1u << priority;
        }
        else
        {
            tail.Next = job;
        }

        _tails[priority] = job;
    }

    public void RemoveReady(LocalJob job)
    {
        var priority = job.Priority;
        if (job.Previous is null) _heads[priority] = job.Next;
        else job.Previous.Next = job.Next;
        if (job.Next is null) _tails[priority] = job.Previous;
        else job.Next.Previous = job.Previous;
        (job.Previous, job.Next) = (null, null);
        if (_heads[priority] is null) _filled &= ~(1u << priority);
    }
}
