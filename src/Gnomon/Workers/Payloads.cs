using Gnomon.Jobs;

namespace Gnomon.Workers;

/// <summary>What is done to arguments and results between the producer, the store and the handler: arguments of older
/// versions are upgraded, and both may be encrypted at rest.</summary>
internal sealed class Payloads(IReadOnlyDictionary<string, ArgsVersions> versions, PayloadCipher? cipher)
{
    /// <summary>Nothing: no handler counts versions, and there are no keys.</summary>
    public static readonly Payloads Plain = new(new Dictionary<string, ArgsVersions>(), null);

    public bool IsPlain => versions.Count == 0 && cipher is null;

    /// <summary>Whether anything is encrypted.</summary>
    public bool Encrypts => cipher is not null;

    /// <summary>Whether a job cannot go to its handler as it is, whatever this process knows of it.</summary>
    public static bool MustOpen(JobSpec spec) => spec.ArgsVersion > 0 || PayloadCipher.IsSealed(spec.Args);

    /// <summary>The version that this process writes for a handler; 0 when it counts none.</summary>
    public int VersionOf(string handler) => versions.TryGetValue(handler, out var known) ? known.Current : 0;

    /// <summary>Why this process cannot read the version of the arguments of a job of its handlers, or null.</summary>
    public string? WhyUnreadable(JobSpec spec) => versions.TryGetValue(spec.Handler, out var known)
        ? known.WhyUnreadable(spec.Handler, spec.ArgsVersion)
        : spec.ArgsVersion > 0 ? ArgsVersions.Newer(spec.Handler, spec.ArgsVersion, 0) : null;

    /// <summary>The versions that this process reads, by handler, of those that it has and counts versions of.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Readable(IEnumerable<string> handlers) => handlers
        .Where(versions.ContainsKey).ToDictionary(handler => handler, handler => versions[handler].Readable());

    /// <summary>The job as the store is to have it.</summary>
    public JobSpec Seal(JobSpec spec) =>
        cipher is null ? spec : spec with { Args = cipher.Seal(spec.Args, ArgsOf(spec.Handler)) };

    /// <summary>Whether there is nothing to seal in it.</summary>
    public bool IsSealed(JobSpec spec) => spec.Args.IsEmpty || PayloadCipher.IsSealed(spec.Args);

    /// <summary>Whether the envelope of one job, where it has one that can be opened here, holds the plain arguments of
    /// another.</summary>
    public bool Holds(JobSpec stored, JobSpec plain)
    {
        if (cipher is null || stored.Handler != plain.Handler || !PayloadCipher.IsSealed(stored.Args)) return false;
        try
        {
            return cipher.Open(stored.Args, ArgsOf(stored.Handler)).Span.SequenceEqual(plain.Args.Span);
        }
        catch (CannotRunHereException)
        {
            return false;
        }
    }

    /// <summary>The job sealed with the newest key; null when it is already, or cannot be opened here.</summary>
    public JobSpec? Renew(JobSpec spec)
    {
        if (cipher is null || spec.Args.IsEmpty) return null;
        if (!PayloadCipher.IsSealed(spec.Args)) return Seal(spec);
        try
        {
            if (cipher.IsOfNewestKey(spec.Args)) return null;
            return Seal(spec with { Args = cipher.Open(spec.Args, ArgsOf(spec.Handler)) });
        }
        catch (CannotRunHereException)
        {
            return null;
        }
    }

    /// <summary>The job as its handler takes it.</summary>
    /// <exception cref="CannotRunHereException">This process cannot read the arguments.</exception>
    /// <exception cref="JobFailedException">Reading them failed.</exception>
    public JobSpec Open(JobSpec spec)
    {
        if (PayloadCipher.IsSealed(spec.Args))
            spec = spec with { Args = OpenText("its arguments are ", spec.Args, ArgsOf(spec.Handler)) };
        if (versions.TryGetValue(spec.Handler, out var known)) return known.Upgrade(spec);
        return WhyUnreadable(spec) is { } reason ? throw new CannotRunHereException(reason) : spec;
    }

    /// <summary>The result as the store is to have it.</summary>
    public ReadOnlyMemory<byte> SealResult(string handler, ReadOnlyMemory<byte> result) =>
        cipher is { EncryptsResults: true } ? cipher.Seal(result, ResultOf(handler)) : result;

    /// <summary>The result as the handler gave it.</summary>
    /// <exception cref="CannotRunHereException">This process cannot read it.</exception>
    public ReadOnlyMemory<byte> OpenResult(string handler, ReadOnlyMemory<byte> result) =>
        PayloadCipher.IsSealed(result) ? OpenText("the result is ", result, ResultOf(handler)) : result;

    private ReadOnlyMemory<byte> OpenText(string what, ReadOnlyMemory<byte> text, string purpose)
    {
        try
        {
            return cipher is null
                ? throw new CannotRunHereException("encrypted, and this process has no keys")
                : cipher.Open(text, purpose);
        }
        catch (CannotRunHereException error)
        {
            throw new CannotRunHereException(what + error.Message);
        }
    }

    private static string ArgsOf(string handler) => $"args {handler}";

    private static string ResultOf(string handler) => $"result {handler}";
}
