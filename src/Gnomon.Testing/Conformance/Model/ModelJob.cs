using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Testing.Conformance.Model;

/// <summary>A job as the reference model keeps it.</summary>
internal sealed class ModelJob(JobId id, JobSpec spec, long sequence, DateTimeOffset createdAt)
{
    public JobId Id => id;

    public JobSpec Spec { get; set; } = spec;

    /// <summary>Counts accepted jobs; the newest is listed first.</summary>
    public long Sequence => sequence;

    public DateTimeOffset CreatedAt => createdAt;

    public JobState State { get; set; }

    public int Attempt { get; set; }

    public int Failures { get; set; }

    public int Spent { get; set; }

    public int Snoozes { get; set; }

    /// <summary>When a scheduled job is due; of a promoted one, when it was.</summary>
    public DateTimeOffset RunAt { get; set; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    public string Result { get; set; } = "";

    public string? Error { get; set; }

    public double? Progress { get; set; }

    public string? ProgressText { get; set; }

    public string? Node { get; set; }

    public bool CancelRequested { get; set; }

    public List<Attempt> Attempts { get; } = [];

    public List<string> Logs { get; } = [];

    /// <summary>On the monotonic clock.</summary>
    public long LeaseEnd { get; set; }

    /// <summary>The job became ready between these two steps. Engines promote due jobs at different moments, all of
    /// them right, so the order is bound only where the spans do not overlap.</summary>
    public long ReadyFrom { get; set; }

    public long ReadyTo { get; set; }

    /// <summary>Whether it became ready because its time came.</summary>
    public bool CameDue { get; set; }

    /// <summary>The step of its workflow for whose end it was ended, or null.</summary>
    public ModelJob? EndedBy { get; set; }

    /// <summary>Whether it has one of its group's places.</summary>
    public bool HasPlace { get; set; }

    public WorkflowPlace? Place => Spec.Workflow;

    public bool HasFailed => State is JobState.Dead or JobState.Expired;

    /// <summary>Whether it was ended for the end of another step.</summary>
    public bool WasSkipped => State == JobState.Cancelled && EndedBy is not null;

    public bool IsWaiting => State is JobState.Scheduled or JobState.Ready;

    /// <summary>Whether it is in nobody's hands and has not ended.</summary>
    public bool IsHeldByNobody => IsWaiting || State == JobState.Blocked;

    public bool IsDue(DateTimeOffset now) => State == JobState.Scheduled && RunAt <= now;

    public bool IsPastDeadline(DateTimeOffset now) => IsHeldByNobody && Spec.Deadline < now;

    public bool Holds(AttemptToken token) => State == JobState.Running && Attempt == token.Attempt;

    /// <summary>What a call of enqueue can change.</summary>
    public (JobSpec Spec, JobState State, DateTimeOffset RunAt, long From, long To, bool CameDue) Remember() =>
        (Spec, State, RunAt, ReadyFrom, ReadyTo, CameDue);

    public void TakeBack((JobSpec Spec, JobState State, DateTimeOffset RunAt, long From, long To, bool CameDue) copy) =>
        (Spec, State, RunAt, ReadyFrom, ReadyTo, CameDue) = copy;

    public bool MustGoBefore(ModelJob other)
    {
        if (ReadyTo < other.ReadyFrom) return true;
        if (other.ReadyTo < ReadyFrom) return false;
        return CameDue && other.CameDue && RunAt < other.RunAt;
    }
}
