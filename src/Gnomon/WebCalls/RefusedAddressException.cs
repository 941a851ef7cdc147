namespace Gnomon.WebCalls;

/// <summary>A host has no address that may be connected to.</summary>
internal sealed class RefusedAddressException(string message) : Exception(message);
