using Gnomon.Jobs;

namespace Gnomon.Benchmarks.Fleet;

/// <summary>A run of a job as its process wrote it down.</summary>
internal sealed class FleetAttempt(FleetProcess process, AttemptToken token, long began, long wall, long due)
{
    public FleetProcess Process { get; } = process;

    public AttemptToken Token { get; } = token;

    /// <summary>By the elapsed time that all processes share.</summary>
    public long Began { get; } = began;

    /// <summary>By the server's clock, in ticks.</summary>
    public long Wall { get; } = wall;

    /// <summary>When the job was due, in ticks.</summary>
    public long Due { get; } = due;

    public long? Ended { get; set; }

    /// <summary><c>done</c>, <c>failed</c> or <c>stopped</c>; null when it never ended.</summary>
    public string? Outcome { get; set; }

    /// <summary>When nobody worked on it any more: at its end, or when its process was killed.</summary>
    public long Over => Ended ?? Process.KilledAt ?? long.MaxValue;
}
