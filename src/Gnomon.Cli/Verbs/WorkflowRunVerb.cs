using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon workflow run</c>: submits the workflow that a file describes.</summary>
internal static class WorkflowRunVerb
{
    public static Command Create(CliContext context)
    {
        var file = new Argument<string>("FILE")
        {
            Description = "The workflow as YAML or JSON; - for standard input.",
        };
        var id = OptionKinds.Text("--id", "The workflow's UUID: submitting it again changes nothing.", "uuid");
        var wait = WaitOption.Create();
        var command = new Command("run", "Submits a workflow; prints its id, or its steps with --wait.") { file, id, wait };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var limit = parsed.GetValue(wait);
            if (limit is not null) EndOfJob.CheckPossible(session);
            var draft = await ReadAsync(parsed.GetRequiredValue(file), cancellation).ConfigureAwait(false);
            if (parsed.GetValue(id) is { } chosen) draft = draft with { Id = chosen };
            var submitted = await session.Api.SubmitWorkflowAsync(draft, cancellation).ConfigureAwait(false);
            foreach (var warning in submitted.Warnings) session.Terminal.Complain(warning);
            if (Remark(submitted) is { } remark) session.Terminal.Complain(remark);
            if (limit is null)
            {
                session.Show(
                    submitted, GnomonJson.Default.SubmittedWorkflowDocument,
                    (terminal, workflow) => terminal.Write(workflow.Id));
                return ExitCodes.Done;
            }

            var (workflow, exitCode) = await EndOfWorkflow.WaitAsync(session, submitted.Id, limit, cancellation)
                .ConfigureAwait(false);
            session.Show(workflow, GnomonJson.Default.WorkflowDocument, WorkflowView.Show);
            return exitCode;
        });
    }

    private static string? Remark(SubmittedWorkflowDocument submitted) => submitted.Outcome switch
    {
        SubmittedWorkflowDocument.SameId => $"workflow {submitted.Id} was there already; nothing is changed",
        SubmittedWorkflowDocument.Joined => $"workflow {submitted.Id} was there already; the steps it lacked have joined",
        _ => null,
    };

    private static async Task<WorkflowDraftDocument> ReadAsync(string file, CancellationToken cancellation)
    {
        var name = file == "-" ? "standard input" : file;
        var text = await InputFile.ReadAsync("FILE", file, cancellation).ConfigureAwait(false);
        try
        {
            return ApiJson.Read(YamlText.ToJson(name, text), GnomonJson.Default.WorkflowDraftDocument);
        }
        catch (ApiException error)
        {
            throw new CommandFailedException(ExitCodes.Usage, $"{name}: {error.Detail}", error);
        }
    }
}
