using System.Globalization;
using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Workflows;

namespace Gnomon.Api;

/// <summary>Workflows from the wire: the document that is submitted, or stands in a file, as a plan.</summary>
internal static class WorkflowMapping
{
    private const string Kinds = "give it one of handler, group and workflow, or let it wait with signal, delay or runAt";

    /// <summary>Reads the id of a workflow in a request.</summary>
    /// <exception cref="ApiException">400: the text is no UUID.</exception>
    public static WorkflowId ToId(string? text) => ToId("id", text);

    /// <summary>Reads the id of a workflow from a member or parameter.</summary>
    /// <exception cref="ApiException">400: the text is no UUID.</exception>
    public static WorkflowId ToId(string field, string? text) => WorkflowId.TryParse(text, out var id)
        ? id
        : throw ApiProblems.Invalid(field, $"'{text}' is not a UUID such as 0197c2f4-6a51-7d3e-9b0a-3f1d2c4b5a69");

    /// <summary>Reads a workflow.</summary>
    /// <exception cref="ApiException">400; names the step and the member at fault, and what is allowed.</exception>
    public static WorkflowPlan ToPlan(WorkflowDraftDocument draft) =>
        new(ToSteps("steps", draft.Steps))
        {
            Name = draft.Name, Retention = DurationField.ParseOptional("retention", draft.Retention),
        };

    private static List<WorkflowStep> ToSteps(string path, IReadOnlyDictionary<string, StepDocument>? steps)
    {
        if (steps is null) throw ApiProblems.Invalid(path, "is missing; give the steps by name");
        return [.. steps.Select(step => ToStep($"{path}.{step.Key}", step.Key, step.Value))];
    }

    private static WorkflowStep ToStep(string path, string name, StepDocument? step)
    {
        if (step is null) throw ApiProblems.Invalid(path, $"is null; {Kinds}");
        var read = new WorkflowStep(name)
        {
            After = ToAfter($"{path}.after", step.After),
            Signals = ToSignals($"{path}.signal", step.Signal),
            Delay = DurationField.ParseOptional($"{path}.delay", step.Delay),
            RunAt = step.RunAt,
            TakesResults = step.Results == true,
            OnFailure = ToFailure($"{path}.onFailure", step.OnFailure),
        };
        if (step.Group is not null && step.Workflow is not null)
            throw ApiProblems.Invalid(path, $"is a group and a workflow; {Kinds}");
        if (step.Handler is not null)
        {
            if (step.Group is not null || step.Workflow is not null)
                throw ApiProblems.Invalid($"{path}.handler", $"cannot stand beside a group or a workflow; {Kinds}");
            return read with { Job = ToJob(path, step) };
        }

        if (FirstOfJob(step) is { } stray)
            throw ApiProblems.Invalid($"{path}.{stray}", "means nothing without a handler beside it");
        if (step.Group is { } group)
            return read with { Members = ToMembers($"{path}.group", group), Parallel = group.Parallel };
        if (step.Workflow is { } nested) return read with { Members = ToNested($"{path}.workflow", nested) };
        return read.Signals.Count > 0 || read.Delay is not null || read.RunAt is not null
            ? read
            : throw ApiProblems.Invalid(path, $"does nothing; {Kinds}");
    }

    private static List<WorkflowStep> ToNested(string path, WorkflowDraftDocument nested)
    {
        var stray = nested.Id is not null ? "id" : nested.Name is not null ? "name"
            : nested.Retention is not null ? "retention" : null;
        if (stray is not null)
            throw ApiProblems.Invalid($"{path}.{stray}", "belongs to the whole workflow only; a nested one has steps");
        return ToSteps($"{path}.steps", nested.Steps);
    }

