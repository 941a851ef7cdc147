namespace Gnomon.Wire;

/// <summary>Something that happened to a connection, for logs and for owners that must act after a reconnect.</summary>
/// <param name="State">What happened.</param>
/// <param name="Endpoint">The server.</param>
/// <param name="Cause">What brought it about; null when connected.</param>
/// <param name="RetryIn">How long the next attempt waits, after a failed attempt.</param>
public sealed record WireChange(WireState State, WireEndpoint Endpoint, Exception? Cause, TimeSpan RetryIn = default);
