namespace Gnomon.Broadcasts;

/// <summary>A broadcast that is not published, because nobody would get it or its id is taken. The message says why and
/// what to do.</summary>
/// <param name="message">Why, and what to do.</param>
public sealed class BroadcastRefusedException(string message) : Exception(message);
