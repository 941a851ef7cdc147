using System.CommandLine;
using Gnomon.Api;
using Gnomon.Cli.Client;
using Gnomon.Cli.Options;
using Gnomon.Cli.Output;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Cli.Verbs;

/// <summary><c>gnomon job cancel</c>, <c>retry</c>, <c>delete</c>, <c>run</c>, <c>priority</c>
/// and <c>pin</c>: change jobs, named by
/// id or by what they have in common.</summary>
internal static class JobChangeVerb
{
    public static Command Cancel(CliContext context) => Create(
        context, new Command("cancel", "Ends jobs; running ones are asked to stop."), ControlAction.Cancel,
        "cancelled", (api, id, cancellation) => api.CancelAsync(id, cancellation));

    public static Command Retry(CliContext context) => Create(
        context, new Command("retry", "Gives ended jobs a new life with all their attempts."), ControlAction.Retry,
        "retried", (api, id, cancellation) => api.RetryAsync(id, cancellation));

    public static Command Run(CliContext context) => Create(
        context, new Command("run", "Makes jobs ready that wait for their time."), ControlAction.RunNow,
        "made ready", (api, id, cancellation) => api.RunNowAsync(id, cancellation));

    public static Command Delete(CliContext context)
    {
        var which = new FilterOptions();
        var command = new Command("delete", "Removes ended jobs with their history.");
        which.AddTo(command);
        return command.Calls(context, (parsed, session, cancellation) =>
        {
            var (ids, filter) = which.Read(parsed);
            return filter is not null
                ? AllJobs.RunAsync(session, ControlAction.Delete, filter, "deleted", cancellation)
                : EachJob.RunAsync(
                    session, ids,
                    async id =>
                    {
                        await session.Api.DeleteAsync(id, cancellation).ConfigureAwait(false);
                        return new RemovedDocument(id);
                    },
                    CliJson.Default.RemovedDocument, RemovedDocument.Show);
        });
    }

    public static Command Priority(CliContext context)
    {
        var to = OptionKinds.Number("--to", "The new priority, 0 to 9; 9 goes first.", 0, JobLimits.MaxPriority);
        to.Required = true;
        var which = new FilterOptions();
        var command = new Command("priority", "Gives jobs that have not ended another priority.") { to };
        which.AddTo(command);
        return command.Calls(context, (parsed, session, cancellation) =>
        {
            var (ids, filter) = which.Read(parsed);
            var priority = parsed.GetRequiredValue(to)!.Value;
            return filter is not null
                ? AllJobs.RunAsync(
                    session, ControlAction.ChangePriority, filter with { Priority = priority }, "changed", cancellation)
                : EachJob.RunAsync(
                    session, ids, id => session.Api.ChangePriorityAsync(id, priority, cancellation),
                    GnomonJson.Default.ControlDocument, JobView.ShowControl);
        });
    }

    public static Command Pin(CliContext context)
    {
        var to = OptionKinds.Text("--to", "The node, by its id; left out, any node may run them.", "id");
        var which = new FilterOptions();
        var command = new Command("pin", "Lets only one node run waiting jobs, or any again.") { to };
        which.AddTo(command);
        return command.Calls(context, (parsed, session, cancellation) =>
        {
            var (ids, filter) = which.Read(parsed);
            var node = parsed.GetValue(to);
            return filter is not null
                ? AllJobs.RunAsync(session, ControlAction.Pin, filter with { To = node }, "pinned", cancellation)
                : EachJob.RunAsync(
                    session, ids, id => session.Api.PinAsync(id, node, cancellation), GnomonJson.Default.ControlDocument,
                    JobView.ShowControl);
        });
    }

    private static Command Create(
        CliContext context, Command command, ControlAction action, string done,
        Func<IGnomonApi, string, CancellationToken, Task<ControlDocument>> change)
    {
        var which = new FilterOptions();
        which.AddTo(command);
        return command.Calls(context, (parsed, session, cancellation) =>
        {
            var (ids, filter) = which.Read(parsed);
            return filter is not null
                ? AllJobs.RunAsync(session, action, filter, done, cancellation)
                : EachJob.RunAsync(
                    session, ids, id => change(session.Api, id, cancellation), GnomonJson.Default.ControlDocument,
                    JobView.ShowControl);
        });
    }
}
