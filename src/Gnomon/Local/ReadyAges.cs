using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>Ready jobs in the order in which they became ready, so that the oldest is known without a look at the others.
/// Jobs that have moved on stay here until their turn comes or they are the majority: adding costs constant time on
/// average, and taking out nothing.</summary>
internal sealed class ReadyAges
{
    private const int LeastKept = 64;

    private readonly Queue<(LocalJob Job, long Order)> _jobs = new();
    private int _ready;

    /// <summary>The job that became ready first.</summary>
    public LocalJob? Oldest
    {
        get
        {
            while (_jobs.TryPeek(out var first))
            {
                if (IsCurrent(first)) return first.Job;
                _jobs.Dequeue();
            }

            return null;
        }
    }

    /// <summary>Entries, those of jobs that have moved on too.</summary>
    public int Count => _jobs.Count;

    /// <summary>A job has become ready, later than all that are here.</summary>
    public void Add(LocalJob job)
    {
        _ready++;
        _jobs.Enqueue((job, job.Order));
    }

    /// <summary>A job that <see cref="Remove"/> was called for is ready all the same, and became so no later.</summary>
    public void Return() => _ready++;

    /// <summary>A job that is here is not ready any more, or about to be so no more.</summary>
    public void Remove()
    {
        _ready--;
        if (_jobs.Count <= LeastKept || _jobs.Count <= 2 * _ready) return;
        for (var left = _jobs.Count; left > 0; left--)
            if (_jobs.Dequeue() is var entry && IsCurrent(entry))
                _jobs.Enqueue(entry);
    }

    /// <summary>A job gets a new order each time it becomes ready.</summary>
    private static bool IsCurrent((LocalJob Job, long Order) entry) =>
        entry.Job.State == JobState.Ready && entry.Job.Order == entry.Order;
}
