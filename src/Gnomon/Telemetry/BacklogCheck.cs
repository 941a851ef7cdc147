using System.Globalization;
using Gnomon.Jobs;
using Gnomon.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gnomon.Telemetry;

/// <summary>Whether jobs get their turn: no job of a queue has been ready for too long, and not too many are dead. The
/// bounds are those of <see cref="HealthOptions"/>; the message names each queue beyond one.</summary>
public sealed class BacklogCheck : IHealthCheck
{
    private readonly IJobQuery _query;
    private readonly HealthOptions _options;
    private readonly TimeProvider _time;

    internal BacklogCheck(IJobQuery query, HealthOptions options, TimeProvider time) =>
        (_query, _options, _time) = (query, options, time);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            var stats = await _query.GetStatsAsync(cancellationToken).AsTask()
                .WaitAsync(_options.StoreWait, _time, cancellationToken).ConfigureAwait(false);
            return Judge(stats.Queues);
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy(
                $"The store has not told of its queues within {Span.Text(_options.StoreWait)}.");
        }
        catch (StoreException error)
        {
            return HealthCheckResult.Unhealthy(error.Message, error);
        }
    }

    private HealthCheckResult Judge(IReadOnlyList<QueueInfo> queues)
    {
        var worst = HealthStatus.Healthy;
        var troubles = new List<string>();
        foreach (var queue in queues)
        {
            // Whoever pauses a queue means its jobs to wait.
            if (queue is { Paused: false, ReadyAge: { } age }
                && Compare(age, _options.DegradedReadyAge, _options.UnhealthyReadyAge, ref worst) is { } most)
                troubles.Add($"The oldest ready job of queue '{queue.Name}' has been ready for {Span.Text(age)}; "
                    + $"at most {Span.Text(most)} is sound.");
            var dead = queue.Counts.GetValueOrDefault(JobState.Dead);
            if (Compare(dead, _options.DegradedDeadJobs, _options.UnhealthyDeadJobs, ref worst) is { } few)
                troubles.Add(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Queue '{queue.Name}' keeps {dead:N0} dead jobs; at most {few:N0} are sound."));
        }

        return new HealthCheckResult(worst, troubles.Count == 0 ? null : string.Join(' ', troubles));
    }

    /// <summary>The bound that a value is beyond, or null.</summary>
    private static T? Compare<T>(T value, T? degraded, T? unhealthy, ref HealthStatus worst)
        where T : struct, IComparable<T>
    {
        if (unhealthy is { } limit && value.CompareTo(limit) > 0)
        {
            worst = HealthStatus.Unhealthy;
            return unhealthy;
        }

        if (degraded is not { } bound || value.CompareTo(bound) <= 0) return null;
        if (worst == HealthStatus.Healthy) worst = HealthStatus.Degraded;
        return degraded;
    }
}
