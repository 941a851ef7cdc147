using System.Diagnostics;
using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Workers;

/// <summary>What a handler sees of the attempt it runs.</summary>
public sealed class JobContext
{
    private readonly IServiceProvider? _services;
    private readonly CancellationToken _given;
    private readonly bool _isGiven;
    private CancellationTokenSource? _stop;
    private JobReports? _reports;
    private AttemptExtras? _extras;
    private int _reason;

    /// <summary>Wraps a claimed job whose handler a test calls itself.</summary>
    /// <param name="job">The claim.</param>
    /// <param name="services">Resolves what the handler depends on, or null.</param>
    /// <param name="cancellation">Fires when the handler should stop.</param>
    public JobContext(ClaimedJob job, IServiceProvider? services, CancellationToken cancellation)
        : this(job, services) =>
        (_given, _isGiven) = (cancellation, true);

    /// <summary>Wraps a claimed job that a worker runs and may <see cref="Stop"/>.</summary>
    internal JobContext(ClaimedJob job, IServiceProvider? services)
    {
        ArgumentNullException.ThrowIfNull(job);
        Claim = job;
        _services = services;
    }

    /// <summary>The fencing token of this attempt: the job and the number of the attempt. The number grows with each
    /// hand-out of the job and never returns, so a system that keeps the highest number it has seen for a job, and
    /// refuses writes with a smaller one, is safe from an attempt that was thought lost and still works. The store
    /// itself refuses every report that carries an old token.</summary>
    public AttemptToken Token => Claim.Token;

    /// <summary>The job's id.</summary>
    public JobId Id => Claim.Token.Job;

    /// <summary>Counts the hand-outs of this job, from 1.</summary>
    public int Attempt => Claim.Token.Attempt;

    /// <summary>What the producer asked for, with the arguments as the handler takes them: decrypted, and in their
    /// present version.</summary>
    public JobSpec Spec => Volatile.Read(ref _extras)?.Opened ?? Claim.Spec;

    /// <summary>The whole claim, with the arguments as they are stored.</summary>
    public ClaimedJob Claim { get; }

    /// <summary>The workflow or broadcast that the job is in, or null.</summary>
    public WorkflowId? WorkflowId => Claim.Spec.Workflow?.Workflow;

    /// <summary>The job's name in its workflow, or null.</summary>
    public string? Step => Claim.Spec.Workflow?.Step;

    /// <summary>Resolves what the handler depends on, or null when the host has no container. A worker gives each
    /// attempt a scope of its own, made when it is first asked for and disposed when the handler has ended.</summary>
    public IServiceProvider? Services => _services is null || _isGiven ? _services : Extras().ServicesOf(_services);

    /// <summary>Fires when the handler should stop; <see cref="StopReason"/> then says why.</summary>
    public CancellationToken Cancellation => _isGiven ? _given : StopSource().Token;

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
    /// <param name="text">What the handler is at, cut to <see cref="JobLimits.MaxProgressTextLength"/>; null leaves the
    /// last one.</param>
    public void ReportProgress(double share, string? text = null)
    {
        if (text?.Length > JobLimits.MaxProgressTextLength) text = text[..JobLimits.MaxProgressTextLength];
        Reports().Progress(double.IsNaN(share) ? null : Math.Clamp(share, 0, 1), text);
    }

    /// <summary>The jobs of its workflow that the job waited for, with their results, in the order of its draft; read
    /// from the store page by page. None for a job outside of a workflow, and where a test made the context itself.
    /// </summary>
    /// <exception cref="CannotRunHereException">A result is encrypted with a key that this process does not have.
    /// </exception>
    public IAsyncEnumerable<ParentResult> GetParentsAsync() =>
        Volatile.Read(ref _extras)?.Reads?.ParentsAsync(Id, Cancellation) ?? AsyncEnumerable.Empty<ParentResult>();

    /// <summary>The signals that its workflow has had so far, by name, with what they carried as UTF-8 JSON. Those that the
    /// job waited for are among them.</summary>
    public ValueTask<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>> GetSignalsAsync() =>
        WorkflowId is { } workflow && Volatile.Read(ref _extras)?.Reads is { } reads
            ? reads.SignalsAsync(workflow, Cancellation)
            : ValueTask.FromResult<IReadOnlyDictionary<string, ReadOnlyMemory<byte>>>(
                new Dictionary<string, ReadOnlyMemory<byte>>());

    /// <summary>Whether there are reports that have not been sent yet.</summary>
    internal bool HasReports => Volatile.Read(ref _reports) is { IsEmpty: false };

    /// <summary>How long the handler ran, where somebody wants to know.</summary>
    internal TimeSpan? Duration => Volatile.Read(ref _extras)?.Duration;

    /// <summary>The trace of the run, or null.</summary>
    internal Activity? Activity => Volatile.Read(ref _extras)?.Activity;

    /// <summary>Whether services of the attempt were made.</summary>
    internal bool HasScope => Volatile.Read(ref _extras) is { HasScope: true };

    /// <summary>Asks the handler to stop. The first reason stands.</summary>
    /// <returns>Whether this is the first.</returns>
    internal bool Stop(StopReason reason)
    {
        if (Interlocked.CompareExchange(ref _reason, (int)reason, (int)StopReason.None) != (int)StopReason.None)
            return false;
        // Callbacks of the token are the handler's code; they must not run on the worker's loops.
        if (!_isGiven) _ = StopSource().CancelAsync();
        return true;
    }

    /// <summary>The settlement with the reports that have not been sent yet.</summary>
    internal Settlement WithReports(Settlement settlement)
    {
        if (!HasReports) return settlement;
        var reported = TakeReports();
        return settlement with
        {
            Progress = reported.Progress, ProgressText = reported.Text, LogLines = reported.Lines,
        };
    }

    /// <summary>Takes the reports that have not been sent yet.</summary>
    internal Reported TakeReports() => Volatile.Read(ref _reports)?.Take() ?? new Reported(null, null, []);

    /// <summary>Puts back reports that could not be sent, before those that have come since.</summary>
    internal void GiveBack(Reported reported)
    {
        if (!reported.IsEmpty) Reports().GiveBack(reported);
    }

    /// <summary>Disposes the services of the attempt, and passes its result on.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>> EndScopeAsync(ReadOnlyMemory<byte> result)
    {
        if (Volatile.Read(ref _extras) is { } extras) await extras.EndScopeAsync().ConfigureAwait(false);
        return result;
    }

    /// <summary>What only some attempts have.</summary>
    internal AttemptExtras Extras() =>
        Volatile.Read(ref _extras) ?? Interlocked.CompareExchange(ref _extras, new AttemptExtras(), null) ?? _extras;

    // Most handlers neither report nor look at their token, so neither is made before it is asked for.
    private JobReports Reports() =>
        Volatile.Read(ref _reports) ?? Interlocked.CompareExchange(ref _reports, new JobReports(), null) ?? _reports;

    private CancellationTokenSource StopSource() =>
        Volatile.Read(ref _stop) ?? Interlocked.CompareExchange(ref _stop, new CancellationTokenSource(), null) ?? _stop;
}
