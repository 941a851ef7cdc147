namespace Gnomon.Api;

/// <summary>A process that runs jobs.</summary>
/// <param name="Id">Unique for one life of one process.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="ProcessId">The operating system's number for the process.</param>
/// <param name="Queues">The queues it claims from, in their order.</param>
/// <param name="Handlers">The handlers it has.</param>
/// <param name="Concurrency">How many jobs it runs at once.</param>
/// <param name="Version">The version of the program that it runs; empty when it does not say.</param>
/// <param name="Address">Where it can be reached, or null.</param>
/// <param name="Tags">Words to choose nodes by.</param>
/// <param name="JoinedAt">When it joined.</param>
/// <param name="SeenAt">When it was last heard of.</param>
public sealed record NodeDocument(
    string Id,
    string Host,
    int ProcessId,
    IReadOnlyList<string> Queues,
    IReadOnlyList<string> Handlers,
    int Concurrency,
    string Version,
    string? Address,
    IReadOnlyList<string> Tags,
    DateTimeOffset JoinedAt,
    DateTimeOffset SeenAt);
