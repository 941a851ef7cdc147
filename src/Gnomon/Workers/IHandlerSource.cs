using System.Diagnostics.CodeAnalysis;

namespace Gnomon.Workers;

/// <summary>Where a worker finds handlers: code registered in the process, or executables in a folder.</summary>
public interface IHandlerSource
{
    /// <summary>The names it has at this moment.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>Finds a handler by its exact name.</summary>
    bool TryGet(string name, [NotNullWhen(true)] out JobDelegate? handler);
}
