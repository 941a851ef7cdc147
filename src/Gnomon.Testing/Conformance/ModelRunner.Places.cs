using Gnomon.Jobs;

namespace Gnomon.Testing.Conformance;

/// <summary>Where queues are kept apart, what belongs together is drawn for one queue.</summary>
public sealed partial class ModelRunner
{
    private readonly Dictionary<WorkflowId, string> _queuesOfFlows = [];
    private readonly Dictionary<JobId, string> _queuesOfJobs = [];

    /// <summary>The queue of all steps of a workflow: that of its tick if it has one.</summary>
    /// <param name="flow">Which.</param>
    /// <param name="drawn">The queue where they are not kept apart.</param>
    private string QueueOf(WorkflowId flow, string drawn)
    {
        if (_h.AreQueuesTogether) return drawn;
        if (_queuesOfFlows.TryGetValue(flow, out var queue)) return queue;
        return _queuesOfFlows[flow] = QueueOf(new JobId(flow.Value), drawn);
    }

    /// <summary>The queue of all jobs of a schedule.</summary>
    private string QueueOf(string schedule, string drawn) =>
        _h.AreQueuesTogether ? drawn : Queues[Array.IndexOf(Schedules, schedule)];

    /// <summary>The queue of a job: an id is looked for where its queue is.</summary>
    private string QueueOf(JobId job, string drawn) =>
        _h.AreQueuesTogether ? drawn : _queuesOfJobs.GetValueOrDefault(job, drawn);

    /// <summary>Notes the queues of all jobs, also for ids that come again when their jobs have been removed.</summary>
    private void NoteQueues()
    {
        if (_h.AreQueuesTogether) return;
        foreach (var job in _model.Jobs) _queuesOfJobs.TryAdd(job.Id, job.Spec.Queue);
    }

    /// <summary>How far a key reaches.</summary>
    private KeyScope ScopeOf(KeyScope drawn) => _h.IsStriped ? KeyScope.Queue : drawn;
}
