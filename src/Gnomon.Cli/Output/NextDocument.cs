namespace Gnomon.Cli.Output;

/// <summary>What <c>gnomon next --json</c> prints.</summary>
/// <param name="Description">The time rule in English.</param>
/// <param name="Zone">Its time zone; null when it has parts of several.</param>
/// <param name="Items">The ticks, as ISO-8601 with the zone's offset.</param>
internal sealed record NextDocument(string Description, string? Zone, IReadOnlyList<string> Items);
