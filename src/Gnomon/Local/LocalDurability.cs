namespace Gnomon.Local;

/// <summary>What must have happened to a change before the local store acknowledges it.</summary>
public enum LocalDurability
{
    /// <summary>It is on the disk: written and synced, many changes to a sync. Survives loss of power.</summary>
    Fsync,

    /// <summary>The operating system has it. Survives the end of the process; loss of power loses the changes since
    /// the last sync.</summary>
    Os,
}
