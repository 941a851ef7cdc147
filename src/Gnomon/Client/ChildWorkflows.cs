using Gnomon.Jobs;
using Gnomon.Store;
using Gnomon.Workers;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Client;

/// <summary>Enqueues workflows from inside a handler.</summary>
public static class ChildWorkflows
{
    /// <summary>Stores a workflow whose jobs have this one as their <see cref="JobSpec.Parent"/>, or steps that join the
    /// workflow which <see cref="WorkflowBuilder.Id"/> names.</summary>
    /// <exception cref="InvalidJobException">A step cannot be.</exception>
    /// <exception cref="DuplicateJobException">A job's key is taken.</exception>
    /// <exception cref="InvalidOperationException">The attempt has no services, or the workflow has ended.</exception>
    /// <exception cref="StaleAttemptException">This attempt has lost its lease, and its job is in other hands.
    /// </exception>
    /// <exception cref="StoreException">The store cannot take it.</exception>
    public static Task<WorkflowId> EnqueueWorkflowAsync(
        this JobContext job, WorkflowBuilder workflow, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(workflow);
        var services = job.Services
            ?? throw new InvalidOperationException("A job enqueues others through the host's services; it has none.");
        return services.GetRequiredService<JobClient>().StoreAsync(workflow, job.Token, cancellation);
    }
}
