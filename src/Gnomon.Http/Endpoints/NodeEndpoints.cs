using Gnomon.Api;
using Microsoft.AspNetCore.Http;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/v1/nodes</c></summary>
internal static class NodeEndpoints
{
    public static void Map(GuardedRoutes routes) => routes.Get("/v1/nodes", ListAsync);

    private static async Task ListAsync(HttpContext context)
    {
        QueryText.Check(context.Request);
        var nodes = await context.Api.ListNodesAsync(context.RequestAborted).ConfigureAwait(false);
        await Answer.OkAsync(context, nodes, ApiJson.Answers.NodeListDocument).ConfigureAwait(false);
    }
}
