namespace Gnomon.WebCalls;

/// <summary>The bounds of web calls; <c>docs/limits.md</c> lists them.</summary>
public static class WebCallLimits
{
    /// <summary>Most entries of <see cref="WebCallOptions.AllowedHosts"/>.</summary>
    public const int MaxAllowedHosts = 1000;

    /// <summary>Longest URL, in characters.</summary>
    public const int MaxUrlLength = 8 * 1024;

    /// <summary>Most headers that a call may set.</summary>
    public const int MaxRequestHeaders = 50;

    /// <summary>Most characters of names and values of the headers that a call may set.</summary>
    public const int MaxRequestHeaderLength = 16 * 1024;

    /// <summary>Most codes and ranges of codes that a call may name as success.</summary>
    public const int MaxSuccessEntries = 32;

    /// <summary>Most bytes of an answer's headers; a longer answer is a failure.</summary>
    public const int MaxResponseHeaderBytes = 32 * 1024;

    /// <summary>Most bytes of an answer's body that are kept: written as JSON text they take at most three times as
    /// much, so that the result always fits <see cref="Jobs.JobLimits.MaxResultBytes"/>.</summary>
    public const int MaxResponseBytes = 256 * 1024;

    /// <summary>Most characters of an answer's body in the error text of a failed call.</summary>
    public const int MaxErrorExcerpt = 1000;

    /// <summary>Longest time limit of a call.</summary>
    public static readonly TimeSpan MaxTimeout = TimeSpan.FromHours(24);

    /// <summary>Longest wait before the next attempt that a receiver can ask for; a longer one is cut to it.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(24);
}
