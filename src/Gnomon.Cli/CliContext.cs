using Gnomon.Cli.Output;

namespace Gnomon.Cli;

/// <summary>What every verb works with.</summary>
/// <param name="Terminal">Where it writes.</param>
/// <param name="Time">The clock.</param>
/// <param name="ServerFromEnvironment">The value of <c>GNOMON_SERVER</c>, or null.</param>
internal sealed record CliContext(Terminal Terminal, TimeProvider Time, string? ServerFromEnvironment)
{
    /// <summary>Fires when whoever waits for the process to end has no patience left.</summary>
    public CancellationToken Hurry { get; init; }
}
