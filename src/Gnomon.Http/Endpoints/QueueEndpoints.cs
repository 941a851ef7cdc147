using Gnomon.Api;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/v1/queues</c></summary>
internal static class QueueEndpoints
{
    public static void Map(GuardedRoutes routes)
    {
        routes.Get("/v1/queues", ListAsync);
        routes.Post("/v1/queues/{name}/pause", context => SetAsync(context, paused: true));
        routes.Post("/v1/queues/{name}/resume", context => SetAsync(context, paused: false));
        routes.Put("/v1/queues/{name}/limits", PutLimitsAsync);
    }

    private static async Task ListAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var queues = await context.Api.ListQueuesAsync(context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, queues, ApiJson.Answers.QueueListDocument).ConfigureAwait(false);
    }

    private static async Task SetAsync(HttpContext context, bool paused)
    {
        QueryText.Check(context.Request);
        var queue = await context.Api.SetQueuePausedAsync(context.Route("name"), paused, context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.OkAsync(context, queue, ApiJson.Answers.QueueDocument).ConfigureAwait(false);
    }

    private static async Task PutLimitsAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var limits = ApiJson.Read(body.Span, GnomonJson.Default.LimitsDocument);
        var queue = await context.Api.PutLimitsAsync(context.Route("name"), limits, context.RequestAborted)
            .ConfigureAwait(false);
        await Answer.OkAsync(context, queue, ApiJson.Answers.QueueDocument).ConfigureAwait(false);
    }
}
