using Microsoft.Extensions.Logging;

namespace Gnomon.Hosting;

/// <summary>What a host gives an engine to make its store with.</summary>
/// <param name="Time">The host's clock.</param>
/// <param name="Loggers">Where the engine logs.</param>
public sealed record EngineSurroundings(TimeProvider Time, ILoggerFactory Loggers);
