using Gnomon.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gnomon.Http;

/// <summary>Waits for a result, yet never longer than the server means to live: a stopping server answers the state of
/// the moment, so that waiting callers do not hold its end up.</summary>
internal static class ResultWait
{
    public static async Task<JobResultDocument> RunAsync(HttpContext context, string id, TimeSpan wait)
    {
        var lifetime = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            return await context.Api.GetResultAsync(id, wait, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return await context.Api.GetResultAsync(id, TimeSpan.Zero, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
