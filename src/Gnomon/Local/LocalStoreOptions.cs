using Gnomon.Jobs;

namespace Gnomon.Local;

/// <summary>Settings of the embedded store.</summary>
public sealed record LocalStoreOptions
{
    /// <summary>The folder of the journal, made if it is not there; null keeps everything in memory only.</summary>
    public string? Directory { get; init; }

    /// <summary>When a change is acknowledged.</summary>
    public LocalDurability Durability { get; init; } = LocalDurability.Fsync;

    /// <summary>The size at which a journal file is followed by the next, in bytes: 4 KiB to 1 GiB. As much again is
    /// kept in reserve, so that running jobs can settle when the disk is full.</summary>
    public int SegmentBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>How many bytes the journal grows, at least, before the live state is written again and older files
    /// are dropped.</summary>
    public long CheckpointBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>How long an ended job is kept that does not say so itself.</summary>
    public TimeSpan Retention { get; init; } = JobLimits.DefaultRetention;

    /// <summary>How many ticks of each schedule are remembered, 100 or more.</summary>
    public int TicksKept { get; init; } = 100;

    /// <summary>Opens a journal that is damaged in the middle by leaving out what cannot be read.</summary>
    public bool Salvage { get; init; }

    /// <summary>Where others can reach the process that owns the store; told to whoever finds the folder taken.
    /// </summary>
    public string? ServerUrl { get; init; }

    /// <summary>Refuses settings that are out of range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the setting, its value and the range.</exception>
    public void Validate()
    {
        Require(SegmentBytes is >= 4096 and <= 1 << 30, nameof(SegmentBytes), SegmentBytes, "4 KiB to 1 GiB");
        Require(CheckpointBytes >= 4096, nameof(CheckpointBytes), CheckpointBytes, "4 KiB or more");
        Require(Retention > TimeSpan.Zero, nameof(Retention), Retention, "longer than zero");
        Require(TicksKept >= 100, nameof(TicksKept), TicksKept, "100 or more");
    }

    private static void Require(bool holds, string option, object value, string allowed)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(
                option, $"{nameof(LocalStoreOptions)}.{option} is {value}; allowed is {allowed}.");
    }
}
