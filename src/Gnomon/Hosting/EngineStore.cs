using Gnomon.Store;

namespace Gnomon.Hosting;

/// <summary>A store that an engine has made for a host.</summary>
/// <param name="Parts">Its contracts.</param>
/// <param name="Owner">What closes it.</param>
/// <param name="Scope">A name that differs from that of every other store, without secrets: stores on one machine may hold
/// jobs with equal ids, such as those of schedules with equal names, and what runs for them is kept apart by it.</param>
public sealed record EngineStore(StoreParts Parts, IAsyncDisposable Owner, string Scope);
