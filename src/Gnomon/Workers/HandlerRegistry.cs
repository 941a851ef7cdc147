using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>Handlers written in .NET, by their declared names.</summary>
internal sealed class HandlerRegistry : IHandlerSource
{
    private readonly FrozenDictionary<string, JobDelegate> _handlers;

    /// <exception cref="InvalidJobException">A name is not one.</exception>
    /// <exception cref="InvalidOperationException">Two handlers have one name.</exception>
    public HandlerRegistry(IEnumerable<KeyValuePair<string, JobDelegate>> handlers)
    {
        var byName = new Dictionary<string, JobDelegate>(StringComparer.Ordinal);
        foreach (var (name, handler) in handlers)
        {
            JobRules.CheckHandlerName("handler", name);
            if (!byName.TryAdd(name, handler))
                throw new InvalidOperationException($"Two handlers are named '{name}'; each needs its own name.");
        }

        _handlers = byName.ToFrozenDictionary(StringComparer.Ordinal);
    }

    public IReadOnlyCollection<string> Names => _handlers.Keys;

    public bool TryGet(string name, [NotNullWhen(true)] out JobDelegate? handler) =>
        _handlers.TryGetValue(name, out handler);
}
