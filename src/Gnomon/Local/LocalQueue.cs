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

    /// <summary>Puts a job among the ready ones of its priority where its <see cref="LocalJob.Order"/> belongs. It is
    /// looked for from both ends at once, so that moving many in their order, or against it, takes few steps each.
    /// </summary>
    public void InsertReady(LocalJob job)
    {
        var priority = job.Priority;
        var (before, after) = (_tails[priority], _heads[priority]);
        while (before is not null && before.Order > job.Order && after!.Order < job.Order)
            (before, after) = (before.Previous, after.Next);
        if (before is null || before.Order < job.Order)
        {
            Link(before, job, before is null ? _heads[priority] : before.Next, priority);
            return;
        }

        Link(after!.Previous, job, after, priority);
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

    private void Link(LocalJob? before, LocalJob job, LocalJob? after, byte priority)
    {
        (job.Previous, job.Next) = (before, after);
        if (before is null) _heads[priority] = job;
        else before.Next = job;
        if (after is null) _tails[priority] = job;
        else after.Previous = job;
        _filled |= 1u << priority;
    }
}
