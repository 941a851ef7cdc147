namespace Gnomon.Jobs;

/// <summary>The bounds of a job. Each is checked before anything is stored; <c>docs/limits.md</c> lists them.</summary>
public static class JobLimits
{
    /// <summary>Longest handler or queue name, in characters.</summary>
    public const int MaxNameLength = 128;

    /// <summary>Longest unique key, in characters.</summary>
    public const int MaxKeyLength = 256;

    /// <summary>Most headers on one job.</summary>
    public const int MaxHeaders = 16;

    /// <summary>Longest header name, in characters.</summary>
    public const int MaxHeaderNameLength = 64;

    /// <summary>Longest header value, in characters.</summary>
    public const int MaxHeaderLength = 1024;

    /// <summary>Most tags on one job.</summary>
    public const int MaxTags = 16;

    /// <summary>Longest tag, in characters.</summary>
    public const int MaxTagLength = 128;

    /// <summary>Largest arguments, in bytes of JSON.</summary>
    public const int MaxArgsBytes = 256 * 1024;

    /// <summary>Largest result, in bytes of JSON.</summary>
    public const int MaxResultBytes = 1024 * 1024;

    /// <summary>Longest error text kept, in characters; the rest is cut.</summary>
    public const int MaxErrorLength = 8 * 1024;

    /// <summary>Most jobs in one enqueue call.</summary>
    public const int MaxBatch = 10_000;

    /// <summary>Most bytes that the jobs of one enqueue call may take together.</summary>
    public const int MaxBatchBytes = 16 * 1024 * 1024;

    /// <summary>Most jobs that one call changes by filter.</summary>
    public const int MaxControl = 1000;

    /// <summary>Most entries of attempt history kept; older ones are dropped first.</summary>
    public const int MaxAttemptHistory = 50;

    /// <summary>Most bytes of log text kept for one job; older lines are dropped first.</summary>
    public const int MaxLogBytes = 64 * 1024;

    /// <summary>Longest log line, in characters; the rest is cut.</summary>
    public const int MaxLogLineLength = 4 * 1024;

    /// <summary>Longest text beside the progress, in characters; the rest is cut.</summary>
    public const int MaxProgressTextLength = 256;

    /// <summary>Lowest and default upper number of attempts that may be lost with their process before the job is
    /// given up as poisonous, whatever its retry policy says.</summary>
    public const int MinLossesBeforeDead = 3;

    /// <summary>The priority of a job that names none; 0 is the lowest, 9 the highest.</summary>
    public const byte DefaultPriority = 5;

    /// <summary>The highest priority.</summary>
    public const byte MaxPriority = 9;

    /// <summary>The queue of a job that names none.</summary>
    public const string DefaultQueue = "default";

    /// <summary>Longest delay, time limit, retention and wait before a retry: 36,500 days, so that adding one to a
    /// present instant never leaves the calendar.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromDays(36_500);

    /// <summary>How long an ended job is kept when neither it nor the store says otherwise.</summary>
    public static readonly TimeSpan DefaultRetention = TimeSpan.FromHours(24);
}
