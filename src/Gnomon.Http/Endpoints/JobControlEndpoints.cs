using Gnomon.Api;
using Gnomon.Store;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http.Endpoints;

/// <summary>The routes that change jobs: one by its id, or those that a filter accepts.</summary>
internal static class JobControlEndpoints
{
    public static void Map(GuardedRoutes routes)
    {
        routes.Delete("/v1/jobs/{id}", DeleteAsync);
        routes.Post("/v1/jobs/{id}/cancel", context => ChangeAsync(context, context.Api.CancelAsync));
        routes.Post("/v1/jobs/{id}/retry", context => ChangeAsync(context, context.Api.RetryAsync));
        routes.Post("/v1/jobs/{id}/run", context => ChangeAsync(context, context.Api.RunNowAsync));
        routes.Post("/v1/jobs/{id}/priority", ChangePriorityAsync);
        routes.Post("/v1/jobs/{id}/pin", PinAsync);
        routes.Post("/v1/jobs/cancel", context => ChangeAllAsync(context, ControlAction.Cancel));
        routes.Post("/v1/jobs/retry", context => ChangeAllAsync(context, ControlAction.Retry));
        routes.Post("/v1/jobs/delete", context => ChangeAllAsync(context, ControlAction.Delete));
        routes.Post("/v1/jobs/run", context => ChangeAllAsync(context, ControlAction.RunNow));
        routes.Post("/v1/jobs/pin", context => ChangeAllAsync(context, ControlAction.Pin));
        routes.Post("/v1/jobs/priority", context => ChangeAllAsync(context, ControlAction.ChangePriority));
    }

    private static async Task DeleteAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        await context.Api.DeleteAsync(context.Route("id"), context.RequestAborted).ConfigureAwait(false);
        Answer.Nothing(context);
    }

    private static async Task ChangeAsync(
        HttpContext context, Func<string, CancellationToken, Task<ControlDocument>> change)
    {
        QueryText.Check(context.Request);
        var answer = await change(context.Route("id"), context.RequestAborted).ConfigureAwait(false);
        var requested = answer.Outcome == ControlDocument.Requested;
        var status = requested ? StatusCodes.Status202Accepted : StatusCodes.Status200OK;
        await Answer.JsonAsync(context, status, answer, ApiJson.Answers.ControlDocument).ConfigureAwait(false);
    }

    private static async Task ChangePriorityAsync(HttpContext context)
    {
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var priority = ApiJson.Read(body.Span, GnomonJson.Default.PriorityDocument).Priority
            ?? throw new ApiException(
                StatusCodes.Status400BadRequest, "Invalid request", "priority: is missing; allowed are 0 to 9")
            {
                Field = "priority",
            };
        await ChangeAsync(context, (id, cancellation) => context.Api.ChangePriorityAsync(id, priority, cancellation))
            .ConfigureAwait(false);
    }

    private static async Task PinAsync(HttpContext context)
    {
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var node = ApiJson.Read(body.Span, GnomonJson.Default.PinDocument).OnNode;
        await ChangeAsync(context, (id, cancellation) => context.Api.PinAsync(id, node, cancellation))
            .ConfigureAwait(false);
    }

    private static async Task ChangeAllAsync(HttpContext context, ControlAction action)
    {
        QueryText.Check(context.Request);
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var filter = ApiJson.Read(body.Span, GnomonJson.Default.JobFilterDocument);
        var counts = await context.Api.ControlAsync(action, filter, context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, counts, ApiJson.Answers.ControlCountsDocument).ConfigureAwait(false);
    }
}
