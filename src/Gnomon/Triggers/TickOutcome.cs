namespace Gnomon.Triggers;

/// <summary>What became of a tick. The numbers are stored: never renumber.</summary>
public enum TickOutcome : byte
{
    /// <summary>It made a job, or changed the job that holds its key, as its rule says.</summary>
    Ran = 0,

    /// <summary>It did neither; the reason says why.</summary>
    Skipped = 1,
}
