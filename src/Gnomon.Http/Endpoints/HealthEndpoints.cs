using Gnomon.Api;
using Gnomon.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: its store answers.</summary>
internal static class HealthEndpoints
{
    public static void Map(GuardedRoutes routes)
    {
        routes.Get("/healthz", context => context.Response.WriteAsync("ok", context.RequestAborted));
        routes.Get("/readyz", ReadyAsync);
    }

    // A store that has stopped acknowledging may still answer questions, so readiness is asked by a change: a sweep of
    // one is the smallest there is, and always welcome. A store that cannot serve makes this a problem with status 503.
    private static async Task ReadyAsync(HttpContext context)
    {
        await context.Api.GetStatsAsync(context.RequestAborted).ConfigureAwait(false);
        try
        {
            if (context.RequestServices.GetService<IJobStore>() is { } store)
                await store.SweepAsync(1, context.RequestAborted).ConfigureAwait(false);
        }
        catch (StoreException trouble)
        {
            throw new ApiException(
                StatusCodes.Status503ServiceUnavailable, "The store cannot serve", trouble.Message, trouble);
        }

        await context.Response.WriteAsync("ok", context.RequestAborted).ConfigureAwait(false);
    }
}
