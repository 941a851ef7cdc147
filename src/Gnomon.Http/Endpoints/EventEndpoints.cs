using Gnomon.Api;
using Gnomon.Telemetry;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Http.Endpoints;

/// <summary><c>/v1/events</c></summary>
internal static class EventEndpoints
{
    public static void Map(GuardedRoutes routes) => routes.Get("/v1/events", FollowAsync);

    private static async Task FollowAsync(HttpContext context)
    {
        QueryText.Check(context.Request, "queue", "handler", "kind");
        var filter = new EventFilter
        {
            Queue = QueryText.Text(context.Request, "queue"),
            Handler = QueryText.Text(context.Request, "handler"),
            Kinds = EventText.ReadKinds("kind", QueryText.Text(context.Request, "kind")),
        };
        var events = context.RequestServices.GetService<GnomonEvents>() ?? throw new ApiException(
            StatusCodes.Status404NotFound, "Not found", "This server does not tell of events: no store runs in it.");
        using var follower = events.Follow(filter) ?? throw new ApiException(
            StatusCodes.Status503ServiceUnavailable, "Too many followers",
            $"{EventLimits.MaxFollowers} follow the events of this server already, or it stops; try again later.");
        await new EventStream(context, follower).RunAsync().ConfigureAwait(false);
    }
}
