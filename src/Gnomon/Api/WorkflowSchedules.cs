using System.Text.Json;
using Gnomon.Jobs;
using Gnomon.Retries;
using Gnomon.Store;
using Gnomon.Workflows;

namespace Gnomon.Api;

/// <summary>Schedules whose ticks make a workflow: their jobs run <see cref="WorkflowHandler"/>, with the workflow as
/// arguments.</summary>
internal static class WorkflowSchedules
{
    /// <summary>A store that cannot serve for a while must not lose a tick's workflow.</summary>
    public static readonly RetryPolicy Retry =
        RetryPolicy.Growing(Backoff.Exponential, 10, TimeSpan.FromSeconds(1));

    /// <summary>The job of the ticks.</summary>
    /// <exception cref="ApiException">400; names the member at fault.</exception>
    public static JobSpec ToJob(ScheduleDocument document, DateTimeOffset now)
    {
        var workflow = document.Workflow
            ?? throw ApiProblems.Invalid("workflow", "is missing; give the steps that each tick runs");
        if (FirstOfJob(document) is { } stray)
            throw ApiProblems.Invalid(stray, "cannot stand beside a workflow; give it to the steps that it is for");
        if (workflow.Id is not null)
            throw ApiProblems.Invalid("workflow.id", "cannot be given: that of each workflow follows from its tick");
        return ToJob(workflow, now) with
        {
            Queue = document.Queue ?? JobLimits.DefaultQueue,
            Priority = JobMapping.ToPriority(document.Priority),
            Tags = JobMapping.ToTags(document.Tags),
        };
    }

    /// <summary>The job that makes a workflow.</summary>
    /// <exception cref="ApiException">400; names the member at fault.</exception>
    public static JobSpec ToJob(WorkflowDraftDocument workflow, DateTimeOffset now)
    {
        Check(workflow, now);
        var args = JsonSerializer.SerializeToUtf8Bytes(workflow, GnomonJson.Default.WorkflowDraftDocument);
        if (args.Length > JobLimits.MaxArgsBytes)
            throw ApiProblems.Invalid(
                "workflow", $"takes {args.Length:N0} bytes; at most {JobLimits.MaxArgsBytes:N0} are allowed in a schedule");
        return new JobSpec { Handler = WorkflowHandler.Name, Args = args, Retry = Retry };
    }

    /// <summary>The document with the workflow in place of the job that makes it.</summary>
    public static ScheduleDocument ToDocument(ScheduleDocument document, JobSpec job)
    {
        document = document with { Target = ScheduleTargets.Workflow };
        try
        {
            return document with
            {
                Workflow = ApiJson.Read(job.Args.Span, GnomonJson.Default.WorkflowDraftDocument),
                Handler = null, Args = null, Retry = null, Timeout = null, Headers = null, ArgsVersion = null,
            };
        }
        catch (ApiException)
        {
            // Encrypted arguments stay as they are: only who runs them can read them.
            return document;
        }
    }

    /// <summary>Refuses now what every tick would be refused for.</summary>
    private static void Check(WorkflowDraftDocument workflow, DateTimeOffset now)
    {
        try
        {
            var draft = WorkflowCompiler.Compile(new WorkflowId(JobId.New(now).Value), WorkflowMapping.ToPlan(workflow));
            WorkflowRules.Check(draft);
            foreach (var job in draft.Jobs)
                if (job.Spec.Deadline is not null)
                    throw ApiProblems.Invalid(
                        $"steps.{job.Spec.Workflow!.Step}.deadline",
                        "is one instant, and every tick has its own; give a timeout instead");
        }
        catch (ApiException error)
        {
            throw new ApiException(error.Status, error.Title, $"workflow.{error.Detail}", error)
            {
                Field = $"workflow.{error.Field}",
            };
        }
        catch (InvalidJobException error)
        {
            throw ApiProblems.Invalid($"workflow.{error.Field}", error.Problem);
        }
    }

    private static string? FirstOfJob(ScheduleDocument document) => document.Handler is not null ? "handler"
        : document.Args is not null ? "args"
        : document.Retry is not null ? "retry"
        : document.Timeout is not null ? "timeout"
        : document.LimitKey is not null ? "limitKey"
        : document.Headers is { Count: > 0 } ? "headers"
        : document.ArgsVersion is > 0 ? "argsVersion" : null;
}
