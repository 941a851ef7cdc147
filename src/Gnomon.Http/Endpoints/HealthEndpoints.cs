using Microsoft.AspNetCore.Http;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/healthz</c>: the process lives. <c>/readyz</c>: its store answers.</summary>
internal static class HealthEndpoints
{
    public static void Map(GuardedRoutes routes)
    {
        routes.Get("/healthz", context => context.Response.WriteAsync("ok", context.RequestAborted));
        routes.Get("/readyz", ReadyAsync);
    }

    // A store that cannot serve makes this a problem with status 503, as it does with every other request.
    private static async Task ReadyAsync(HttpContext context)
    {
        await context.Api.GetStatsAsync(context.RequestAborted).ConfigureAwait(false);
        await context.Response.WriteAsync("ok", context.RequestAborted).ConfigureAwait(false);
    }
}
