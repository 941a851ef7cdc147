namespace Gnomon.Store;

/// <summary>A process that runs jobs.</summary>
/// <param name="Id">Unique for one life of one process.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="ProcessId">The operating system's number for the process.</param>
/// <param name="Queues">The queues it claims from, in their order.</param>
/// <param name="Handlers">The handlers it has.</param>
/// <param name="Concurrency">How many jobs it runs at once.</param>
public sealed record NodeInfo(
    string Id,
    string Host,
    int ProcessId,
    IReadOnlyList<string> Queues,
    IReadOnlyList<string> Handlers,
    int Concurrency)
{
    /// <summary>The version of the program that it runs; empty when it does not say.</summary>
    public string Version { get; init; } = "";

    /// <summary>Where it can be reached, such as <c>http://10.0.0.7:9595</c>; null when it cannot or does not say.
    /// </summary>
    public string? Address { get; init; }

    /// <summary>Words to choose nodes by.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Which versions of its handlers' arguments it reads, by handler. Of a handler that is not listed it reads
    /// only the arguments that name no version.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> ArgsVersions { get; init; } =
        new Dictionary<string, IReadOnlyList<int>>();

    /// <summary>When it joined, by the store's clock; set by the store.</summary>
    public DateTimeOffset JoinedAt { get; init; }

    /// <summary>When it was last heard of, by the store's clock; set by the store.</summary>
    public DateTimeOffset SeenAt { get; init; }

    /// <summary>Whether it reads a version of the arguments of one of its handlers.</summary>
    internal bool Reads(string handler, int argsVersion) =>
        ArgsVersions.TryGetValue(handler, out var versions) ? versions.Contains(argsVersion) : argsVersion == 0;
}
