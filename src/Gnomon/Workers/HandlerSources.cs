using System.Diagnostics.CodeAnalysis;

namespace Gnomon.Workers;

/// <summary>Several sources as one; an earlier one goes before a later one that has the same name.</summary>
internal sealed class HandlerSources(IReadOnlyList<IHandlerSource> sources) : IHandlerSource
{
    public IReadOnlyCollection<string> Names => sources.SelectMany(source => source.Names).ToHashSet();

    public bool TryGet(string name, [NotNullWhen(true)] out JobDelegate? handler)
    {
        foreach (var source in sources)
            if (source.TryGet(name, out handler))
                return true;
        handler = null;
        return false;
    }
}
