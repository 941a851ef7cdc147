using Gnomon.Jobs;
using Gnomon.Store;

namespace Gnomon.Client;

/// <summary>The changes of stored jobs.</summary>
public sealed partial class JobClient
{
    /// <summary>Cancels a job. A running one is told to stop and ends when its handler does.</summary>
    public Task<ControlOutcome> CancelAsync(JobId id, CancellationToken cancellation = default) =>
        ControlAsync(new ControlRequest(ControlAction.Cancel, [id]), cancellation);

    /// <summary>Cancels all jobs that the filter accepts and that have not ended, in bounded steps. Jobs that are accepted meanwhile are left alone.</summary>
    public Task<ControlCounts> CancelAsync(JobFilter filter, CancellationToken cancellation = default) =>
        ControlAllAsync(new ControlRequest(ControlAction.Cancel, filter), cancellation);

    /// <summary>Gives an ended job a new life with all its attempts, if no other job holds its key.</summary>
    public Task<ControlOutcome> RetryAsync(JobId id, CancellationToken cancellation = default) =>
        ControlAsync(new ControlRequest(ControlAction.Retry, [id]), cancellation);

    /// <summary>Gives all ended jobs that the filter accepts a new life, in bounded steps. Jobs that are accepted meanwhile are left alone.</summary>
    public Task<ControlCounts> RetryAsync(JobFilter filter, CancellationToken cancellation = default) =>
        ControlAllAsync(new ControlRequest(ControlAction.Retry, filter), cancellation);

    /// <summary>Makes a job ready that waits for its time.</summary>
    public Task<ControlOutcome> RunNowAsync(JobId id, CancellationToken cancellation = default) =>
        ControlAsync(new ControlRequest(ControlAction.RunNow, [id]), cancellation);

    /// <summary>Makes all jobs ready that the filter accepts and that wait for their time, in bounded steps. Jobs that are accepted meanwhile are left alone.</summary>
    public Task<ControlCounts> RunNowAsync(JobFilter filter, CancellationToken cancellation = default) =>
        ControlAllAsync(new ControlRequest(ControlAction.RunNow, filter), cancellation);

    /// <summary>Removes an ended job with its history.</summary>
    public Task<ControlOutcome> DeleteAsync(JobId id, CancellationToken cancellation = default) =>
        ControlAsync(new ControlRequest(ControlAction.Delete, [id]), cancellation);

    /// <summary>Removes all ended jobs that the filter accepts, in bounded steps. Jobs that are accepted meanwhile are left alone.</summary>
    public Task<ControlCounts> DeleteAsync(JobFilter filter, CancellationToken cancellation = default) =>
        ControlAllAsync(new ControlRequest(ControlAction.Delete, filter), cancellation);

    /// <summary>Gives a job that has not ended another priority, 0 to 9.</summary>
    /// <exception cref="InvalidJobException">The priority is out of range.</exception>
    public Task<ControlOutcome> ChangePriorityAsync(
        JobId id, int priority, CancellationToken cancellation = default) =>
        ControlAsync(
            new ControlRequest(ControlAction.ChangePriority, [id]) { Priority = ToByte(priority) }, cancellation);

    /// <summary>Gives all jobs that the filter accepts and that have not ended another priority, 0 to 9, in bounded
    /// steps. Jobs that are accepted meanwhile are left alone.</summary>
    /// <exception cref="InvalidJobException">The priority is out of range.</exception>
    public Task<ControlCounts> ChangePriorityAsync(
        JobFilter filter, int priority, CancellationToken cancellation = default) =>
        ControlAllAsync(
            new ControlRequest(ControlAction.ChangePriority, filter) { Priority = ToByte(priority) }, cancellation);

    /// <summary>Pins a waiting job to another node, or to none with null.</summary>
    /// <exception cref="InvalidJobException">The node's name is none.</exception>
    public Task<ControlOutcome> PinAsync(JobId id, string? node, CancellationToken cancellation = default) =>
        ControlAsync(new ControlRequest(ControlAction.Pin, [id]) { Node = node }, cancellation);

    /// <summary>Pins all waiting jobs that the filter accepts to another node, or to none with null, in bounded steps.
    /// </summary>
    /// <exception cref="InvalidJobException">The node's name is none.</exception>
    public Task<ControlCounts> PinAsync(JobFilter filter, string? node, CancellationToken cancellation = default) =>
        ControlAllAsync(new ControlRequest(ControlAction.Pin, filter) { Node = node }, cancellation);

    /// <summary>What is out of range stays so, for the store to refuse.</summary>
    private static byte ToByte(int priority) => priority is < 0 or > byte.MaxValue ? byte.MaxValue : (byte)priority;

    private async Task<ControlOutcome> ControlAsync(ControlRequest request, CancellationToken cancellation)
    {
        var answer = await _parts.Store.ControlAsync(request, cancellation).ConfigureAwait(false);
        return answer.Results[0].Outcome;
    }

    private async Task<ControlCounts> ControlAllAsync(ControlRequest request, CancellationToken cancellation)
    {
        var counts = new ControlCounts();
        while (true)
        {
            var answer = await _parts.Store.ControlAsync(request, cancellation).ConfigureAwait(false);
            foreach (var result in answer.Results)
                counts = result.Outcome switch
                {
                    ControlOutcome.Done => counts with { Done = counts.Done + 1 },
                    ControlOutcome.Requested => counts with { Requested = counts.Requested + 1 },
                    _ => counts with { Refused = counts.Refused + 1 },
                };
            if (answer.Next is not { } next) return counts;
            request = request with { Cursor = next };
        }
    }
}
