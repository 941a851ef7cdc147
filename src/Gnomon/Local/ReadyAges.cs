using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>Ready jobs by age, so that the oldest is known without a look at the others. Jobs that have moved on stay
/// here until their turn comes or they are the majority.</summary>
internal sealed class ReadyAges
{
    private const int LeastKept = 64;

    /// <summary>A job gets a new order each time it becomes ready, and a later one the later that is.</summary>
    private readonly PriorityQueue<LocalJob, long> _jobs = new();
    private int _ready;

    /// <summary>The job that became ready first.</summary>
    public LocalJob? Oldest
    {
        get
        {
            while (_jobs.TryPeek(out var job, out var order))
            {
                if (IsCurrent(job, order)) return job;
                _jobs.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Entries, those of jobs that have moved on too.</summary>
    public int Count => _jobs.Count;

    /// <summary>A job is ready.</summary>
    public void Add(LocalJob job)
    {
        _ready++;
        _jobs.Enqueue(job, job.Order);
    }

    /// <summary>A job that is here is not ready any more, or about to be so no more.</summary>
    public void Remove()
    {
        _ready--;
        if (_jobs.Count <= LeastKept || _jobs.Count <= 2 * _ready) return;
        // A job that was taken out and put back as it was is here twice.
        var current = _jobs.UnorderedItems.Where(entry => IsCurrent(entry.Element, entry.Priority))
            .DistinctBy(entry => entry.Priority).ToList();
        _jobs.Clear();
        _jobs.EnqueueRange(current);
    }

    private static bool IsCurrent(LocalJob job, long order) => job.State == JobState.Ready && job.Order == order;
}
