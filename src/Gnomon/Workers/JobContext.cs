using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Workers;

/// <summary>What a handler sees of the attempt it runs.</summary>
public sealed class JobContext
{
    private readonly CancellationToken? _given;
    private CancellationTokenSource? _stop;
    private JobReports? _reports;
    private int _reason;

    /// <summary>Wraps a claimed job whose handler a test calls itself.</summary>
    /// <param name="job">The claim.</param>
    /// <param name="services">Resolves what the handler depends on, or null.</param>
    /// <param name="cancellation">Fires when the handler should stop.</param>
    public JobContext(ClaimedJob job, IServiceProvider? services, CancellationToken cancellation)
        : this(job, services) =>
        _given = cancellation;

    /// <summary>Wraps a claimed job that a worker runs and may <see cref="Stop"/>.</summary>
    internal JobContext(ClaimedJob job, IServiceProvider? services)
    {
        ArgumentNullException.ThrowIfNull(job);
        Claim = job;
        Services = services;
    }

    /// <summary>The job's id. With <see cref="Attempt"/> it is the fencing token to hand to other systems.</summary>
    public JobId Id => Claim.Token.Job;

    /// <summary>Counts the hand-outs of this job, from 1.</summary>
    public int Attempt => Claim.Token.Attempt;

    /// <summary>What the producer asked for.</summary>
    public JobSpec Spec => Claim.Spec;

    /// <summary>The whole claim.</summary>
    public ClaimedJob Claim { get; }

    /// <summary>Resolves what the handler depends on, or null when the host has no container.</summary>
    public IServiceProvider? Services { get; }

    /// <summary>Fires when the handler should stop; <see cref="StopReason"/> then says why.</summary>
    public CancellationToken Cancellation => _given ?? StopSource().Token;

    /// <summary>Why the handler was asked to stop.</summary>
    public StopReason StopReason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Fires when the node begins to shut down, long before <see cref="Cancellation"/> does.</summary>
    internal CancellationToken NodeClosing { get; init; }

    /// <summary>Adds a line to the job's log, where it can be read while the job runs. Lines longer than
    /// <see cref="JobLimits.MaxLogLineLength"/> are cut; past <see cref="JobLimits.MaxLogBytes"/> unsent bytes the
    /// oldest are dropped.</summary>
    public void Log(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        Reports().Add(line);
    }

    /// <summary>Tells how far the job is.</summary>
    /// <param name="share">0 to 1; values outside are brought in, and not-a-number is ignored.</param>
    public void ReportProgress(double share)
    {
        if (!double.IsNaN(share)) Reports().Progress(Math.Clamp(share, 0, 1));
    }

    /// <summary>Whether there are reports that have not been sent yet.</summary>
    internal bool HasReports => Volatile.Read(ref _reports) is { IsEmpty: false };

    /// <summary>Asks the handler to stop. The first reason stands.</summary>
    /// <returns>Whether this is the first.</returns>
    internal bool Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) != (int)StopReason.None)
            return false;
        // Callbacks of the token are the handler's code; they must not run on the worker's loops.
        if (_given is null) _ = StopSource().CancelAsync();
        return true;
    }

    /// <summary>The settlement with the reports that have not been sent yet.</summary>
    internal Settlement WithReports(Settlement settlement)
    {
        if (!HasReports) return settlement;
        var (progress, lines) = TakeReports();
        return settlement with { Progress = progress, LogLines = lines };
    }

    /// <summary>Takes the reports that have not been sent yet.</summary>
    internal (double? Progress, IReadOnlyList<string> Lines) TakeReports() =>
        Volatile.Read(ref _reports)?.Take() ?? (null, []);

    /// <summary>Puts back reports that could not be sent, before those that have come since.</summary>
    internal void GiveBack(double? progress, IReadOnlyList<string> lines)
    {
        if (progress is not null || lines.Count > 0) Reports().GiveBack(progress, lines);
    }

    // Most handlers neither report nor look at their token, so neither is made before it is asked for.
    private JobReports Reports() =>
        Volatile.Read(ref _reports) ?? Interlocked.CompareExchange(ref _reports, new JobReports(), null) ?? _reports;

    private CancellationTokenSource StopSource() =>
        Volatile.Read(ref _stop) ?? Interlocked.CompareExchange(ref _stop, new CancellationTokenSource(), null) ?? _stop;
}
