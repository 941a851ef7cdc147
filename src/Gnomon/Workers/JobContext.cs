using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Workers;

/// <summary>What a handler sees of the attempt it runs.</summary>
public sealed class JobContext
{
    private readonly Lock _reports = new();
    private List<string>? _lines;
    private int _lineBytes;
    private double? _progress;
    private bool _hasReports;
    private int _reason;

    /// <summary>Wraps a claimed job; workers and tests make these.</summary>
    /// <param name="job">The claim.</param>
    /// <param name="services">Resolves what the handler depends on, or null.</param>
    /// <param name="cancellation">Fires when the handler should stop.</param>
    public JobContext(ClaimedJob job, IServiceProvider? services, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(job);
        Claim = job;
        Services = services;
        Cancellation = cancellation;
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
    public CancellationToken Cancellation { get; }

    /// <summary>Why the handler was asked to stop.</summary>
    public StopReason StopReason => (StopReason)Volatile.Read(ref _reason);

    /// <summary>Adds a line to the job's log, where it can be read while the job runs. Lines longer than
    /// <see cref="JobLimits.MaxLogLineLength"/> are cut; past <see cref="JobLimits.MaxLogBytes"/> unsent bytes the
    /// oldest are dropped.</summary>
    public void Log(string line)
    {
        ArgumentNullException.ThrowIfNull(line);
        if (line.Length > JobLimits.MaxLogLineLength) line = line[..JobLimits.MaxLogLineLength];
        lock (_reports)
        {
            _lines ??= [];
            _lines.Add(line);
            _lineBytes += line.Length;
            _hasReports = true;
            DropOldest_NeedsLock();
        }
    }

    /// <summary>Tells how far the job is.</summary>
    /// <param name="share">0 to 1; values outside are brought in, and not-a-number is ignored.</param>
    public void ReportProgress(double share)
    {
        if (double.IsNaN(share)) return;
        lock (_reports)
        {
            _progress = Math.Clamp(share, 0, 1);
            _hasReports = true;
        }
    }

    /// <summary>Notes why the token is about to fire. The first reason stands.</summary>
    /// <returns>Whether this is the first.</returns>
    internal bool Stop(StopReason reason) =>
        Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) == (int)StopReason.None;

    /// <summary>Whether there are reports that have not been sent yet.</summary>
    internal bool HasReports => Volatile.Read(ref _hasReports);

    /// <summary>The settlement with the log lines that have not been sent yet.</summary>
    internal Settlement WithReports(Settlement settlement) =>
        HasReports && TakeReports().Lines is { Count: > 0 } lines ? settlement with { LogLines = lines } : settlement;

    /// <summary>Takes the reports that have not been sent yet.</summary>
    internal (double? Progress, IReadOnlyList<string> Lines) TakeReports()
    {
        lock (_reports)
        {
            var taken = (_progress, (IReadOnlyList<string>?)_lines ?? []);
            (_progress, _lines, _lineBytes, _hasReports) = (null, null, 0, false);
            return taken;
        }
    }

    /// <summary>Puts back reports that could not be sent, before those that have come since.</summary>
    internal void GiveBack(double? progress, IReadOnlyList<string> lines)
    {
        if (progress is null && lines.Count == 0) return;
        lock (_reports)
        {
            _progress ??= progress;
            _lines = [.. lines, .. _lines ?? []];
            _lineBytes += lines.Sum(line => line.Length);
            DropOldest_NeedsLock();
            _hasReports = true;
        }
    }

    private void DropOldest_NeedsLock()
    {
        var dropped = 0;
        for (; _lineBytes > JobLimits.MaxLogBytes; dropped++) _lineBytes -= _lines![dropped].Length;
        if (dropped > 0) _lines!.RemoveRange(0, dropped);
    }
}
