using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>What is done to arguments between the producer and the store, and between the store and the handler.
/// </summary>
internal sealed class Payloads(IReadOnlyDictionary<string, ArgsVersions> versions)
{
    /// <summary>Nothing: no handler counts versions.</summary>
    public static readonly Payloads Plain = new(new Dictionary<string, ArgsVersions>());

    public bool IsPlain => versions.Count == 0;

    /// <summary>The version that this process writes for a handler; 0 when it counts none.</summary>
    public int VersionOf(string handler) => versions.TryGetValue(handler, out var known) ? known.Current : 0;

    /// <summary>Why this process cannot read the arguments of a job of its handlers, or null.</summary>
    public string? WhyUnreadable(JobSpec spec) => versions.TryGetValue(spec.Handler, out var known)
        ? known.WhyUnreadable(spec.Handler, spec.ArgsVersion)
        : spec.ArgsVersion > 0 ? ArgsVersions.Newer(spec.Handler, spec.ArgsVersion, 0) : null;

    /// <summary>The job as its handler takes it.</summary>
    /// <exception cref="CannotRunHereException">This process cannot read the arguments.</exception>
    /// <exception cref="JobFailedException">Reading them failed.</exception>
    public JobSpec Open(JobSpec spec)
    {
        if (versions.TryGetValue(spec.Handler, out var known)) return known.Upgrade(spec);
        return WhyUnreadable(spec) is { } reason ? throw new CannotRunHereException(reason) : spec;
    }
}
