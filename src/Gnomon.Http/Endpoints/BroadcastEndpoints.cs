using Gnomon.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/v1/broadcasts</c></summary>
internal static class BroadcastEndpoints
{
    public static void Map(GuardedRoutes routes)
    {
        routes.Post("/v1/broadcasts", PublishAsync);
        routes.Get("/v1/broadcasts", ListAsync);
        routes.Get("/v1/broadcasts/{id}", GetAsync);
    }

    private static async Task PublishAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var body = await Body.ReadAsync(context).ConfigureAwait(false);
        var draft = ApiJson.Read(body.Span, GnomonJson.Default.BroadcastDraftDocument);
        var answer = await context.Api.BroadcastAsync(draft, context.RequestAborted).ConfigureAwait(false);
        var status = answer.Outcome == SubmittedJobDocument.Created
            ? StatusCodes.Status201Created
            : StatusCodes.Status200OK;
        context.Response.Headers.Location = $"/v1/broadcasts/{answer.Id}";
        await Answer.JsonAsync(context, status, answer, ApiJson.Answers.PublishedBroadcastDocument)
            .ConfigureAwait(false);
    }

    private static async Task ListAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "state", "cursor", "limit");
        var broadcasts = await context.Api.ListBroadcastsAsync(
            QueryText.Text(context.Request, "state"), QueryText.Text(context.Request, "cursor"),
            QueryText.Number(context.Request, "limit"), context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, broadcasts, ApiJson.Answers.BroadcastListDocument).ConfigureAwait(false);
    }

    private static async Task GetAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "wait");
        var wait = QueryText.Duration(context.Request, "wait");
        var id = context.Route("id");
        var broadcast = await LifetimeWait.RunAsync(
            context, wait, (most, cancellation) => context.Api.GetBroadcastAsync(id, most, cancellation))
            .ConfigureAwait(false);
        await Answer.OkAsync(context, broadcast, ApiJson.Answers.BroadcastDocument).ConfigureAwait(false);
    }
}
