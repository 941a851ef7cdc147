using Gnomon.Api;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/v1/stats</c></summary>
internal static class StatsEndpoints
{
    public static void Map(GuardedRoutes routes) => routes.Get("/v1/stats", GetAsync);

    private static async Task GetAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "days");
        var days = QueryText.Number(context.Request, "days");
        var stats = await context.Api.GetStatsAsync(days, context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, stats, ApiJson.Answers.StatsDocument).ConfigureAwait(false);
    }
}
