using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Files;
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
        var command = new Command("run", "Submits a workflow; prints its id, or its steps with --wait.")
        {
            file, id, wait,
        };
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var limit = parsed.GetValue(wait);
            if (limit is not null) EndOfJob.CheckPossible(session);
            var draft = await ReadAsync(parsed.GetRequiredValue(file), cancellation).ConfigureAwait(false);
            var submitted = await SubmitAsync(session, draft, parsed.GetValue(id), cancellation).ConfigureAwait(false);
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
        SubmittedWorkflowDocument.Joined =>
            $"workflow {submitted.Id} was there already; the steps it lacked have joined",
        _ => null,
    };

    private static async Task<DocumentFile> ReadAsync(string file, CancellationToken cancellation)
    {
        var text = await InputFile.ReadAsync("FILE", file, cancellation).ConfigureAwait(false);
        return DocumentFile.Parse(file == "-" ? "standard input" : file, text);
    }

    /// <summary>Submits it, and tells where in the file the member stands that is refused.</summary>
    private static async Task<SubmittedWorkflowDocument> SubmitAsync(
        ClientSession session, DocumentFile file, string? id, CancellationToken cancellation)
    {
        var draft = file.Read(GnomonJson.Default.WorkflowDraftDocument);
        if (id is not null) draft = draft with { Id = id };
        try
        {
            return await session.Api.SubmitWorkflowAsync(draft, cancellation).ConfigureAwait(false);
        }
        catch (ApiException error) when (error is { Status: 400, Field.Length: > 0 })
        {
            throw file.Fault(error.Field, error.Detail, error);
        }
    }
}
