namespace Gnomon.Triggers;

/// <summary>What became of a tick. The numbers are stored: never renumber.</summary>
public enum TickOutcome : byte
{
    /// <summary>It made a job.</summary>
    Ran = 0,

    /// <summary>It made none; the reason says why.</summary>
    Skipped = 1,
}
