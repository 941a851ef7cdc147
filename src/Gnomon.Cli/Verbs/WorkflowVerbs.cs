using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon workflow</c>, but for <c>run</c>: looks at workflows and changes them.</summary>
internal static class WorkflowVerbs
{
    public static Command Create(CliContext context) => new(
        "workflow", "Runs workflows, looks at them and changes them.")
    {
        WorkflowRunVerb.Create(context),
        Get(context),
        List(context),
        Steps(context),
        Wait(context),
        Change(context, "cancel", "Ends workflows; running jobs are asked to stop.",
            (api, id, cancellation) => api.CancelWorkflowAsync(id, cancellation)),
        Change(context, "retry", "Gives what failed or was cancelled, and what was skipped for it, a new life.",
            (api, id, cancellation) => api.RetryWorkflowAsync(id, cancellation)),
        Change(context, "restart", "Runs ended workflows again from the beginning.",
            (api, id, cancellation) => api.RestartWorkflowAsync(id, cancellation)),
        Signal(context),
        Delete(context),
        Picture(context),
    };

    private static Command Get(CliContext context)
    {
        var ids = Ids();
        return new Command("get", "Shows workflows with their steps, first step first.") { ids }.Calls(
            context,
            (parsed, session, cancellation) => EachJob.RunAsync(
                session, parsed.GetRequiredValue(ids),
                id => session.Api.GetWorkflowAsync(id, TimeSpan.Zero, cancellation),
                GnomonJson.Default.WorkflowDocument, WorkflowView.Show));
    }

    private static Command List(CliContext context)
    {
        var state = OptionKinds.Choice(
            "--state", "Only workflows in this state.", "running", "succeeded", "failed", "cancelled");
        var schedule = OptionKinds.Text("--schedule", "Only workflows that this schedule made.", "id");
        var page = new PageOptions();
        var command = new Command("list", "Lists workflows, newest first.") { state, schedule };
        page.AddTo(command);
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var query = new WorkflowListQuery
            {
                State = parsed.GetValue(state), Schedule = parsed.GetValue(schedule), Cursor = page.Cursor(parsed),
                Limit = page.Limit(parsed),
            };
            var workflows = await session.Api.ListWorkflowsAsync(query, cancellation).ConfigureAwait(false);
            session.Show(workflows, GnomonJson.Default.WorkflowListDocument, WorkflowView.ShowList);
            return ExitCodes.Done;
        });
    }

    private static Command Steps(CliContext context)
    {
        var id = Id();
        var page = new PageOptions();
        var command = new Command("steps", "Lists the steps of a workflow, first one first.") { id };
        page.AddTo(command);
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var steps = await session.Api.ListStepsAsync(
                parsed.GetRequiredValue(id), page.Cursor(parsed), page.Limit(parsed), cancellation)
                .ConfigureAwait(false);
            session.Show(steps, GnomonJson.Default.StepListDocument, WorkflowView.ShowSteps);
            return ExitCodes.Done;
        });
    }

    private static Command Wait(CliContext context)
    {
        var ids = Ids();
        var limit = OptionKinds.Duration("--for", "Wait at most this long for each; default: without end.");
        return new Command("wait", "Waits for the end of workflows.") { ids, limit }.Calls(
            context,
            (parsed, session, cancellation) => EachJob.RunAsync(
                session, parsed.GetRequiredValue(ids),
                id => EndOfWorkflow.WaitAsync(session, id, parsed.GetValue(limit), cancellation),
                GnomonJson.Default.WorkflowDocument, WorkflowView.Show));
    }

    private static Command Change(
        CliContext context, string name, string description,
        Func<IGnomonApi, string, CancellationToken, Task<WorkflowControlDocument>> change)
    {
        var ids = Ids();
        return new Command(name, description) { ids }.Calls(
            context,
            (parsed, session, cancellation) => EachJob.RunAsync(
                session, parsed.GetRequiredValue(ids), id => change(session.Api, id, cancellation),
                GnomonJson.Default.WorkflowControlDocument, WorkflowView.ShowControl));
    }

    private static Command Signal(CliContext context)
    {
        var id = Id();
        var name = new Argument<string>("NAME") { Description = "The signal." };
        var payload = new Argument<string?>("PAYLOAD")
        {
            Description = "What it carries, as JSON; default: nothing.", Arity = ArgumentArity.ZeroOrOne,
        };
        var command = new Command("signal", "Tells a workflow that something happened outside.") { id, name, payload };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var json = parsed.GetValue(payload) is { } text
                ? ApiJson.ReadValue(System.Text.Encoding.UTF8.GetBytes(text))
                : null;
            var answer = await session.Api.SignalWorkflowAsync(
                parsed.GetRequiredValue(id), parsed.GetRequiredValue(name), json, cancellation).ConfigureAwait(false);
            session.Show(answer, GnomonJson.Default.WorkflowControlDocument, WorkflowView.ShowControl);
            return ExitCodes.Done;
        });
    }

    private static Command Delete(CliContext context)
    {
        var ids = Ids();
        return new Command("delete", "Removes ended workflows with their jobs.") { ids }.Calls(
            context,
            (parsed, session, cancellation) => EachJob.RunAsync(
                session, parsed.GetRequiredValue(ids),
                async id =>
                {
                    await session.Api.DeleteWorkflowAsync(id, cancellation).ConfigureAwait(false);
                    return new RemovedDocument(id);
                },
                CliJson.Default.RemovedDocument, RemovedDocument.Show));
    }

    private static Command Picture(CliContext context)
    {
        var id = Id();
        var command = new Command("picture", "Draws a workflow with its states as a Mermaid flowchart.") { id };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var picture = await session.Api.DrawWorkflowAsync(parsed.GetRequiredValue(id), cancellation)
                .ConfigureAwait(false);
            session.Show(picture.TrimEnd(), CliJson.Default.String, (terminal, text) => terminal.Write(text));
            return ExitCodes.Done;
        });
    }

    private static Argument<string> Id() => new("ID") { Description = "The workflow." };

    private static Argument<string[]> Ids() => new("ID")
    {
        Description = "The workflow; several may be named.", Arity = ArgumentArity.OneOrMore,
    };
}
