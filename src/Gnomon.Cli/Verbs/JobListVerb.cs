using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon job list</c>: lists jobs.</summary>
internal static class JobListVerb
{
    public static Command Create(CliContext context)
    {
        var state = OptionKinds.Choice("--state", "Only jobs in this state.", StateNames.All);
        var queue = OptionKinds.Text("--queue", "Only jobs of this queue.", "name");
        var handler = OptionKinds.Text("--handler", "Only jobs of this handler.", "name");
        var tag = OptionKinds.Text("--tag", "Only jobs with this tag.", "word");
        var schedule = OptionKinds.Text("--schedule", "Only jobs that this schedule made.", "id");
        var workflow = OptionKinds.Text("--workflow", "Only jobs of this workflow or broadcast.", "id");
        var node = OptionKinds.Text("--node", "Only jobs that are pinned to this node.", "id");
        var page = new PageOptions();
        var command = new Command("list", "Lists jobs, newest first.")
        {
            state, queue, handler, tag, schedule, workflow, node,
        };
        page.AddTo(command);
        return command.Calls(context, async (parsed, session, cancellation) =>
        {
            var query = new JobListQuery
            {
                State = parsed.GetValue(state),
                Queue = parsed.GetValue(queue),
                Handler = parsed.GetValue(handler),
                Tag = parsed.GetValue(tag),
                Schedule = parsed.GetValue(schedule),
                Workflow = parsed.GetValue(workflow),
                OnNode = parsed.GetValue(node),
                Cursor = page.Cursor(parsed),
                Limit = page.Limit(parsed),
            };
            var jobs = await session.Api.ListJobsAsync(query, cancellation).ConfigureAwait(false);
            session.Show(jobs, GnomonJson.Default.JobListDocument, JobView.ShowList);
            return ExitCodes.Done;
        });
    }
}
