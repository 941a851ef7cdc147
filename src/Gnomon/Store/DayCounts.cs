namespace Gnomon.Store;

/// <summary>What happened in one day.</summary>
/// <param name="Day">The day in UTC, by the store's clock.</param>
/// <param name="Handlers">By handler, in the order of their names. The first
/// <see cref="CounterLimits.MaxHandlersInDay"/> handlers of a day are told apart, further ones are counted together in a
/// last entry without a name.</param>
public sealed record DayCounts(DateOnly Day, IReadOnlyList<HandlerCounts> Handlers);
