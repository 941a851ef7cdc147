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
        return (workflow, Judge(session, workflow, limit));
    }

    private static int Judge(ClientSession session, WorkflowDocument workflow, TimeSpan? limit)
    {
        if (!workflow.Ended && !session.WorkerPossible) EndOfJob.CheckPossible(session);
        if (workflow.State == "succeeded") return ExitCodes.Done;
        session.Terminal.Complain(workflow.Ended
            ? $"workflow {workflow.Id} {(workflow.State == "failed" ? "failed" : "was cancelled")}{Why(workflow)}"
            : $"workflow {workflow.Id} is still {workflow.State} after {Options.JobOptions.Format(limit)}");
        return ExitCodes.JobFailed;
    }

    /// <summary>The first failure among the steps that came with the answer; the end of a group says no more than its
    /// members do.</summary>
    private static string Why(WorkflowDocument workflow)
    {
        var failed = workflow.Steps?.Items.Where(step => step.State is "dead" or "expired").ToList() ?? [];
        var first = failed.LastOrDefault(step => step.Handler != "join") ?? failed.LastOrDefault();
        return first is null ? "" : $": step '{first.Step}' is {first.State}: {first.Error}";
    }
}
