namespace Gnomon.Triggers;

/// <summary>What a tick does while the job of an earlier tick has not ended. The numbers are stored: never renumber.
/// </summary>
public enum OverlapPolicy : byte
{
    /// <summary>The new job runs beside the old one.</summary>
    Allow = 0,

    /// <summary>The tick is recorded as skipped.</summary>
    Skip = 1,
}
