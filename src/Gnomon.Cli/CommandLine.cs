using System.CommandLine;
using System.CommandLine.Help;
using Gnomon.Cli.Options;
using Gnomon.Cli.Verbs;

namespace Gnomon.Cli;

/// <summary>The verbs of the program, and how a call of it is read, run and ended.</summary>
internal sealed class CommandLine(CliContext context)
{
    /// <summary>Runs one call of the program.</summary>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellation)
    {
        var parsed = Parse(args);
        if (UsageFault.Find(parsed) is { } fault)
        {
            context.Terminal.Complain(fault);
            return ExitCodes.Usage;
        }

        try
        {
            // Signals are ours: the library would end a server that is still closing.
            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null,
            };
            return await parsed.InvokeAsync(invocation, cancellation).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            var failure = Failure.Of(error);
            context.Terminal.Complain(failure.Message);
            return failure.ExitCode;
        }
    }

    internal ParseResult Parse(IReadOnlyList<string> args)
    {
        // An argument of a job that begins with @ is an argument, never the name of a file to read.
        var configuration = new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null };
        return Root().Parse(WaitOption.Complete(args), configuration);
    }

    // Not a RootCommand: that one takes its name from the assembly, and help would show it.
    private Command Root() => new("gnomon", "A distributed task scheduler: jobs now, later, on a schedule.")
    {
        new HelpOption(),
        new VersionOption(),
        DemoVerb.Create(context),
        ServerVerb.Create(context),
        WorkerVerb.Create(context),
        RunVerb.Create(context),
        new Command("job", "Looks at jobs and changes them.")
        {
            JobGetVerb.Create(context),
            JobWaitVerb.Create(context),
            JobListVerb.Create(context),
            JobChangeVerb.Cancel(context),
            JobChangeVerb.Retry(context),
            JobChangeVerb.Run(context),
            JobChangeVerb.Priority(context),
            JobChangeVerb.Pin(context),
            JobChangeVerb.Delete(context),
            JobLogsVerb.Create(context),
            JobWhyVerb.Create(context),
        },
        WorkflowVerbs.Create(context),
        new Command("schedule", "Looks at schedules and changes them.")
        {
            SchedulePutVerb.Create(context),
            ScheduleListVerb.Create(context),
            ScheduleGetVerb.Create(context),
            ScheduleRemoveVerb.Create(context),
            ScheduleTriggerVerb.Create(context),
            SchedulePauseVerb.Create(context),
            ScheduleResumeVerb.Create(context),
            ScheduleTicksVerb.Create(context),
            ScheduleExplainVerb.Create(context),
            ScheduleBackfillVerb.Create(context),
            ScheduleNextVerb.Create(context),
            ScheduleApplyVerb.Create(context),
            ScheduleExportVerb.Create(context),
            ScheduleImportVerb.Create(context),
            ScheduleSetsVerb.List(context),
            ScheduleSetsVerb.Remove(context),
        },
        BroadcastVerb.Create(context),
        NextVerb.Create(context),
        StatsVerb.Create(context),
        EventsVerb.Create(context),
        new Command("queue", "Looks at queues, stops, continues and limits them.")
        {
            QueueListVerb.Create(context),
            QueuePauseVerb.Create(context, paused: true),
            QueuePauseVerb.Create(context, paused: false),
            QueueLimitVerb.Create(context),
        },
        new Command("node", "Looks at the processes that run jobs.") { NodeListVerb.Create(context) },
        new Command("store", "Looks after stores.")
        {
            StoreCheckVerb.Create(context),
            StoreVerifyVerb.Create(context),
        },
    };
}
