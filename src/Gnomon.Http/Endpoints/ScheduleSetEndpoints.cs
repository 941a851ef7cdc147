using Gnomon.Api;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/v1/schedule-sets</c></summary>
internal static class ScheduleSetEndpoints
{
    public static void Map(GuardedRoutes routes)
    {
        routes.Get("/v1/schedule-sets", ListAsync);
        routes.Put("/v1/schedule-sets/{name}", PutAsync);
        routes.Get("/v1/schedule-sets/{name}", GetAsync);
        routes.Delete("/v1/schedule-sets/{name}", RemoveAsync);
    }

    private static async Task ListAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "cursor", "limit");
        var (cursor, limit) = (QueryText.Text(context.Request, "cursor"), QueryText.Number(context.Request, "limit"));
        var sets = await context.Api.ListScheduleSetsAsync(cursor, limit, context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, sets, ApiJson.Answers.StoredSetListDocument).ConfigureAwait(false);
    }

    private static async Task PutAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "dryRun");
        var dryRun = QueryText.Flag(context.Request, "dryRun");
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var set = ApiJson.Read(body.Span, GnomonJson.Default.ScheduleSetDocument);
        var change = await context.Api.PutScheduleSetAsync(context.Route("name"), set, dryRun, context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.OkAsync(context, change, ApiJson.Answers.SetChangeDocument).ConfigureAwait(false);
    }

    private static async Task GetAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var set = await context.Api.GetScheduleSetAsync(context.Route("name"), context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.OkAsync(context, set, ApiJson.Answers.StoredSetDocument).ConfigureAwait(false);
    }

    private static async Task RemoveAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "forget");
        var forget = QueryText.Flag(context.Request, "forget");
        await context.Api.RemoveScheduleSetAsync(context.Route("name"), forget, context.RequestAborted)
            .ConfigureAwait(false);
        Answer.Nothing(context);
    }
}
