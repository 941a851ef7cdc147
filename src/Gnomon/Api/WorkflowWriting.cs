using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Workflows;

namespace Gnomon.Api;

/// <summary>Plans of workflows to the document that would be submitted for them: what a schedule keeps of a workflow that a
/// program declares.</summary>
internal static class WorkflowWriting
{
    /// <exception cref="InvalidJobException">A step has what the document has no member for; names it.</exception>
    public static WorkflowDraftDocument ToDocument(WorkflowPlan plan)
    {
        if (plan.Stored.Count > 0)
            throw new InvalidJobException("steps", "name stored ones; each tick of a schedule makes a workflow anew");
        return new WorkflowDraftDocument
        {
            Name = plan.Name, Retention = DurationField.Format(plan.Retention), Steps = ToSteps("", plan.Steps),
        };
    }

    private static Dictionary<string, StepDocument> ToSteps(string prefix, IReadOnlyList<WorkflowStep> steps)
    {
        var documents = new Dictionary<string, StepDocument>(StringComparer.Ordinal);
        foreach (var step in steps)
            if (!documents.TryAdd(step.Name, ToStep(prefix + step.Name, step)))
                throw new InvalidJobException($"steps.{prefix}{step.Name}", "is there twice; a name is given once");
        return documents;
    }

    private static StepDocument ToStep(string path, WorkflowStep step)
    {
        var document = new StepDocument
        {
            After = ToAfter(step.After),
            Signal = ToSignal(step.Signals),
            Delay = DurationField.Format(step.Delay),
            RunAt = step.RunAt,
            Results = step.TakesResults ? true : null,
            OnFailure = step.OnFailure == StepFailure.CancelRest ? "cancelRest" : null,
        };
        if (step.Members is { } members)
            return document with
            {
                Group = new GroupDocument { Members = ToSteps($"{path}/", members), Parallel = step.Parallel },
            };
        return step.Job is { } job ? WithJob(path, document, job) : document;
    }

    private static StepDocument WithJob(string path, StepDocument document, JobSpec job)
    {
        if (job.Node is not null)
            throw new InvalidJobException($"steps.{path}.node", "cannot be given to a step of a schedule's workflow");
        return document with
        {
            Handler = job.Handler,
            Args = ApiJson.ToElement(job.Args),
            Queue = job.Queue == JobLimits.DefaultQueue ? null : job.Queue,
            Priority = job.Priority == JobLimits.DefaultPriority ? null : job.Priority,
            Retry = RetryMapping.ToDocument(job.Retry),
            Timeout = DurationField.Format(job.Timeout),
            Deadline = job.Deadline,
            Key = job.Key,
            Unique = UniqueMapping.ToDocument(job),
            LimitKey = job.LimitKey,
            Headers = job.Headers.Count == 0 ? null : job.Headers,
            ArgsVersion = job.ArgsVersion == 0 ? null : job.ArgsVersion,
            Tags = job.Tags.Count == 0 ? null : job.Tags,
        };
    }

    private static JsonElement? ToSignal(IReadOnlyList<string> signals) => signals.Count == 0
        ? null
        : Written(json =>
        {
            json.WriteStartArray();
            foreach (var signal in signals) json.WriteStringValue(signal);
            json.WriteEndArray();
        });

    private static JsonElement? ToAfter(IReadOnlyList<StepAfter> after) => after.Count == 0
        ? null
        : Written(json =>
        {
            json.WriteStartObject();
            foreach (var (step, when) in after) json.WriteString(step, when.ToString().ToLowerInvariant());
            json.WriteEndObject();
        });

    private static JsonElement? Written(Action<Utf8JsonWriter> write)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream)) write(json);
        return ApiJson.ToElement(stream.ToArray());
    }
}
