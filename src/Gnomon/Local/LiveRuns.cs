using Gnomon.Jobs;
using Gnomon.Local.Workflows;

namespace Gnomon.Local;

/// <summary>The runs of one schedule that have not ended: jobs that may run, workflows whose job has ended before them, and
/// jobs that wait for the end of all those. Most schedules have one, which needs no collection.</summary>
internal sealed class LiveRuns
{
    private LocalJob? _only;
    private HashSet<LocalJob>? _active;
    private List<LocalJob>? _buffered;
    private List<LocalWorkflow>? _works;

    /// <summary>How many wait, are ready, or run, and are not buffered.</summary>
    public int Active => (_active?.Count ?? (_only is null ? 0 : 1)) + (_works?.Count ?? 0);

    public int Buffered => _buffered?.Count ?? 0;

    public int Count => Active + Buffered;

    /// <summary>The one that is to run next.</summary>
    public LocalJob? FirstBuffered => Buffered > 0 ? _buffered![0] : null;

    /// <summary>The buffered ones, in the order in which they are to run.</summary>
    public IReadOnlyList<LocalJob> AllBuffered => _buffered ?? [];

    /// <summary>The others, oldest first.</summary>
    public IEnumerable<LocalJob> AllActive =>
        _active is not null ? _active.OrderBy(job => job.Sequence) : _only is null ? [] : [_only];

    /// <summary>The workflows that go on although the job that they belong to has ended.</summary>
    public IReadOnlyList<LocalWorkflow> Works => _works ?? [];

    /// <summary>Counts a workflow as a run until <see cref="LetGo"/>.</summary>
    public void Keep(LocalWorkflow work)
    {
        if (_works?.Contains(work) != true) (_works ??= []).Add(work);
    }

    /// <summary>Takes note that a workflow has ended.</summary>
    public void LetGo(LocalWorkflow work) => _works?.Remove(work);

    public void Add(LocalJob job)
    {
        // A job of a workflow that waits does so for others of it, and the workflow is under way.
        if (job is { State: JobState.Blocked } and not LocalStep) AddBuffered(job);
        else AddActive(job);
    }

    public void Remove(LocalJob job)
    {
        if (ReferenceEquals(_only, job)) _only = null;
        else if (_active?.Remove(job) != true) _buffered?.Remove(job);
    }

    /// <summary>Takes note that a buffered job may run.</summary>
    public void Release(LocalJob job)
    {
        _buffered!.Remove(job);
        AddActive(job);
    }

    private void AddActive(LocalJob job)
    {
        if (_active is not null) _active.Add(job);
        else if (_only is null) _only = job;
        else
        {
            _active = [_only, job];
            _only = null;
        }
    }

    /// <summary>In the order of acceptance, so that it is the same after a restart.</summary>
    private void AddBuffered(LocalJob job)
    {
        var buffered = _buffered ??= [];
        var at = buffered.Count;
        while (at > 0 && buffered[at - 1].Sequence > job.Sequence) at--;
        buffered.Insert(at, job);
    }
}
