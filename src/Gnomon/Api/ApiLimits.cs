namespace Gnomon.Api;

/// <summary>The bounds of the API beside those of <see cref="Jobs.JobLimits"/>.</summary>
public static class ApiLimits
{
    /// <summary>Items of a page when the caller names no number.</summary>
    public const int DefaultPage = 100;

    /// <summary>Most items of a page.</summary>
    public const int MaxPage = 1000;

    /// <summary>Coming ticks that are told when the caller names no number.</summary>
    public const int DefaultNextTicks = 10;

    /// <summary>Days whose counts are told when the caller names no number.</summary>
    public const int DefaultStatsDays = 7;

    /// <summary>Most bytes of a request's body: 8 MiB. It bounds arrays of jobs; the arguments of one job are bounded
    /// apart.</summary>
    public const int MaxBodyBytes = 8 * 1024 * 1024;

    /// <summary>How deep JSON may nest, the request's own levels included.</summary>
    public const int MaxJsonDepth = 64;

    /// <summary>Most of what a step waits for that is told; the end of a group may wait for thousands.</summary>
    public const int MaxAfter = 20;

    /// <summary>Most warnings in the answer to a workflow.</summary>
    public const int MaxWarnings = 20;

    /// <summary>Longest reason for a pause, in characters.</summary>
    public const int MaxReasonLength = 1000;

    /// <summary>Longest wait for a result in one request: 60 seconds. A longer one is cut to it.</summary>
    public static readonly TimeSpan MaxResultWait = TimeSpan.FromSeconds(60);
}
