using System.Collections.ObjectModel;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Api;

/// <summary>Jobs to and from the wire.</summary>
internal static class JobMapping
{
    private static readonly Dictionary<JobId, string> NoNames = [];

    /// <summary>Reads the id of a job in a request.</summary>
    /// <exception cref="ApiException">400: the text is no UUID.</exception>
    public static JobId ToId(string? text) => JobId.TryParse(text, out var id)
        ? id
        : throw ApiProblems.Invalid("id", $"'{text}' is not a UUID such as 0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a69");

    /// <summary>Reads a draft.</summary>
    /// <param name="draft">The draft as it came.</param>
    /// <param name="now">The time part of an id that is made here.</param>
    /// <exception cref="ApiException">400; names the member at fault and what is allowed.</exception>
    public static JobDraft ToDraft(JobDraftDocument? draft, DateTimeOffset now)
    {
        if (draft is null) throw ApiProblems.Invalid("", "A job must be an object, not null.");
        var spec = ToSpec((SingleJobDocument)draft) with
        {
            Node = draft.OnNode, Retention = DurationField.ParseOptional("retention", draft.Retention),
        };
        var mapped = new JobDraft(draft.Id is null ? JobId.New(now) : ToId(draft.Id), spec)
        {
            RunAt = draft.RunAt, Delay = DurationField.ParseOptional("delay", draft.Delay),
        };
        Check(() => JobRules.Check(mapped));
        return mapped;
    }

    /// <summary>Reads what one job says about itself.</summary>
    /// <exception cref="ApiException">400; names the member at fault and what is allowed.</exception>
    public static JobSpec ToSpec(SingleJobDocument job) => ToSpec((WorkDocument)job) with
    {
        Key = job.Key, Unique = UniqueMapping.ToRule(job.Unique, job.Key), LimitKey = job.LimitKey,
    };

    /// <summary>Reads what is to run and how.</summary>
    /// <exception cref="ApiException">400; names the member at fault and what is allowed.</exception>
    public static JobSpec ToSpec(WorkDocument work) => new()
    {
        Handler = work.Handler ?? throw ApiProblems.Invalid("handler", "is missing; name what is to run"),
        Args = ApiJson.ToBytes("args", work.Args),
        Queue = work.Queue ?? JobLimits.DefaultQueue,
        Priority = ToPriority(work.Priority),
        Retry = RetryMapping.ToPolicy(work.Retry),
        Timeout = DurationField.ParseOptional("timeout", work.Timeout),
        Deadline = work.Deadline,
        Headers = work.Headers ?? ReadOnlyDictionary<string, string>.Empty,
        ArgsVersion = work.ArgsVersion ?? 0,
        Tags = ToTags(work.Tags),
    };

    /// <summary>Runs a check and tells what it finds as a problem of the request.</summary>
    /// <exception cref="ApiException">400; names the member at fault and what is allowed.</exception>
    public static void Check(Action check)
    {
        try
        {
            check();
        }
        catch (InvalidJobException error)
        {
            throw ApiProblems.From(error);
        }
    }

    public static byte ToPriority(int? priority) => priority switch
    {
        null => JobLimits.DefaultPriority,
        >= 0 and <= JobLimits.MaxPriority => (byte)priority,
        _ => throw ApiProblems.Invalid("priority", $"is {priority}; allowed are 0 to {JobLimits.MaxPriority}"),
    };

    private static IReadOnlyList<string> ToTags(IReadOnlyList<string>? tags)
    {
        for (var i = 0; i < tags?.Count; i++)
            if (tags[i] is null)
                throw ApiProblems.Invalid($"tags[{i}]", "is null; a tag is text");
        return tags ?? [];
    }

    public static SubmittedJobDocument ToDocument(EnqueueResult result, IReadOnlyList<string> warnings)
    {
        var outcome = result.Outcome switch
        {
            EnqueueOutcome.Created => SubmittedJobDocument.Created,
            EnqueueOutcome.SameId => SubmittedJobDocument.SameId,
            EnqueueOutcome.Replaced => SubmittedJobDocument.Replaced,
            _ => SubmittedJobDocument.SameKey,
        };
        return new SubmittedJobDocument(result.Job.ToString(), outcome, warnings);
    }

    public static JobDocument ToDocument(Job job) => new()
    {
        Id = job.Id.ToString(),
        Handler = job.Spec.Handler,
        Queue = job.Spec.Queue,
        State = StateText.Format(job.State),
        Priority = job.Spec.Priority,
        Args = ApiJson.ToElement(job.Spec.Args),
        Attempt = job.Attempt,
        MaxAttempts = job.Spec.Retry.MaxAttempts,
        CreatedAt = job.CreatedAt,
        RunAt = job.RunAt,
        StartedAt = job.StartedAt,
        FinishedAt = job.FinishedAt,
        Result = ApiJson.ToElement(job.Result),
        Error = job.Error,
        Progress = job.Progress,
        ProgressText = job.ProgressText,
        Node = job.Node,
        OnNode = job.Spec.Node,
        Key = job.Spec.Key,
        Unique = UniqueMapping.ToDocument(job.Spec),
        LimitKey = job.Spec.LimitKey,
        Headers = job.Spec.Headers,
        ArgsVersion = job.Spec.ArgsVersion,
        Parent = job.Spec.Parent?.ToString(),
        Tags = job.Spec.Tags,
        Workflow = job.Spec.Workflow?.Workflow.ToString(),
        Step = job.Spec.Workflow?.Step,
        After = WorkflowStates.ToAfter(job.Spec.Workflow, NoNames),
        Schedule = job.Spec.Schedule,
        Attempts = [.. job.Attempts.Select(ToDocument)],
    };

    public static JobResultDocument ToResult(Job job) => new(
        job.Id.ToString(), StateText.Format(job.State), ApiJson.ToElement(job.Result), job.Error, job.Attempt);

    private static AttemptDocument ToDocument(Attempt attempt) => new(
        attempt.Number,
        attempt.Node,
        attempt.StartedAt,
        attempt.FinishedAt,
        attempt.Outcome.ToString().ToLowerInvariant(),
        attempt.Error);
}
