namespace Gnomon.Workers;

/// <summary>This process cannot run the job, and another one may: the job is parked, not failed.</summary>
/// <param name="message">Why.</param>
internal sealed class CannotRunHereException(string message) : Exception(message);
