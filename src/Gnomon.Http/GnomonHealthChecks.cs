using Gnomon.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Http;

/// <summary>Adds the health checks of Gnomon to those of an application.</summary>
public static class GnomonHealthChecks
{
    /// <summary>Adds <see cref="LivenessCheck"/> as <c>gnomon-liveness</c> with the tag <c>live</c>, and
    /// <see cref="BacklogCheck"/> as <c>gnomon-backlog</c> with the tag <c>ready</c>. Their bounds are set with
    /// <see cref="Hosting.GnomonBuilder.ConfigureHealth"/>.</summary>
    public static IHealthChecksBuilder AddGnomonHealthChecks(this IHealthChecksBuilder checks)
    {
        ArgumentNullException.ThrowIfNull(checks);
        return checks
            .AddCheck<LivenessCheck>("gnomon-liveness", tags: ["live"])
            .AddCheck<BacklogCheck>("gnomon-backlog", tags: ["ready"]);
    }
}
