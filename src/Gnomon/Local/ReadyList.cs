using System.Numerics;
using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>Ten lists of ready jobs, one for each priority. A job is in one list at most.</summary>
internal sealed class ReadyList
{
    private readonly LocalJob?[] _heads = new LocalJob?[JobLimits.MaxPriority + 1];
    private readonly LocalJob?[] _tails = new LocalJob?[JobLimits.MaxPriority + 1];
    private uint _filled;

    /// <summary>The job to hand out next: highest priority, then longest ready.</summary>
    public LocalJob? First => _filled == 0 ? null : _heads[BitOperations.Log2(_filled)];

    /// <summary>Since when the job has been ready that is so the longest, in UTC ticks; the largest number when there is
    /// none. Of each priority that is the first one, so no list is gone through.</summary>
    public long OldestSince
    {
        get
        {
            var since = long.MaxValue;
            for (var filled = _filled; filled != 0; filled &= filled - 1)
                since = Math.Min(since, _heads[BitOperations.TrailingZeroCount(filled)]!.RunAt);
            return since;
        }
    }

    /// <summary>Adds a job that became ready later than all others of its priority.</summary>
    public void Append(LocalJob job)
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

    /// <summary>Puts a job among those of its priority where its <see cref="LocalJob.Order"/> belongs. It is looked for
    /// from both ends at once, so that moving many in their order, or against it, takes few steps each.</summary>
    public void Insert(LocalJob job)
    {
        var priority = job.Priority;
        var (before, after) = (_tails[priority], _heads[priority]);
        while (before is not null && before.Order > job.Order && after!.Order < job.Order)
            (before, after) = (before.Previous, after.Next);
        if (before is null || before.Order < job.Order)
            Link(before, job, before is null ? _heads[priority] : before.Next, priority);
        else
            Link(after!.Previous, job, after, priority);
    }

    /// <summary>Takes out a job that is here, under the priority that it was added with.</summary>
    public void Remove(LocalJob job)
    {
        var priority = job.Priority;
        if (job.Previous is null) _heads[priority] = job.Next;
        else job.Previous.Next = job.Next;
        if (job.Next is null) _tails[priority] = job.Previous;
        else job.Next.Previous = job.Previous;
        (job.Previous, job.Next) = (null, null);
        if (_heads[priority] is null) _filled &= ~(1u << priority);
    }

    /// <summary>Moves all jobs into another list, in front of those of their priority.</summary>
    public void MoveBefore(ReadyList other)
    {
        for (var priority = 0; priority < _heads.Length; priority++)
        {
            if (_heads[priority] is not { } head) continue;
            var (tail, next) = (_tails[priority]!, other._heads[priority]);
            (tail.Next, other._heads[priority]) = (next, head);
            if (next is null) other._tails[priority] = tail;
            else next.Previous = tail;
            (_heads[priority], _tails[priority]) = (null, null);
        }

        other._filled |= _filled;
        _filled = 0;
    }

    /// <summary>The jobs in the order in which they are handed out.</summary>
    public IEnumerable<LocalJob> InOrder()
    {
        for (var priority = _heads.Length - 1; priority >= 0; priority--)
            for (var job = _heads[priority]; job is not null; job = job.Next)
                yield return job;
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
