using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Gnomon.Workers;

namespace Gnomon.Tests.Workers;

/// <summary>Handlers that come and go while a worker runs.</summary>
internal sealed class ChangingHandlers : IHandlerSource
{
    private readonly ConcurrentDictionary<string, JobDelegate> _handlers = new();

    /// <summary>What looking for a handler throws, or null.</summary>
    public Exception? Trouble { get; set; }

    public IReadOnlyCollection<string> Names => [.. _handlers.Keys];

    public JobDelegate this[string name]
    {
        set => _handlers[name] = value;
    }

    public bool TryGet(string name, [NotNullWhen(true)] out JobDelegate? handler) =>
        Trouble is { } trouble ? throw trouble : _handlers.TryGetValue(name, out handler);
}
