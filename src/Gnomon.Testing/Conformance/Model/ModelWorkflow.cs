using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>A workflow as the reference model keeps it, without its jobs.</summary>
internal sealed class ModelWorkflow(WorkflowDraft draft, long sequence, DateTimeOffset createdAt)
{
    public WorkflowId Id => draft.Id;

    public string? Name => draft.Name;

    public string? Schedule => draft.Schedule;

    /// <summary>Counts with the jobs; the newest is listed first.</summary>
    public long Sequence => sequence;

    public DateTimeOffset CreatedAt => createdAt;

    public TimeSpan Retention => draft.Retention ?? JobLimits.DefaultRetention;

    /// <summary>Its jobs, oldest first.</summary>
    public List<ModelJob> Steps { get; } = [];

    public Dictionary<string, int> Groups { get; } = [];

    /// <summary>What the signals that have come carried.</summary>
    public Dictionary<string, string> Signals { get; } = [];

    public bool CancelRequested { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public WorkflowState State { get; set; }
}
