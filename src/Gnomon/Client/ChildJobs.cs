using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Client;

/// <summary>Enqueues jobs from inside a handler.</summary>
public static class ChildJobs
{
    /// <summary>Enqueues a job that has this one as its <see cref="JobSpec.Parent"/>, for the handler that the
    /// arguments' type declares with <see cref="JobNameAttribute"/>.</summary>
    /// <exception cref="InvalidJobException">An option is out of range.</exception>
    /// <exception cref="DuplicateJobException">Another job holds its key, and its rule rejects it then.</exception>
    /// <exception cref="InvalidOperationException">The attempt has no services.</exception>
    /// <exception cref="StaleAttemptException">This attempt has lost its lease, and its job is in other hands.
    /// </exception>
    /// <exception cref="StoreException">The store cannot take it.</exception>
    public static Task<JobId> EnqueueAsync<TArgs>(
        this JobContext job, TArgs args, Action<EnqueueOptions>? configure = null,
        CancellationToken cancellation = default)
        where TArgs : notnull =>
        job.EnqueueAsync(JobNameAttribute.Of(typeof(TArgs)), args, configure, cancellation);

    /// <summary>Enqueues a job that has this one as its <see cref="JobSpec.Parent"/>, for a handler by its name.
    /// </summary>
    /// <exception cref="InvalidJobException">A name or an option is out of range.</exception>
    /// <exception cref="DuplicateJobException">Another job holds its key, and its rule rejects it then.</exception>
    /// <exception cref="InvalidOperationException">The attempt has no services.</exception>
    /// <exception cref="StaleAttemptException">This attempt has lost its lease, and its job is in other hands.
    /// </exception>
    /// <exception cref="StoreException">The store cannot take it.</exception>
    public static Task<JobId> EnqueueAsync<TArgs>(
        this JobContext job, string handler, TArgs args, Action<EnqueueOptions>? configure = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        var services = job.Services
            ?? throw new InvalidOperationException("A job enqueues others through the host's services; it has none.");
        var client = services.GetRequiredService<JobClient>();
        return client.EnqueueAsync(handler, args, configure, job.Token, cancellation);
    }
}
