using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Gnomon.Http;

/// <summary>Waits for the end of a job, a workflow or a broadcast, yet never longer than the server means to live: a
/// stopping server answers the state of the moment, so that waiting callers do not hold its end up.</summary>
internal static class LifetimeWait
{
    /// <param name="context">The request.</param>
    /// <param name="wait">How long to wait at most.</param>
    /// <param name="read">Reads what is waited for, and waits so long for its end.</param>
    public static async Task<T> RunAsync<T>(
        HttpContext context, TimeSpan wait, Func<TimeSpan, CancellationToken, Task<T>> read)
    {
        var lifetime = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            return await read(wait, stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return await read(TimeSpan.Zero, context.RequestAborted).ConfigureAwait(false);
        }
    }
}
