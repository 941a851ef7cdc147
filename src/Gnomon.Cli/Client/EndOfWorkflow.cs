using Gnomon.Api;

namespace Gnomon.Cli.Client;

/// <summary>Waits for the end of a workflow and judges it.</summary>
internal static class EndOfWorkflow
{
    /// <summary>Waits until the workflow has ended or the time is up.</summary>
    /// <param name="session">The API.</param>
    /// <param name="id">The workflow.</param>
    /// <param name="limit">How long; null or infinite for no limit.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public static async Task<(WorkflowDocument Workflow, int ExitCode)> WaitAsync(
        ClientSession session, string id, TimeSpan? limit, CancellationToken cancellation)
    {
        var workflow = await EndWait.RunAsync(
            session, limit, left => session.Api.GetWorkflowAsync(id, left, cancellation), answer => answer.Ended)
            .ConfigureAwait(false);
        return (workflow, await JudgeAsync(session, workflow, limit, cancellation).ConfigureAwait(false));
    }

    private static async Task<int> JudgeAsync(
        ClientSession session, WorkflowDocument workflow, TimeSpan? limit, CancellationToken cancellation)
    {
        if (!workflow.Ended && !session.WorkerPossible) EndOfJob.CheckPossible(session);
        if (workflow.State == "succeeded") return ExitCodes.Done;
        var why = await WhyAsync(session, workflow, cancellation).ConfigureAwait(false);
        session.Terminal.Complain(workflow.Ended
            ? $"workflow {workflow.Id} {(workflow.State == "failed" ? "failed" : "was cancelled")}{why}"
            : $"workflow {workflow.Id} is still {workflow.State} after {Options.JobOptions.Format(limit)}");
        return ExitCodes.JobFailed;
    }

    /// <summary>A step that failed; the end of a group says no more than its members do.</summary>
    private static async Task<string> WhyAsync(
        ClientSession session, WorkflowDocument workflow, CancellationToken cancellation)
    {
        var failed = new List<JobDocument>();
        foreach (var state in (string[])["dead", "expired"])
        {
            if (workflow.Jobs.GetValueOrDefault(state) == 0) continue;
            var query = new JobListQuery { Workflow = workflow.Id, State = state, Limit = ApiLimits.MaxPage };
            failed.AddRange((await session.Api.ListJobsAsync(query, cancellation).ConfigureAwait(false)).Items);
        }

        var first = failed.LastOrDefault(job => job.Handler != "join") ?? failed.LastOrDefault();
        return first is null ? "" : $": step '{first.Step}' is {first.State}: {first.Error}";
    }
}
