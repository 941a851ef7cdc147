using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Workers;
using Microsoft.Extensions.Logging;

namespace Gnomon.Executables;

/// <summary>Runs one executable for attempts of jobs.</summary>
/// <remarks>Whatever the executable started ends with the attempt, with one exception: after exit code 0, a process
/// that lets go of the output may live on. That is how a task starts a service.</remarks>
/// <param name="file">The executable's full path.</param>
/// <param name="folder">The working directory.</param>
/// <param name="options">How to run it; valid.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of processes that had to be ended.</param>
internal sealed partial class ExecutableRunner(
    string file, string folder, ExecutableOptions options, TimeProvider time, ILogger logger)
{
    private const int MaxStarts = 40;

    // Leaves room for the words before it.
    private const int MaxErrorTail = JobLimits.MaxErrorLength - 512;

    /// <summary>How long the node's own signal may come after the executable's.</summary>
    private static readonly TimeSpan ClosingGrace = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(25);
    private static readonly string[] PassedAlways = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR"];

    private readonly ILogger _logger = logger;

    /// <summary>Runs an attempt to its end.</summary>
    /// <returns>What the executable wrote to standard output, as a JSON string.</returns>
    /// <exception cref="JobFailedException">It failed, or could not be started.</exception>
    /// <exception cref="OperationCanceledException">The attempt was asked to stop; nothing of it runs any more.
    /// </exception>
    public async ValueTask<ReadOnlyMemory<byte>> RunAsync(JobContext job)
    {
        var arguments = ExecutableArguments.Read(job.Spec.Args);
        await ParentArguments.AppendAsync(arguments, job).ConfigureAwait(false);
        var start = Prepare(job, arguments);
        job.Cancellation.ThrowIfCancellationRequested();
        var sweep = new LeftoverSweep(job.Id, options.Scope, time);
        if (job.Attempt > 1) await EndEarlierAttemptsAsync(job, sweep).ConfigureAwait(false);

        var process = await StartAsync(start, job.Cancellation).ConfigureAwait(false);
        var output = new OutputCapture(options.MaxOutputBytes);
        var errors = new ErrorCapture(job.Log, MaxErrorTail);
        var run = new ExecutableRun(process, output, errors, time);
        await using (run.ConfigureAwait(false))
        {
            try
            {
                await process.WaitForExitAsync(job.Cancellation).ConfigureAwait(false);
                await AwaitOutputAsync(job, run, sweep).ConfigureAwait(false);
            }
            catch
            {
                // Mostly the wish to stop, but nothing may leave the processes running.
                await EndAsync(job, run, sweep).ConfigureAwait(false);
                throw;
            }

            if (Failure(process.ExitCode, output, errors) is { } failure)
            {
                await SweepAsync(job, sweep).ConfigureAwait(false);
                if (ExitCode.IsInterruption(process.ExitCode)) await RefuseIfClosingAsync(job).ConfigureAwait(false);
                throw failure;
            }
        }

        return Result(output);
    }

    private ProcessStartInfo Prepare(JobContext job, List<string> arguments)
    {
        var start = new ProcessStartInfo(file)
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);

        var environment = start.Environment;
        environment.Clear();
        foreach (var name in PassedAlways.Concat(options.PassEnvironment))
            if (Environment.GetEnvironmentVariable(name) is { } value)
                environment[name] = value;
        environment["GNOMON_JOB_ID"] = job.Id.ToString();
        environment["GNOMON_ATTEMPT"] = job.Attempt.ToString(CultureInfo.InvariantCulture);
        if (job.WorkflowId is { } workflow) environment["GNOMON_WORKFLOW"] = workflow.ToString();
        if (job.Step is { } step && !step.Contains('\0', StringComparison.Ordinal)) environment["GNOMON_STEP"] = step;
        if (options.Scope is not null) environment["GNOMON_SCOPE"] = options.Scope;
        if (options.ServerUrl is not null)
            environment["GNOMON_SERVER"] = options.ServerUrl.AbsoluteUri.TrimEnd('/');
        return start;
    }

    private async Task<Process> StartAsync(ProcessStartInfo start, CancellationToken cancellation)
    {
        for (var tries = 1; ; tries++)
        {
            var process = new Process { StartInfo = start };
            try
            {
                process.Start();
                // Tasks read an empty input, not the worker's.
                process.StandardInput.Close();
                return process;
            }
            catch (Win32Exception e) when (
                e.NativeErrorCode == StartFailure.TextFileBusy && OperatingSystem.IsLinux() && tries < MaxStarts)
            {
                // Somebody is still writing the file, or another thread's fork holds it for the moment before exec.
                process.Dispose();
            }
            catch (Win32Exception e)
            {
                process.Dispose();
                throw StartFailure.Explain(file, folder, e);
            }

            await Task.Delay(StartPause, time, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>A worker that was killed leaves its executables running. They must not run beside the next attempt.
    /// </summary>
    private async Task EndEarlierAttemptsAsync(JobContext job, LeftoverSweep sweep)
    {
        var swept = await sweep.EndBeforeAsync(job.Attempt, job.Cancellation).ConfigureAwait(false);
        if (swept.Ended == 0) return;
        LogEarlierAttemptEnded(swept.Ended, job.Id, job.Attempt);
        job.Log($"ended {swept.Ended} process(es) that an earlier attempt left behind");
        if (swept.Stuck is { } pid)
            throw new JobFailedException(
                $"process {pid} of an earlier attempt still runs on this machine and cannot be ended");
    }

    /// <summary>Waits for the rest of the output after the executable's own exit, but not for processes that it left
    /// behind and that would hold the output open for ever.</summary>
    private async Task AwaitOutputAsync(JobContext job, ExecutableRun run, LeftoverSweep sweep)
    {
        if (await run.OutputClosesAsync(options.OutputGrace, job.Cancellation).ConfigureAwait(false)) return;
        job.Log($"the executable has exited, but its output was held open for {options.OutputGrace.TotalSeconds:0.##} s "
            + "by processes that it left behind; they are ended");
        await SweepAsync(job, sweep).ConfigureAwait(false);
        // What escapes even the sweep keeps the pipe; then the job ends without the rest.
        await run.OutputClosesAsync(options.OutputGrace, job.Cancellation).ConfigureAwait(false);
    }

    private async Task EndAsync(JobContext job, ExecutableRun run, LeftoverSweep sweep)
    {
        if (run.KillTree() is { } problem) LogKillIncomplete(job.Id, job.Attempt, problem);
        await SweepAsync(job, sweep).ConfigureAwait(false);
        if (!await run.ExitsAsync().ConfigureAwait(false)) LogStuck(run.ProcessId, job.Id, job.Attempt);
    }

    private async Task SweepAsync(JobContext job, LeftoverSweep sweep)
    {
        // Not the job's own token: the sweep is what an ended job still needs.
        var swept = await sweep.EndAsync(job.Attempt, CancellationToken.None).ConfigureAwait(false);
        if (swept.Ended > 0) LogLeftoversEnded(swept.Ended, job.Id, job.Attempt);
        if (swept.Stuck is { } pid) LogStuck(pid, job.Id, job.Attempt);
    }

    /// <summary>A terminal, or a service manager, that ends the node sends its signal to the executables as well. That
    /// says nothing about the job: when the node turns out to be closing, the attempt is handed back.</summary>
    /// <exception cref="OperationCanceledException">The node is closing.</exception>
    private async Task RefuseIfClosingAsync(JobContext job)
    {
        if (!job.NodeClosing.CanBeCanceled) return;
        await Task.Delay(ClosingGrace, time, job.NodeClosing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!job.NodeClosing.IsCancellationRequested) return;
        job.Stop(StopReason.ShuttingDown);
        throw new OperationCanceledException("interrupted together with the node");
    }

    private JobFailedException? Failure(int exitCode, OutputCapture output, ErrorCapture errors)
    {
        var text = errors.Text;
        var detail = text.Length == 0 ? "" : ": " + text;
        if (exitCode != 0) return new JobFailedException(ExitCode.Describe(exitCode) + detail);
        if (options.FailOnStandardError && errors.Any)
            return new JobFailedException("exit code 0, but standard error was written to" + detail);
        if (output.Overflowed)
            return new JobFailedException(
                $"standard output has {output.Seen:N0} bytes; at most {options.MaxOutputBytes:N0} are allowed");
        return null;
    }

    private static ReadOnlyMemory<byte> Result(OutputCapture output)
    {
        var json = output.ToJson();
        return json.Length <= JobLimits.MaxResultBytes
            ? json
            : throw new JobFailedException(
                $"standard output takes {json.Length:N0} bytes as JSON; "
                + $"at most {JobLimits.MaxResultBytes:N0} are allowed");
    }
}