    private static List<WorkflowStep> ToMembers(string path, GroupDocument group)
    {
        if (group.Members is { } members)
        {
            var stray = group.Each is not null ? "each" : group.Handler is not null ? "handler" : FirstOfJob(group);
            if (stray is not null)
                throw ApiProblems.Invalid(
                    $"{path}.{stray}", "cannot stand beside members; give members, or a handler with each");
            return ToSteps($"{path}.members", members);
        }

        if (group.Each is not { } each)
            throw ApiProblems.Invalid(path, "has no members; give members by name, or a handler with each");
        if (group.Args is not null)
            throw ApiProblems.Invalid($"{path}.args", "cannot stand beside each, which has the arguments of each member");
        var job = ToJob(path, group);
        return
        [
            .. each.Select((args, i) => new WorkflowStep((i + 1).ToString(CultureInfo.InvariantCulture))
            {
                Job = job with { Args = ApiJson.ToBytes($"{path}.each[{i}]", args) },
            }),
        ];
    }

    private static JobSpec ToJob(string path, SingleJobDocument job)
    {
        try
        {
            var spec = JobMapping.ToSpec(job);
            JobMapping.Check(() => JobRules.Check(spec));
            return spec;
        }
        catch (ApiException error)
        {
            throw new ApiException(error.Status, error.Title, $"{path}.{error.Detail}", error)
            {
                Field = $"{path}.{error.Field}",
            };
        }
    }

    /// <summary>The first member of a job that is set, other than its handler; null when none is.</summary>
    private static string? FirstOfJob(SingleJobDocument job) =>
        job.Args is not null ? "args"
        : job.Queue is not null ? "queue"
        : job.Priority is not null ? "priority"
        : job.Retry is not null ? "retry"
        : job.Timeout is not null ? "timeout"
        : job.Deadline is not null ? "deadline"
        : job.Key is not null ? "key"
        : job.Unique is not null ? "unique"
        : job.LimitKey is not null ? "limitKey"
        : job.Headers is not null ? "headers"
        : job.ArgsVersion is not null ? "argsVersion"
        : job.Tags is not null ? "tags"
        : null;

    private static IReadOnlyList<StepAfter> ToAfter(string field, JsonElement? after)
    {
        if (after is not { } value) return [];
        const string Allowed = "allowed are a name, an array of names, or an object such as "
            + "{\"load\": \"failed\"} with succeeded, failed or ended";
        switch (value.ValueKind)
        {
            case JsonValueKind.Null:
                return [];
            case JsonValueKind.Object:
                return
                [
                    .. value.EnumerateObject().Select(member => new StepAfter(
                        member.Name, ToCondition($"{field}.{member.Name}", member.Value))),
                ];
            default:
                return [.. ToNames(field, value, Allowed).Select(name => new StepAfter(name))];
        }
    }

    private static ParentCondition ToCondition(string field, JsonElement value) =>
        (value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()) switch
        {
            "succeeded" => ParentCondition.Succeeded,
            "failed" => ParentCondition.Failed,
            "ended" => ParentCondition.Ended,
            var other => throw ApiProblems.Invalid(field, $"is '{other}'; allowed are succeeded, failed, ended"),
        };

    private static IReadOnlyList<string> ToSignals(string field, JsonElement? signal) =>
        signal is not { ValueKind: not JsonValueKind.Null } value
            ? []
            : ToNames(field, value, "allowed are the name of a signal, or an array of them");

    /// <summary>Reads a text, or an array of texts.</summary>
    private static List<string> ToNames(string field, JsonElement value, string allowed)
    {
        List<JsonElement> texts = value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : [value];
        // A file may say 1 for the member '1': numbers are taken as their digits.
        return texts.ConvertAll(text => text.ValueKind switch
        {
            JsonValueKind.String when text.GetString() is { Length: > 0 } name => name,
            JsonValueKind.Number => text.GetRawText(),
            _ => throw ApiProblems.Invalid(field, $"is {text.GetRawText()}; {allowed}"),
        });
    }

    private static StepFailure ToFailure(string field, string? text) => text switch
    {
        null or "skipDependents" => StepFailure.SkipDependents,
        "cancelRest" => StepFailure.CancelRest,
        _ => throw ApiProblems.Invalid(field, $"is '{text}'; allowed are skipDependents, cancelRest"),
    };
}
