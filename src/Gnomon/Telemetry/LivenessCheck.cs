using Gnomon.Store;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gnomon.Telemetry;

/// <summary>Whether this process works: its store answers in time, its nodes are heard by the cluster, and its loops
/// run. Anything else is unhealthy: a restart is what helps.</summary>
public sealed class LivenessCheck : IHealthCheck
{
    private readonly IJobQuery _query;
    private readonly NodePulse _pulse;
    private readonly HealthOptions _options;
    private readonly TimeProvider _time;

    internal LivenessCheck(IJobQuery query, NodePulse pulse, HealthOptions options, TimeProvider time) =>
        (_query, _pulse, _options, _time) = (query, pulse, options, time);

    /// <inheritdoc/>
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (_pulse.Trouble(_options.BeatWithin) is { } trouble) return HealthCheckResult.Unhealthy(trouble);
        try
        {
            await _query.GetStatsAsync(cancellationToken).AsTask()
                .WaitAsync(_options.StoreWait, _time, cancellationToken).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (TimeoutException)
        {
            return HealthCheckResult.Unhealthy(
                $"The store has not answered a question within {Span.Text(_options.StoreWait)}.");
        }
        catch (StoreException error)
        {
            return HealthCheckResult.Unhealthy(error.Message, error);
        }
    }
}
