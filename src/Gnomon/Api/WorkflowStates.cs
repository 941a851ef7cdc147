using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Api;

/// <summary>Workflows to the wire, as they stand.</summary>
internal static class WorkflowStates
{
    public static string Format(WorkflowState state) => JsonNamingPolicy.CamelCase.ConvertName(state.ToString());

    /// <summary>Reads a state.</summary>
    /// <exception cref="ApiException">400; lists the states.</exception>
    public static WorkflowState Parse(string field, string text)
    {
        var states = Enum.GetValues<WorkflowState>();
        foreach (var state in states)
            if (Format(state) == text)
                return state;
        throw ApiProblems.Invalid(field, $"is '{text}'; allowed are {string.Join(", ", states.Select(Format))}");
    }

    public static WorkflowDocument ToDocument(WorkflowInfo workflow)
    {
        var total = workflow.Jobs.Values.Sum();
        var ended = workflow.Jobs.Where(count => count.Key.IsTerminal()).Sum(count => count.Value);
        return new WorkflowDocument(workflow.Id.ToString(), workflow.Name, Format(workflow.State))
        {
            CreatedAt = workflow.CreatedAt,
            FinishedAt = workflow.FinishedAt,
            Total = total,
            Progress = total == 0 ? 1 : (double)ended / total,
            Jobs = StateText.Counts(workflow.Jobs.ToDictionary(count => count.Key, count => (long)count.Value)),
            Groups = workflow.Groups,
            Signals = workflow.Signals.ToDictionary(signal => signal.Key, signal => ApiJson.ToElement(signal.Value)),
            CancelRequested = workflow.CancelRequested,
            Schedule = workflow.Schedule,
            Tick = workflow.Tick,
        };
    }

    /// <summary>A job as a step.</summary>
    /// <param name="job">A job of a workflow.</param>
    /// <param name="names">The names of the steps that its parents are, as far as they are known.</param>
    public static StepStateDocument ToStep(Job job, IReadOnlyDictionary<JobId, string> names)
    {
        var place = job.Spec.Workflow!;
        return new StepStateDocument(place.Step, job.Id.ToString(), job.Spec.Handler, StateText.Format(job.State))
        {
            After = ToAfter(place, names),
            AfterCount = place.Parents.Count,
            Signals = place.Signals,
            Group = place.Group,
            Attempt = job.Attempt,
            StartedAt = job.StartedAt,
            FinishedAt = job.FinishedAt,
            Progress = job.Progress,
            Error = job.Error,
        };
    }

    /// <summary>The first of what a job waits for.</summary>
    public static IReadOnlyList<AfterDocument> ToAfter(WorkflowPlace? place, IReadOnlyDictionary<JobId, string> names) =>
        place is null
            ? []
            :
            [
                .. place.Parents.Take(ApiLimits.MaxAfter).Select(parent => new AfterDocument(
                    names.GetValueOrDefault(parent.Job), parent.Job.ToString(),
                    parent.When.ToString().ToLowerInvariant())),
            ];
}
