namespace Gnomon.Executables;

/// <summary>What a sweep did.</summary>
/// <param name="Ended">How many processes were told to end.</param>
/// <param name="Stuck">One that did not go, or null when none is left.</param>
internal readonly record struct Swept(int Ended, int? Stuck);
