using Gnomon.Store;

namespace Gnomon.Testing.Conformance;

/// <summary>Brings one engine to the suite. An instance serves one case and is disposed after it, with all data it
/// made. The author of an engine writes one.</summary>
public interface IStoreFixture : IAsyncDisposable
{
    /// <summary>The engine and its setting, for messages.</summary>
    string Name { get; }

    /// <summary>Whether the data survive a restart, so that <see cref="ReopenAsync"/> may be called.</summary>
    bool IsDurable { get; }

    /// <summary>The least span of time that the engine tells apart; rates are exact to it.</summary>
    TimeSpan Resolution => TimeSpan.FromTicks(1);

    /// <summary>Whether the claims of a process end with it; elsewhere they end with their leases.</summary>
    bool EndsClaims => true;

    /// <summary>Whether queues are kept apart, each in one of several places: what spans places in one step is refused then,
    /// unless <see cref="KeepQueuesTogether"/> was called.</summary>
    bool IsStriped => false;

    /// <summary>Whether all queues are in one place.</summary>
    bool AreQueuesTogether => true;

    /// <summary>Has all queues stand together, as users do with names that say so. Called before
    /// <see cref="OpenAsync"/>, for cases that need it; nothing to do where queues are not kept apart.</summary>
    void KeepQueuesTogether()
    {
    }

    /// <summary>Opens an empty engine that takes its time from <paramref name="time"/>. Called once. The harness
    /// initialises the store itself.</summary>
    Task<StoreParts> OpenAsync(TimeProvider time, CancellationToken cancellation);

    /// <summary>Stops the engine as its process stopping would, and opens it again on the same data and clock. The
    /// parts of before are not used any more. Called only when <see cref="IsDurable"/>.</summary>
    Task<StoreParts> ReopenAsync(CancellationToken cancellation);
}
