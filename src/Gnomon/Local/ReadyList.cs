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

    /// <summary>The jobs in the order in which they are handed out.</summary>
    public IEnumerable<LocalJob> InOrder()
    {
        for (var priority = _heads.Length - 1; priority >= 0; priority--)
            for (var job = _heads[priority]; job is not null; job = job.Next)
                yield return job;
    }
}
