using Gnomon.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Gnomon.Http;

/// <summary>What handlers need from a request.</summary>
internal static class RequestParts
{
    extension(HttpContext context)
    {
        /// <summary>The API that does the work.</summary>
        public IGnomonApi Api => context.RequestServices.GetRequiredService<IGnomonApi>();

        /// <summary>A value of the route.</summary>
        public string Route(string name) => (string)context.Request.RouteValues[name]!;
    }
}
