using Gnomon.Api;
using Gnomon.Store;
using Gnomon.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/healthz</c>: the process works. <c>/readyz</c>: its store takes changes too, and jobs get their turn.
/// </summary>
internal static class HealthEndpoints
{
    public static void Map(GuardedRoutes routes)
    {
        routes.Get("/healthz", LivesAsync);
        routes.Get("/readyz", ReadyAsync);
    }

    private static async Task LivesAsync(HttpContext context)
    {
        await CheckAsync<LivenessCheck>(context).ConfigureAwait(false);
        await context.Response.WriteAsync("ok", context.RequestAborted).ConfigureAwait(false);
    }

    // A store that has stopped acknowledging may still answer questions, so readiness is asked by a change: a sweep of
    // one is the smallest there is, and always welcome. A store that cannot serve makes this a problem with status 503.
    private static async Task ReadyAsync(HttpContext context)
    {
        await context.Api.ListQueuesAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            if (context.RequestServices.GetService<IJobStore>() is { } store)
                await store.SweepAsync(1, context.RequestAborted).ConfigureAwait(false);
        }
        catch (StoreException trouble)
        {
            throw Problem(trouble.Message, trouble);
        }

        await CheckAsync<LivenessCheck>(context).ConfigureAwait(false);
        var degraded = await CheckAsync<BacklogCheck>(context).ConfigureAwait(false);
        var answer = degraded is null ? "ok" : $"degraded: {degraded}";
        await context.Response.WriteAsync(answer, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Asks a check, where the application has it.</summary>
    /// <returns>What is degraded, or null.</returns>
    /// <exception cref="ApiException">503: it is unhealthy.</exception>
    private static async Task<string?> CheckAsync<TCheck>(HttpContext context)
        where TCheck : class, IHealthCheck
    {
        if (context.RequestServices.GetService<TCheck>() is not { } check) return null;
        var result = await check.CheckHealthAsync(new HealthCheckContext(), context.RequestAborted)
            .ConfigureAwait(false);
        return result.Status switch
        {
            HealthStatus.Healthy => null,
            HealthStatus.Degraded => result.Description,
            _ => throw Problem(result.Description ?? "It is unhealthy.", result.Exception),
        };
    }

    private static ApiException Problem(string detail, Exception? inner) =>
        new(StatusCodes.Status503ServiceUnavailable, "Not healthy", detail, inner);
}
