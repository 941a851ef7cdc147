using Gnomon.Jobs;

namespace Gnomon.WebCalls;

/// <summary>What jobs of the handler <c>http</c> may call, and within which bounds.</summary>
public sealed record WebCallOptions
{
    /// <summary>The hosts that may be called, each as <c>[https://|http://]host[:port]</c>. Without a scheme it is
    /// https; http is allowed only where an entry says so. Without a port it is the scheme's own. The host is a name,
    /// <c>*.name</c> for every name that ends in it, an address, or a network such as <c>10.0.0.0/8</c>.</summary>
    /// <remarks>A name never reaches an address that is not public: loopback, private, link-local and the like. An
    /// entry with such an address or network lets names that are listed, and the address itself, reach it; one with a
    /// port does so at that port only.</remarks>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The time limit of a call that names none, until the last byte of the answer: longer than zero, up to
    /// <see cref="WebCallLimits.MaxTimeout"/>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most bytes of a request's body: 0 to <see cref="JobLimits.MaxArgsBytes"/>. A larger one ends the job for
    /// good.</summary>
    public int MaxRequestBytes { get; init; } = JobLimits.MaxArgsBytes;

    /// <summary>Most bytes of an answer's body that are kept: 0 to <see cref="WebCallLimits.MaxResponseBytes"/>. The
    /// rest is cut, and the result says so.</summary>
    public int MaxResponseBytes { get; init; } = WebCallLimits.MaxResponseBytes;

    /// <summary>Refuses a text that cannot stand in <see cref="AllowedHosts"/>.</summary>
    /// <exception cref="FormatException">Names the entry, what is wrong with it, and what is allowed.</exception>
    public static void CheckHost(string entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        _ = AllowedHost.Parse(entry);
    }

    /// <summary>Refuses values out of range.</summary>
    /// <exception cref="ArgumentException">Names the option, its value and what is allowed.</exception>
    public void Validate()
    {
        if (AllowedHosts.Count is < 1 or > WebCallLimits.MaxAllowedHosts)
            throw new ArgumentException(
                $"AllowedHosts has {AllowedHosts.Count} entries; allowed are 1 to {WebCallLimits.MaxAllowedHosts}.");
        foreach (var entry in AllowedHosts)
            try
            {
                CheckHost(entry);
            }
            catch (FormatException error)
            {
                throw new ArgumentException($"AllowedHosts: {error.Message}.", error);
            }

        if (Timeout <= TimeSpan.Zero || Timeout > WebCallLimits.MaxTimeout)
            throw new ArgumentException(
                $"Timeout is {Timeout}; allowed is longer than zero, up to {WebCallLimits.MaxTimeout}.");
        if (MaxRequestBytes is < 0 or > JobLimits.MaxArgsBytes)
            throw new ArgumentException(
                $"MaxRequestBytes is {MaxRequestBytes}; allowed are 0 to {JobLimits.MaxArgsBytes}.");
        if (MaxResponseBytes is < 0 or > WebCallLimits.MaxResponseBytes)
            throw new ArgumentException(
                $"MaxResponseBytes is {MaxResponseBytes}; allowed are 0 to {WebCallLimits.MaxResponseBytes}.");
    }
}
