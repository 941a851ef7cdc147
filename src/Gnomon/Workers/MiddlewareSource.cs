using System.Diagnostics.CodeAnalysis;

namespace Gnomon.Workers;

/// <summary>The handlers of a source with middleware around each; the first one stands outermost.</summary>
internal sealed class MiddlewareSource(
    IHandlerSource inner, IReadOnlyList<Func<JobContext, JobDelegate, ValueTask<ReadOnlyMemory<byte>>>> middleware)
    : IHandlerSource
{
    public IReadOnlyCollection<string> Names => inner.Names;

    public bool TryGet(string name, [NotNullWhen(true)] out JobDelegate? handler)
    {
        if (!inner.TryGet(name, out handler)) return false;
        for (var i = middleware.Count - 1; i >= 0; i--) handler = Around(middleware[i], handler);
        return true;
    }

    private static JobDelegate Around(
        Func<JobContext, JobDelegate, ValueTask<ReadOnlyMemory<byte>>> middleware, JobDelegate next) =>
        job => middleware(job, next);
}
