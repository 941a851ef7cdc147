using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;

namespace Gnomon.Client;

/// <summary>Enqueues jobs and looks after them, from .NET code.</summary>
public sealed partial class JobClient
{
    private readonly StoreParts _parts;
    private readonly JobSerializer _serializer;
    private readonly TimeProvider _time;
    private readonly Payloads _payloads;

    internal JobClient(StoreParts parts, JobSerializer serializer, TimeProvider time, Payloads payloads) =>
        (_parts, _serializer, _time, _payloads) = (parts, serializer, time, payloads);

    /// <summary>Enqueues a job for the handler that the arguments' type declares with <see cref="JobNameAttribute"/>.
    /// When the task ends the job is stored.</summary>
    /// <exception cref="InvalidJobException">An option is out of range.</exception>
    /// <exception cref="DuplicateJobException">Another job holds its key, and its rule rejects it then.</exception>
    /// <exception cref="StoreException">The store cannot take it.</exception>
    public Task<JobId> EnqueueAsync<TArgs>(
        TArgs args, Action<EnqueueOptions>? configure = null, CancellationToken cancellation = default)
        where TArgs : notnull =>
        EnqueueAsync(JobNameAttribute.Of(typeof(TArgs)), args, configure, cancellation);

    /// <summary>Enqueues a job for a handler by its name.</summary>
    /// <returns>The job's id; that of the job which is there already, when the id or the key is taken.</returns>
    /// <exception cref="InvalidJobException">A name or an option is out of range.</exception>
    /// <exception cref="DuplicateJobException">Another job holds its key, and its rule rejects it then.</exception>
    /// <exception cref="StoreException">The store cannot take it.</exception>
    public Task<JobId> EnqueueAsync<TArgs>(
        string handler, TArgs args, Action<EnqueueOptions>? configure = null, CancellationToken cancellation = default) =>
        EnqueueAsync(handler, args, configure, null, cancellation);

    /// <summary>Makes a draft without storing it, for <see cref="EnqueueAsync(IReadOnlyList{JobDraft},CancellationToken)"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">Callbacks are asked for, which a draft of one job has no place for.
    /// </exception>
    public JobDraft Draft<TArgs>(string handler, TArgs args, Action<EnqueueOptions>? configure = null)
    {
        var options = new EnqueueOptions();
        configure?.Invoke(options);
        if (options.Callbacks is not null)
            throw new InvalidOperationException(
                "OnSuccess and OnError make a workflow, and this is one job of many; use a WorkflowBuilder instead.");
        return Draft(handler, args, options);
    }

    /// <summary>Stores one job, with what runs after it if its options say so.</summary>
    internal Task<JobId> EnqueueAsync<TArgs>(
        string handler, TArgs args, Action<EnqueueOptions>? configure, AttemptToken? parent,
        CancellationToken cancellation)
    {
        var options = new EnqueueOptions();
        configure?.Invoke(options);
        var draft = Draft(handler, args, options);
        return options.Callbacks is { } callbacks
            ? EnqueueAsync(draft, callbacks, parent, cancellation)
            : EnqueueAsync(parent is null ? draft : draft with { Parent = parent }, cancellation);
    }

    private JobDraft Draft<TArgs>(string handler, TArgs args, EnqueueOptions options)
    {
        var draft = options.ToDraft(handler, _serializer.Write(args), _time);
        return draft.Spec.ArgsVersion == 0 && _payloads.VersionOf(handler) is > 0 and var version
            ? draft with { Spec = draft.Spec with { ArgsVersion = version } }
            : draft;
    }

    /// <summary>Stores one job, and throws what an answer about it means that stores nothing.</summary>
    private async Task<JobId> EnqueueAsync(JobDraft draft, CancellationToken cancellation)
    {
        var result = (await _parts.Store.EnqueueAsync([draft], cancellation).ConfigureAwait(false))[0];
        return result.Outcome switch
        {
            EnqueueOutcome.Rejected => throw new DuplicateJobException(result.Job, draft.Spec.Key!),
            EnqueueOutcome.StaleAttempt => throw new StaleAttemptException(draft.Parent!.Value),
            _ => result.Job,
        };
    }

    /// <summary>Stores many jobs in one step, all or none: at most <see cref="JobLimits.MaxBatch"/>.</summary>
    /// <exception cref="InvalidJobException">One of them, or their number, is out of range.</exception>
    /// <exception cref="StoreException">The store cannot take them.</exception>
    public async Task<IReadOnlyList<EnqueueResult>> EnqueueAsync(
        IReadOnlyList<JobDraft> drafts, CancellationToken cancellation = default) =>
        await _parts.Store.EnqueueAsync(drafts, cancellation).ConfigureAwait(false);

    /// <summary>One job as it is now, or null.</summary>
    public async Task<Job?> GetAsync(JobId id, CancellationToken cancellation = default) =>
        await _parts.Query.GetJobAsync(id, cancellation).ConfigureAwait(false);

    /// <summary>Why a job is not running: one answer, whatever the reason; null when there is no such job.</summary>
    /// <exception cref="StoreException">The store cannot serve.</exception>
    public Task<JobExplanation?> ExplainAsync(JobId id, CancellationToken cancellation = default) =>
        new JobExplainer(_parts).ExplainAsync(id, cancellation);

    /// <summary>The result of a job that succeeded.</summary>
    /// <exception cref="InvalidOperationException">The job is not there or did not succeed, or its result is encrypted
    /// with a key that this process does not have.</exception>
    public async Task<TResult?> GetResultAsync<TResult>(JobId id, CancellationToken cancellation = default)
    {
        var job = await GetAsync(id, cancellation).ConfigureAwait(false);
        if (job?.State != JobState.Succeeded)
            throw new InvalidOperationException($"Job {id} has no result: it is {job?.State.ToString() ?? "unknown"}.");
        try
        {
            return _serializer.Read<TResult>(_payloads.OpenResult(job.Spec.Handler, job.Result));
        }
        catch (CannotRunHereException error)
        {
            throw new InvalidOperationException($"The result of job {id} cannot be read: {error.Message}.");
        }
    }

    /// <summary>Waits until a job has ended.</summary>
    /// <returns>The ended job, or null when there is none.</returns>
    public async Task<Job?> WaitAsync(JobId id, CancellationToken cancellation = default)
    {
        var waiter = new JobWaiter(_parts, _time);
        return await waiter.WaitAsync(id, Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
    }
}
