using Gnomon.Api;
using Gnomon.Http.Endpoints;
using Microsoft.AspNetCore.Routing;

namespace Gnomon.Http;

/// <summary>Adds the HTTP API to an ASP.NET Core application.</summary>
public static class GnomonEndpoints
{
    /// <summary>Maps the routes of the API: <c>/v1/…</c>, <c>/healthz</c> and <c>/readyz</c>. They call the
    /// <see cref="IGnomonApi"/> of the application's services. Only requests from this machine are let in.</summary>
    /// <param name="endpoints">The application.</param>
    /// <returns>The same, for more calls.</returns>
    public static IEndpointRouteBuilder MapGnomon(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var routes = new GuardedRoutes(endpoints);
        JobEndpoints.Map(routes);
        JobControlEndpoints.Map(routes);
        BroadcastEndpoints.Map(routes);
        WorkflowEndpoints.Map(routes);
        ScheduleEndpoints.Map(routes);
        ScheduleSetEndpoints.Map(routes);
        QueueEndpoints.Map(routes);
        NodeEndpoints.Map(routes);
        StatsEndpoints.Map(routes);
        EventEndpoints.Map(routes);
        HealthEndpoints.Map(routes);
        routes.Fallback("/v1/{**rest}");
        return endpoints;
    }
}
